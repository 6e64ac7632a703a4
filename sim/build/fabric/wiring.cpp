#include "sim/build/fabric/wiring.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "sim/build/bill.hpp"
#include "sim/build/fabric/cable_list.hpp"
#include "sim/build/fabric/fabric_build.hpp"
#include "sim/build/fabric/graph_check.hpp"
#include "sim/build/fabric/wiring_view.hpp"

namespace datahall {
namespace {

constexpr double rack_unit_m = 0.04445;  // EIA-310

const SwitchType& type_of(const ScenarioConfig& s) {
    return s.catalogue.switches.find(s.fabric->device)->second;
}

CableSums& operator+=(CableSums& sum, const CableSums& part) {
    sum.cables += part.cables;
    sum.length_m += part.length_m;
    sum.ordered_m += part.ordered_m;
    sum.longest_m = std::max(sum.longest_m, part.longest_m);
    sum.transceivers += part.transceivers;
    sum.power_w += part.power_w;
    sum.mass_kg += part.mass_kg;
    sum.price_usd =
        sum.price_usd && part.price_usd ? std::optional{*sum.price_usd + *part.price_usd} : std::nullopt;
    return sum;
}

CableSums sums_of(const MediumTotals& totals, LinkTier tier, const std::optional<Dollars>& ends) {
    const Medium& m = *totals.medium;
    const auto cables = static_cast<double>(totals.cables);
    const Watts lower = ends_at_node(tier) ? m.power_at_node : m.power_per_end;
    CableSums sums{.cables = totals.cables,
                   .length_m = totals.geometric.si(),
                   .ordered_m = totals.ordered.si(),
                   .longest_m = totals.longest.si(),
                   .transceivers = totals.cables * static_cast<std::uint64_t>(m.transceivers),
                   .power_w = (lower + m.power_per_end).si() * cables,
                   .mass_kg = (m.linear_mass * totals.ordered).si(),
                   .price_usd = {}};
    if (ends) sums.price_usd = (*ends * cables + m.price_per_metre * totals.ordered.si()).si();
    return sums;
}

// What nothing reaches: the rest of its tier, without power, mass or price.
CableSums beyond_reach(const TierCables& tier) {
    CableSums rest{.cables = tier.out_of_reach,
                   .length_m = tier.geometric.si(),
                   .ordered_m = tier.ordered.si(),
                   .longest_m = tier.longest_geometric.si(),
                   .price_usd = {}};
    for (const MediumTotals& m : tier.media) {
        rest.length_m -= m.geometric.si();
        rest.ordered_m -= m.ordered.si();
    }
    return rest;
}

void add_tier(const ScenarioConfig& s, LinkTier tier, const TierCables& cables, WiringReport& report) {
    const std::string name{name_of(tier)};
    const std::string& family = family_of(*s.fabric, tier);
    TierRow row{.tier = name, .sums = {}};
    for (const MediumTotals& totals : cables.media) {
        if (totals.cables == 0) continue;
        const Medium& m = *totals.medium;
        const CableSums sums = sums_of(totals, tier, price_of_ends(s.catalogue.prices, family, m));
        report.media.push_back({name, family, m.name, m.reach.si(), sums});
        row.sums += sums;
    }
    if (cables.out_of_reach > 0) {
        const CableSums rest = beyond_reach(cables);
        report.media.push_back({name, family, {}, 0.0, rest});
        row.sums += rest;
    }
    report.total += row.sums;
    report.tiers.push_back(std::move(row));
}

void add_tiers(const ScenarioConfig& s, const Facility& f, WiringReport& report) {
    const CableSchedule schedule = schedule_cables(s, f);
    for (std::size_t t = 0; t < link_tiers; ++t) {
        if (schedule.tiers[t].cables > 0) add_tier(s, static_cast<LinkTier>(t), schedule.tiers[t], report);
    }
}

struct PortUse {
    std::uint32_t down = 0;
    std::uint32_t up = 0;
    double down_rate = 0.0;  // in rates of a NIC's cable
    double up_rate = 0.0;
};

std::vector<PortUse> use_of_ports(const FabricPlan& plan) {
    std::vector<PortUse> use(plan.switches.size());
    for (const LinkPlan& link : plan.links) {
        const bool is_trunk = is_between_switches(link.tier);
        const bool is_level = link.tier == LinkTier::local || link.tier == LinkTier::global;
        const double rate = link.tier == LinkTier::management ? 0.0 : is_trunk ? plan.trunk_rate_ratio : 1.0;
        PortUse& upper = use[link.upper];
        // Cables between switches of one role go up for both.
        (is_level ? upper.up : upper.down) += 1;
        (is_level ? upper.up_rate : upper.down_rate) += rate;
        if (!is_trunk) continue;
        use[link.lower].up += 1;
        use[link.lower].up_rate += rate;
    }
    return use;
}

void add_role(const ScenarioConfig& s, const Facility& f, SwitchRole role, WiringReport& report) {
    const SwitchType& type = type_of(s);
    const std::vector<PortUse> use = use_of_ports(f.fabric);
    SwitchRoleRow row{.role = std::string{name_of(role)}, .oversubscription = {}};
    std::set<std::uint32_t> racks;
    for (std::size_t i = 0; i < f.fabric.switches.size(); ++i) {
        if (f.fabric.switches[i].role != role) continue;
        ++row.switches;
        racks.insert(f.rack_of_switch[i]);
        if (use[i].up_rate <= 0) continue;
        row.oversubscription =
            std::max(row.oversubscription.value_or(0.0), use[i].down_rate / use[i].up_rate);
    }
    if (row.switches == 0) return;
    const auto switches = static_cast<double>(row.switches);
    row.racks = racks.size();
    row.rack_units = row.switches * static_cast<std::uint64_t>(type.rack_units);
    row.power_w = type.power_typical.si() * switches;
    row.power_max_w = type.power_max.si() * switches;
    row.mass_kg = type.mass.si() * switches;
    report.roles.push_back(std::move(row));
}

void add_switches(const ScenarioConfig& s, const Facility& f, const CableList& cables, WiringReport& report) {
    for (const SwitchRole role : {SwitchRole::leaf, SwitchRole::spine, SwitchRole::core}) {
        add_role(s, f, role, report);
    }
    const std::vector<PortUse> use = use_of_ports(f.fabric);
    for (std::uint32_t i = 0; i < f.fabric.switches.size(); ++i) {
        const SwitchPlan& plan = f.fabric.switches[i];
        const CableEnd& end = cables.positions().switches[i];
        report.switches.push_back({.name = switch_name(f.fabric, i),
                                   .role = std::string{name_of(plan.role)},
                                   .group = plan.group,
                                   .type = s.fabric->device,
                                   .rack = f.path_of_rack(f.rack_of_switch[i]),
                                   .unit = end.height.si() / rack_unit_m,
                                   .x_m = end.x.si(),
                                   .y_m = end.y.si(),
                                   .ports = plan.ports,
                                   .ports_down = use[i].down,
                                   .ports_up = use[i].up,
                                   .power_w = type_of(s).power_typical.si()});
    }
}

TrayRowReport row_of(const TraySegment& t, double tray_m2) {
    TrayRowReport row{
        .tray = t.crosses ? fmt::format("cross {:.7g}", t.at.si()) : fmt::format("row-{:02}", t.row + 1),
        .cables = t.cables,
        .section_m2 = t.section.si(),
        .fill = t.section.si() / tray_m2};
    const double from = t.from.si();
    const double to = t.to.si();
    const double at = t.at.si();
    row.x1_m = t.crosses ? at : from;
    row.x2_m = t.crosses ? at : to;
    row.y1_m = t.crosses ? from : at;
    row.y2_m = t.crosses ? to : at;
    return row;
}

void add_trays(const ScenarioConfig& s, const Facility& f, WiringReport& report) {
    const TrayConfig& tray = s.hall.tray;
    report.tray_m2 = (tray.width * tray.depth).si();
    report.tray_limit = tray.fill;
    for (const TraySegment& t : load_trays(s, f).segments()) {
        if (t.cables > 0) report.trays.push_back(row_of(t, report.tray_m2));
    }
}

void add_longest(const Facility& f, const CableList& cables, WiringReport& report) {
    struct Longest {
        Meters length;
        std::size_t cable = SIZE_MAX;  // none yet
    };
    std::array<Longest, link_tiers> longest;
    for (std::size_t i = 0; i < cables.size(); ++i) {
        Longest& of_tier = longest[static_cast<std::size_t>(f.fabric.links[i].tier)];
        const Meters length = cables.measure(i).geometric;
        if (of_tier.cable == SIZE_MAX || length > of_tier.length) of_tier = {length, i};
    }
    for (const Longest& of_tier : longest) {
        if (of_tier.cable != SIZE_MAX) report.longest.push_back(cables.at(of_tier.cable));
    }
}

}  // namespace

WiringReport report_wiring(const ScenarioConfig& s, const Facility& f) {
    WiringReport report;
    if (f.fabric.switches.empty()) return report;
    report.fabric = s.fabric->name;
    const CableList cables{s, f};
    add_tiers(s, f, report);
    add_switches(s, f, cables, report);
    add_trays(s, f, report);
    add_longest(f, cables, report);
    const GraphCheck check = measure_tiers(f.fabric);
    report.bisection_bps = check.bisection_nic_rates * type_of(s).port_rate.si();
    report.bisection_tier = name_of(check.bisection_tier);
    const InstallationConfig& work = s.fabric->installation;
    report.cabling_s = work.per_cable.si() * static_cast<double>(report.total.cables);
    report.racking_s = work.per_rack.si() * static_cast<double>(f.racks.size());
    return report;
}

}  // namespace datahall
