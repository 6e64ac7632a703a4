// Fat tree: whole nodes on a leaf, half of its ports down and half up, two or three tiers.
//
//   nodes of a leaf = floor(h / NICs of a node), h = k / 2     leaves = ceil(nodes / nodes of a leaf)
//   NIC c of the node in slot n of a leaf: leaf port n * NICs + c + 1
//   two tiers for up to k h endpoints, three for up to k h^2; above the leaves see clos.cpp
//
// A full tree of three tiers has k^3/4 endpoints, 5 k^2/4 switches and 3 k^3/4 cables.
//
// Valid for an even k and NICs of a node <= h.
// Ignores rails: all NICs of a node end on one leaf, so that h should be a multiple of them, or
// ports of the leaves stay empty.
// Source: Leiserson, "Fat-trees" (IEEE Trans. Computers C-34, 1985); counts after Al-Fares, Loukissas
// and Vahdat, "A scalable, commodity data center network architecture" (SIGCOMM 2008).
#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"

namespace datahall {
namespace {

struct Config {
    clos::Tiers tiers = clos::Tiers::automatic;
};

class FatTree final : public TopologyGenerator {
public:
    explicit FatTree(const Config& c) : config_{c} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = clos::refuse_demand(demand);
        if (!plan.problem.empty()) return plan;
        const std::uint32_t nodes_per_leaf = demand.radix / 2 / demand.nics_per_node;
        if (nodes_per_leaf == 0) {
            plan.problem = fmt::format("the {} NICs of a node do not fit the lower half of a {}-port leaf",
                                       demand.nics_per_node, demand.radix);
            return plan;
        }
        const std::uint64_t leaves = clos::ceil_div(demand.nodes, nodes_per_leaf);
        plan.problem = clos::refuse_tree(leaves, demand.radix, config_.tiers);
        if (!plan.problem.empty()) return plan;
        plan.nodes_per_group = nodes_per_leaf;
        clos::add_switches(plan, {SwitchRole::leaf, 0, 0, demand.radix}, clos::narrow(leaves), 1);
        clos::add_nodes_leaf_by_leaf(plan, demand);
        clos::add_upper_tiers(plan, demand.radix, config_.tiers);
        plan.oversubscription = clos::worst_oversubscription(plan);
        return plan;
    }

private:
    Config config_;
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    clos::read_tiers(k, c.tiers);
    if (!k.done()) return nullptr;
    return std::make_unique<FatTree>(c);
}

}  // namespace

void register_fat_tree(Registry<TopologyGenerator>& registry) {
    registry.add("fat_tree", "Non-blocking tree of two or three tiers; all NICs of a node on one leaf", make);
}

}  // namespace datahall
