// Rail-optimized fat tree: NIC r of every node of a scalable unit on leaf r of that unit.
//
//   scalable unit (SU) = h nodes and R leaves, h = k / 2, R = NICs of a node
//   NIC r of node n of SU s -> leaf s R + r, port n + 1; above the leaves see clos.cpp
//
// NICs of one rail of one SU meet on one switch; all others pass a spine.  A partly filled SU has
// all its leaves, spines and leaf-spine cables; only the cables of the missing nodes are absent.
// Management cables (subnet managers) take the leaf ports of the first missing nodes, rail by rail.
//
// Valid for an even k; two tiers while SUs * R <= k, three while SUs * R <= k h.
// Ignores what links GPUs inside a node.
// Source: NVIDIA DGX SuperPOD reference architecture RA-11333-001 (H100), tables 4 and 7, and the DGX
// B200 edition, table 3; the four management cables explain 8 * nodes + 4 cables in the former.
#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"

namespace datahall {
namespace {

struct Config {
    clos::Tiers tiers = clos::Tiers::automatic;
    std::int64_t management_ports = 0;
};

class RailOptimized final : public TopologyGenerator {
public:
    explicit RailOptimized(const Config& c) : config_{c} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = refuse(demand);
        if (!plan.problem.empty()) return plan;
        plan.nodes_per_group = demand.radix / 2;
        const std::uint32_t rails = demand.nics_per_node;
        plan.links.reserve(std::size_t{demand.nodes} * rails);
        clos::add_switches(plan, {SwitchRole::leaf, 0, 0, demand.radix}, units(demand) * rails, rails);
        for (std::uint32_t node = 0; node < demand.nodes; ++node) {
            for (std::uint32_t rail = 0; rail < rails; ++rail) {
                const Position p = position(node, rail, demand);
                plan.links.push_back({LinkTier::node_leaf, node, clos::port(rail + 1), p.leaf, p.port});
            }
        }
        clos::add_upper_tiers(plan, demand.radix, config_.tiers);
        for (std::uint32_t m = 0; m < managers(); ++m) {
            const Position p = position(demand.nodes + m / rails, m % rails, demand);
            plan.links.push_back({LinkTier::management, m, 1, p.leaf, p.port});
        }
        plan.oversubscription = clos::worst_oversubscription(plan);
        return plan;
    }

private:
    struct Position {
        std::uint32_t leaf;
        std::uint16_t port;
    };

    static Position position(std::uint32_t node, std::uint32_t rail, const FabricDemand& demand) {
        const std::uint32_t half = demand.radix / 2;
        return {node / half * demand.nics_per_node + rail, clos::port(node % half + 1)};
    }

    static std::uint32_t units(const FabricDemand& demand) {
        return clos::narrow(clos::ceil_div(demand.nodes, demand.radix / 2));
    }

    std::uint32_t managers() const { return static_cast<std::uint32_t>(config_.management_ports); }

    std::string refuse(const FabricDemand& demand) const {
        std::string problem = clos::refuse_demand(demand);
        if (!problem.empty()) return problem;
        const std::uint64_t leaves = std::uint64_t{units(demand)} * demand.nics_per_node;
        problem = clos::refuse_tree(leaves, demand.radix, config_.tiers);
        if (!problem.empty()) return problem;
        const std::uint64_t places = std::uint64_t{units(demand)} * (demand.radix / 2);
        const std::uint64_t free = (places - demand.nodes) * demand.nics_per_node;
        if (managers() <= free) return {};
        return fmt::format(
            "{} management cables need as many free leaf ports, and {} nodes leave {}: use fewer nodes",
            managers(), demand.nodes, free);
    }

    Config config_;
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    clos::read_tiers(k, c.tiers);
    k.optional({"management_ports",
                "Leaf ports that subnet managers take in the place of missing nodes",
                {.at_least = 0, .at_most = 1024}},
               c.management_ports);
    if (!k.done()) return nullptr;
    return std::make_unique<RailOptimized>(c);
}

}  // namespace

void register_rail_optimized(Registry<TopologyGenerator>& registry) {
    registry.add("rail_optimized", "Non-blocking tree; NIC r of every node of a scalable unit on its leaf r",
                 make);
}

}  // namespace datahall
