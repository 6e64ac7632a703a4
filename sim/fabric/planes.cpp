#include "sim/fabric/planes.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

namespace datahall {
namespace {

// Of one plane: how many switches of each role, and where the first of them stands.
struct RoleCounts {
    std::array<std::uint32_t, 3> count{};
    std::array<std::uint32_t, 3> first{};
};

RoleCounts count_roles(const FabricPlan& one) {
    RoleCounts roles;
    for (const SwitchPlan& s : one.switches) ++roles.count[static_cast<std::size_t>(s.role)];
    roles.first[1] = roles.count[0];
    roles.first[2] = roles.count[0] + roles.count[1];
    return roles;
}

// Switches stay in the order of roles, planes within a role.
struct PlaneNumbers {
    const FabricPlan& one;
    RoleCounts roles;
    std::uint32_t planes;

    std::uint32_t position(std::uint32_t of, std::uint32_t plane) const {
        const auto role = static_cast<std::size_t>(one.switches[of].role);
        return planes * roles.first[role] + plane * roles.count[role] + of - roles.first[role];
    }
    LinkPlan link(LinkPlan l, std::uint32_t plane) const {
        l.upper = position(l.upper, plane);
        if (l.tier == LinkTier::node_leaf) {
            l.lower_port = static_cast<std::uint16_t>((l.lower_port - 1U) * planes + plane + 1);
        } else if (l.tier != LinkTier::management) {
            l.lower = position(l.lower, plane);
        }
        return l;
    }
};

}  // namespace

FabricPlan plan_planes(const TopologyGenerator& generator, const FabricDemand& demand, std::uint32_t planes) {
    if (planes == 1) return generator.generate(demand);
    FabricPlan plan;
    if (demand.nics_per_node % planes != 0) {
        plan.problem =
            fmt::format("{} planes cannot deal out {} NICs of a node evenly", planes, demand.nics_per_node);
        return plan;
    }
    FabricDemand share = demand;
    share.nics_per_node /= planes;
    FabricPlan one = generator.generate(share);
    if (!one.problem.empty()) return one;
    const PlaneNumbers numbers{one, count_roles(one), planes};
    plan = one;
    plan.planes = planes;
    plan.tree = {};
    plan.links.clear();
    plan.switches.resize(one.switches.size() * planes);
    for (std::uint32_t p = 0; p < planes; ++p) {
        for (std::uint32_t s = 0; s < one.switches.size(); ++s) {
            SwitchPlan copy = one.switches[s];
            copy.index += p * numbers.roles.count[static_cast<std::size_t>(copy.role)];
            plan.switches[numbers.position(s, p)] = copy;
        }
        for (const LinkPlan& link : one.links) {
            if (p == 0 || link.tier != LinkTier::management) plan.links.push_back(numbers.link(link, p));
        }
    }
    std::ranges::sort(plan.links, {}, [](const LinkPlan& l) {
        return std::tuple{l.tier, l.lower, l.lower_port};
    });
    return plan;
}

}  // namespace datahall
