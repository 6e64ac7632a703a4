#include "sim/build/fabric/fabric_measures.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/build/fabric/wiring_view.hpp"

namespace datahall {
namespace {

bool joins_equals(LinkTier tier) {
    return tier == LinkTier::local || tier == LinkTier::global;
}

// A cut through cables of one tier.
struct Cut {
    LinkTier tier = LinkTier::node_leaf;
    std::uint64_t cables = 0;
    double nic_rates = 0.0;
};

void keep_narrower(const Cut& cut, GraphCheck& check) {
    const bool is_first = cut.tier == LinkTier::node_leaf;
    if (!is_first && cut.nic_rates >= check.bisection_nic_rates) return;
    check.bisection_tier = cut.tier;
    check.bisection_cables = cut.cables;
    check.bisection_nic_rates = cut.nic_rates;
}

// Which half of the groups a switch is in; of the switches of its role and plane where there is one group.
class Halves {
public:
    explicit Halves(const FabricPlan& plan) {
        for (const SwitchPlan& s : plan.switches) {
            ++of_role_[static_cast<std::size_t>(s.role)];
            if (s.role == SwitchRole::leaf) groups_ = std::max(groups_, s.group + 1);
        }
        for (std::uint32_t& count : of_role_) count /= plan.planes;
    }
    bool is_second(const SwitchPlan& s) const {
        if (groups_ > 1) return s.group >= groups_ / 2;
        const std::uint32_t count = of_role_[static_cast<std::size_t>(s.role)];
        return s.index % std::max(count, 1U) >= count / 2;
    }

private:
    std::uint32_t groups_ = 1;
    std::array<std::uint32_t, 3> of_role_{};
};

Cut between_halves(const FabricPlan& plan, LinkTier tier) {
    const Halves halves{plan};
    Cut cut{.tier = tier};
    for (const LinkPlan& link : plan.links) {
        if (!is_between_switches(link.tier)) continue;
        const bool crosses =
            halves.is_second(plan.switches[link.lower]) != halves.is_second(plan.switches[link.upper]);
        cut.cables += crosses ? 1 : 0;
    }
    cut.nic_rates = plan.trunk_rate_ratio * static_cast<double>(cut.cables);
    return cut;
}

void measure_bisection(const FabricPlan& plan, GraphCheck& check) {
    std::array<std::uint64_t, link_tiers> cables{};
    for (const LinkPlan& link : plan.links) ++cables[static_cast<std::size_t>(link.tier)];
    for (const LinkTier tier : {LinkTier::node_leaf, LinkTier::leaf_spine, LinkTier::spine_core}) {
        const std::uint64_t half = cables[static_cast<std::size_t>(tier)] / 2;
        const double rate = tier == LinkTier::node_leaf ? 1.0 : plan.trunk_rate_ratio;
        if (half > 0) keep_narrower({tier, half, rate * static_cast<double>(half)}, check);
    }
    for (const LinkTier tier : {LinkTier::global, LinkTier::local}) {
        if (cables[static_cast<std::size_t>(tier)] == 0) continue;
        return keep_narrower(between_halves(plan, tier), check);
    }
}

void measure_oversubscription(const FabricPlan& plan, GraphCheck& check) {
    struct Bandwidth {
        double down = 0.0;
        double up = 0.0;
    };
    std::vector<Bandwidth> of(plan.switches.size());
    for (const LinkPlan& link : plan.links) {
        if (link.tier == LinkTier::management || joins_equals(link.tier)) continue;
        const double rate = is_between_switches(link.tier) ? plan.trunk_rate_ratio : 1.0;
        of[link.upper].down += rate;
        if (is_between_switches(link.tier)) of[link.lower].up += rate;
    }
    double worst = 0.0;
    for (const Bandwidth& b : of) {
        if (b.up > 0) worst = std::max(worst, b.down / b.up);
    }
    check.oversubscription = worst > 0 ? worst : 1.0;
}

void count_spare_ports(const FabricPlan& plan, GraphCheck& check) {
    for (const SwitchPlan& s : plan.switches) check.spare_ports[static_cast<std::size_t>(s.role)] += s.ports;
    for (const LinkPlan& link : plan.links) {
        --check.spare_ports[static_cast<std::size_t>(plan.switches[link.upper].role)];
        if (!is_between_switches(link.tier)) continue;
        --check.spare_ports[static_cast<std::size_t>(plan.switches[link.lower].role)];
    }
}

// The leaf that each NIC number of a unit ends on, and the unit and NIC number that each leaf serves.
struct Rails {
    static constexpr std::uint32_t none = UINT32_MAX;
    std::vector<std::uint32_t> leaf_of;
    std::vector<std::uint32_t> rail_on;
};

}  // namespace

std::vector<WiringProblem> rail_problems(const FabricPlan& plan, const FabricDemand& demand) {
    std::vector<WiringProblem> problems;
    const std::uint32_t unit = std::max(plan.nodes_per_group, 1U);
    Rails rails;
    rails.leaf_of.assign((std::size_t{demand.nodes} / unit + 1) * demand.nics_per_node, Rails::none);
    rails.rail_on.assign(plan.switches.size(), Rails::none);
    for (const LinkPlan& link : plan.links) {
        if (link.tier != LinkTier::node_leaf) continue;
        if (problems.size() == GraphCheck::most_problems) break;
        const std::uint32_t rail = link.lower / unit * demand.nics_per_node + link.lower_port - 1U;
        std::uint32_t& leaf = rails.leaf_of[rail];
        std::uint32_t& served = rails.rail_on[link.upper];
        if (leaf == Rails::none) leaf = link.upper;
        if (served == Rails::none) served = rail;
        if (leaf != link.upper) {
            problems.push_back(
                {fmt::format("node-{}", link.lower),
                 fmt::format("NIC {} ends on {}, and those of its unit on {}", link.lower_port,
                             name_of(plan.switches[link.upper]), name_of(plan.switches[leaf]))});
        } else if (served != rail) {
            problems.push_back({name_of(plan.switches[link.upper]),
                                fmt::format("takes NIC {} of node {} beside those of another rail or unit",
                                            link.lower_port, link.lower)});
        }
    }
    return problems;
}

GraphCheck measure_tiers(const FabricPlan& plan) {
    GraphCheck check;
    measure_bisection(plan, check);
    measure_oversubscription(plan, check);
    return check;
}

void measure_fabric(const FabricPlan& plan, const FabricDemand& demand, GraphCheck& check) {
    measure_bisection(plan, check);
    measure_oversubscription(plan, check);
    count_spare_ports(plan, check);
    check.has_rails = demand.nics_per_node > 1 && rail_problems(plan, demand).empty();
}

}  // namespace datahall
