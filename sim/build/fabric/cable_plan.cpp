// Lengths, media and sums of cables.  Equations:
//
//   rise of an end        v = tray height - port height                        [m]
//   path, same row        |x1 - x2|
//   path, other row       |x1 - xc| + |y1 - y2| + |x2 - xc|, or |x1 - x2| + |y1 - y2| on a grid
//   length                (1 + s) (v1 + path + v2 + loop) + fixed
//   in a rack             |h1 - h2| + allowance
//   power                 both ends; mass = length * mass per metre; the ordered length is priced
//
// Ports above the tray are joined downwards: the rise counts by its size.
// Ignores bends, drop heights of stacked trays and obstacles.
#include "sim/build/fabric/cable_plan.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace datahall {
namespace {

// A run of exactly 5 m fits a 5 m cable although its sum may end a rounding error above.
constexpr double tolerance_m = 1e-9;

Meters distance(Meters a, Meters b) {
    return Meters::from_si(std::fabs(a.si() - b.si()));
}

Meters path_on_trays(const CableEnd& a, const CableEnd& b, const TrayRules& rules) {
    if (a.row == b.row) return distance(a.x, b.x);
    const Meters across = distance(a.y, b.y);
    if (rules.cross == CrossTray::grid) return distance(a.x, b.x) + across;
    return distance(a.x, rules.cross_x) + across + distance(b.x, rules.cross_x);
}

void add_to_order(std::vector<OrderLine>& order, std::uint32_t medium, Meters length) {
    const auto before = [](const OrderLine& a, const OrderLine& b) {
        return std::pair{a.length, a.medium} < std::pair{b.length, b.medium};
    };
    const OrderLine line{medium, length, 1};
    const auto at = std::lower_bound(order.begin(), order.end(), line, before);
    if (at != order.end() && !before(line, *at)) {
        ++at->cables;
    } else {
        order.insert(at, line);
    }
}

}  // namespace

SquareMeters section_of(Meters diameter) {
    return diameter * diameter * (std::numbers::pi / 4.0);
}

StockLengths common_stock() {
    // Copper: NVIDIA LinkX data sheets MCP4Y10, MCP7Y00, MCA4J80.  Fiber: usual trunk lengths (estimate).
    StockLengths stock;
    for (const double m :
         {0.5,  1.0,  1.5,  2.0,  2.5,  3.0,  4.0,  5.0,   7.0,   10.0,  15.0,  20.0,  25.0,  30.0, 35.0,
          40.0, 45.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 120.0, 150.0, 200.0, 300.0, 400.0, 500.0}) {
        stock.list.push_back(Meters::from_si(m));
    }
    return stock;
}

Meters geometric_length(const CableEnd& a, const CableEnd& b, const TrayRules& rules) {
    if (a.rack == b.rack && rules.in_rack == InRack::beside) {
        return distance(a.height, b.height) + rules.in_rack_allowance;
    }
    const Meters rises = distance(rules.tray_height, a.height) + distance(rules.tray_height, b.height);
    const Meters run = rises + path_on_trays(a, b, rules) + rules.service_loop;
    return run * (1.0 + rules.slack_share) + rules.fixed_slack;
}

Meters ordered_length(Meters geometric, const StockLengths& stock) {
    const Meters needed = Meters::from_si(geometric.si() - tolerance_m);
    const auto at = std::lower_bound(stock.list.begin(), stock.list.end(), needed);
    if (at != stock.list.end()) return *at;
    if (stock.step <= Meters{}) return geometric;
    return stock.step * std::ceil(needed / stock.step);
}

std::optional<std::size_t> pick_medium(const CableFamily& family, Meters length) {
    for (std::size_t i = 0; i < family.media.size(); ++i) {
        if (length.si() <= family.media[i].reach.si() + tolerance_m) return i;
    }
    return std::nullopt;
}

CableMeasure measure_cable(const CableEnd& a, const CableEnd& b, const TrayRules& rules,
                           const CableFamily& family) {
    const Meters geometric = geometric_length(a, b, rules);
    const Meters ordered = ordered_length(geometric, rules.stock);
    return {geometric, ordered, pick_medium(family, ordered)};
}

SquareMeters tray_section(std::uint64_t cables, Meters diameter, double fill) {
    return section_of(diameter) * (static_cast<double>(cables) / fill);
}

TierCables CableSchedule::total() const {
    TierCables sum;
    for (const TierCables& t : tiers) {
        sum.cables += t.cables;
        sum.out_of_reach += t.out_of_reach;
        sum.geometric += t.geometric;
        sum.ordered += t.ordered;
        sum.longest_geometric = std::max(sum.longest_geometric, t.longest_geometric);
        sum.longest_ordered = std::max(sum.longest_ordered, t.longest_ordered);
        sum.transceivers += t.transceivers;
        sum.power += t.power;
        sum.power_in_nodes += t.power_in_nodes;
        sum.mass += t.mass;
        sum.price += t.price;
    }
    return sum;
}

CablePlan::CablePlan(TrayRules rules, const TierFamilies& families)
    : rules_{std::move(rules)}, families_{families} {
    for (std::size_t t = 0; t < families_.size(); ++t) {
        if (families_[t] == nullptr) continue;
        for (const Medium& m : families_[t]->media) schedule_.tiers[t].media.emplace_back().medium = &m;
    }
}

void CablePlan::add(LinkTier tier, const CableEnd& lower, const CableEnd& upper) {
    const auto index = static_cast<std::size_t>(tier);
    if (families_[index] == nullptr) throw std::logic_error{"a tier has cables but no family of cables"};
    const auto [geometric, ordered, medium] = measure_cable(lower, upper, rules_, *families_[index]);
    TierCables& t = schedule_.tiers[index];
    ++t.cables;
    t.geometric += geometric;
    t.ordered += ordered;
    t.longest_geometric = std::max(t.longest_geometric, geometric);
    t.longest_ordered = std::max(t.longest_ordered, ordered);
    add_medium(tier, geometric, ordered, medium);
    add_crossing(lower, upper, medium ? families_[index]->media[*medium].diameter : Meters{});
}

void CablePlan::add_medium(LinkTier tier, Meters geometric, Meters ordered,
                           std::optional<std::size_t> medium) {
    TierCables& t = schedule_.tiers[static_cast<std::size_t>(tier)];
    add_to_order(t.order, static_cast<std::uint32_t>(medium.value_or(t.media.size())), ordered);
    if (!medium) {
        ++t.out_of_reach;
        return;
    }
    MediumTotals& totals = t.media[*medium];
    const Medium& m = *totals.medium;
    ++totals.cables;
    totals.geometric += geometric;
    totals.ordered += ordered;
    totals.longest = std::max(totals.longest, geometric);
    const bool ends_in_nic = ends_at_node(tier);
    t.transceivers += static_cast<std::uint64_t>(m.transceivers);
    t.power += m.power_per_end + (ends_in_nic ? m.power_at_node : m.power_per_end);
    if (ends_in_nic) t.power_in_nodes += m.power_at_node;
    t.mass += m.linear_mass * ordered;
    t.price += m.price + m.price_per_end * 2.0 + m.price_per_metre * ordered.si();
}

void CablePlan::add_crossing(const CableEnd& a, const CableEnd& b, Meters diameter) {
    const auto [first, last] = std::minmax(a.row, b.row);
    if (schedule_.crossing.size() < last) {
        schedule_.crossing.resize(last, 0);
        schedule_.crossing_section.resize(last);
    }
    for (std::uint32_t gap = first; gap < last; ++gap) {
        ++schedule_.crossing[gap];
        schedule_.crossing_section[gap] += section_of(diameter);
    }
}

const CableEnd& FabricPositions::lower_end(const LinkPlan& link) const {
    if (link.tier == LinkTier::node_leaf) return nodes.at(link.lower);
    return link.tier == LinkTier::management ? appliances.at(link.lower) : switches.at(link.lower);
}

CableSchedule plan_cables(const FabricPlan& plan, const FabricPositions& positions, const TrayRules& rules,
                          const TierFamilies& families) {
    CablePlan cables{rules, families};
    for (const LinkPlan& link : plan.links) {
        cables.add(link.tier, positions.lower_end(link), positions.switches.at(link.upper));
    }
    return cables.schedule();
}

}  // namespace datahall
