// Dragonfly+: groups of leaves and spines as in a two-tier tree, joined to each other by their spines.
//
//   h = k / 2; a group has h leaves and h spines, one cable for each pair, h^2 host ports and h^2 global
//   ports g groups, g <= h^2 + 1; g = h^2 + 1 has one cable for each pair of groups host i of leaf l: leaf
//   port i + 1; leaf l to spine s: leaf port h + s + 1, spine port l + 1 global port n of a group is port h +
//   n mod h + 1 of its spine floor(n / h); which meet: see palm_tree.hpp
//
// Groups are built whole, as many as the nodes need where their number is not given.
//
// Valid for an even k.
// Ignores groups with fewer spines than leaves.
// Source: Shpiner, Haramaty, Eliad, Zdornov, Gafni and Zahavi, "Dragonfly+: low cost topology for scaling
// datacenters" (HiPINEB 2017).
#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"
#include "models/fabric/direct.hpp"
#include "models/fabric/palm_tree.hpp"

namespace datahall {
namespace {

struct Config {
    std::int64_t groups = 0;
};

// A group's leaves meet its spines, and its spines those of other groups.
void join_group(FabricPlan& plan, std::uint32_t group, std::uint32_t first_spine, std::uint32_t half) {
    for (std::uint32_t leaf = 0; leaf < half; ++leaf) {
        for (std::uint32_t spine = 0; spine < half; ++spine) {
            plan.links.push_back({LinkTier::leaf_spine, group * half + leaf, clos::port(half + spine + 1),
                                  first_spine + group * half + spine, clos::port(leaf + 1)});
        }
    }
}

void join_groups(FabricPlan& plan, std::uint32_t groups, std::uint32_t first_spine, std::uint32_t half) {
    const PalmTree arrangement{groups, half * half};
    for (GlobalPort lower; lower.group < groups; ++lower.group) {
        for (lower.port = 0; lower.port < half * half; ++lower.port) {
            const auto upper = arrangement.other_end(lower);
            if (!upper || upper->group < lower.group) continue;
            plan.links.push_back({LinkTier::global, first_spine + lower.group * half + lower.port / half,
                                  clos::port(half + lower.port % half + 1),
                                  first_spine + upper->group * half + upper->port / half,
                                  clos::port(half + upper->port % half + 1)});
        }
    }
}

class DragonflyPlus final : public TopologyGenerator {
public:
    explicit DragonflyPlus(const Config& c) : config_{c} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = clos::refuse_demand(demand);
        if (!plan.problem.empty()) return plan;
        const std::uint32_t half = demand.radix / 2;
        direct::Routers leaves{.per_group = half, .hosts = half, .ports = demand.radix};
        leaves.groups = config_.groups > 0 ? static_cast<std::uint32_t>(config_.groups)
                                           : direct::least_groups(leaves, demand);
        plan.problem = refuse(demand, leaves);
        if (!plan.problem.empty()) return plan;
        direct::add_routers(plan, demand, leaves);
        const std::uint32_t first_spine = clos::narrow(plan.switches.size());
        clos::add_switches(plan, {SwitchRole::spine, 0, 0, demand.radix}, first_spine, half);
        for (std::uint32_t g = 0; g < leaves.groups; ++g) join_group(plan, g, first_spine, half);
        join_groups(plan, leaves.groups, first_spine, half);
        plan.oversubscription = clos::worst_oversubscription(plan);
        return plan;
    }

private:
    static std::string refuse(const FabricDemand& demand, const direct::Routers& leaves) {
        if (demand.radix % 2 != 0) {
            return fmt::format("expected switches with an even number of ports, half of them upwards, got {}",
                               demand.radix);
        }
        const std::uint64_t global = std::uint64_t{leaves.per_group} * leaves.per_group;
        if (leaves.groups > global + 1) {
            return fmt::format("{} groups are needed, and groups of {}-port switches join at most {}",
                               leaves.groups, demand.radix, global + 1);
        }
        std::string problem =
            direct::refuse_size(std::uint64_t{leaves.groups} * demand.radix, leaves.groups * global * 3 / 2);
        return problem.empty() ? direct::refuse_nodes(demand, leaves) : problem;
    }

    Config config_;
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    k.optional({"groups", "Groups; 0 for as many as the nodes need", {.at_least = 0, .at_most = 1 << 20}},
               c.groups);
    if (!k.done()) return nullptr;
    return std::make_unique<DragonflyPlus>(c);
}

}  // namespace

void register_dragonfly_plus(Registry<TopologyGenerator>& registry) {
    registry.add("dragonfly_plus", "Groups of leaves and spines, and cables between the spines of all groups",
                 make);
}

}  // namespace datahall
