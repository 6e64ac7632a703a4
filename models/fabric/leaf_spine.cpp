// Leaf and spine with a chosen oversubscription: the fabric of CPU-era halls and of front-ends.
//
//   d = nodes of a leaf * NICs of a node                          ports down
//   u = ceil(d C_down / (o C_up)), C_up / C_down the rate ratio   ports up
//   leaves = ceil(nodes / nodes of a leaf)
//   spines = least divisor of u that is >= leaves u / ports of a spine      p = u / spines
//   NIC c of the node in slot n: leaf port n * NICs + c + 1
//   cable c of leaf l to spine j: leaf port d + j p + c + 1, spine port l p + c + 1
//
// A leaf may serve several racks.  Its nodes default to as many as its ports allow.
//
// Valid for leaves <= ports of a spine: two tiers, no more.
// Ignores multi-chassis pairs of leaves: a node ends on one leaf.
// Source: Clos folding as sold for data-center Ethernet; a 3:1 front-end of 4 leaves and 2 spines
// is in Juniper's validated design for AI data-center inference.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"

namespace datahall {
namespace {

struct Config {
    double oversubscription = 3.0;  // usual for CPU halls: 48 x 10G down, 4 x 40G up
    double uplink_rate_ratio = 1.0;
    std::int64_t nodes_per_leaf = 0;
    std::int64_t uplink_ports = 0;
    std::int64_t spine_ports = 0;
};

// Of one leaf.
struct Shape {
    std::uint32_t nodes = 0;
    std::uint32_t down = 0;
    std::uint32_t up = 0;
};

class LeafSpine final : public TopologyGenerator {
public:
    explicit LeafSpine(const Config& c) : config_{c} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.trunk_rate_ratio = config_.uplink_rate_ratio;
        plan.problem = clos::refuse_demand(demand);
        if (!plan.problem.empty()) return plan;
        const Shape shape = shape_of_leaf(demand);
        if (!fits(shape, demand.radix)) {
            plan.problem = fmt::format("a leaf of {} ports cannot take {} NICs down and {} cables up",
                                       demand.radix, shape.down, shape.up);
            return plan;
        }
        const std::uint32_t leaves = clos::narrow(clos::ceil_div(demand.nodes, shape.nodes));
        const std::uint32_t spine_ports = ports_of_spine(demand);
        if (leaves > spine_ports) {
            plan.problem = fmt::format("{} leaves are needed, and spines of {} ports join at most as many",
                                       leaves, spine_ports);
            return plan;
        }
        plan.nodes_per_group = shape.nodes;
        clos::add_switches(plan, {SwitchRole::leaf, 0, 0, demand.radix}, leaves, 1);
        clos::add_nodes_leaf_by_leaf(plan, demand);
        if (leaves > 1) {
            clos::add_spines(plan, {shape.down, shape.up, spine_ports});
        } else {
            plan.tree = clos::single_leaf(shape.down);
        }
        plan.oversubscription = clos::worst_oversubscription(plan);
        return plan;
    }

private:
    std::uint32_t uplinks(std::uint32_t down) const {
        // The tolerance keeps 48 / (3 * 4) at 4 when the ratio came out of a division.
        const double exact = down / (config_.oversubscription * config_.uplink_rate_ratio);
        return std::max(1U, static_cast<std::uint32_t>(std::ceil(exact - 1e-9)));
    }

    Shape shape_with(std::uint32_t nodes, const FabricDemand& demand) const {
        const std::uint32_t down = nodes * demand.nics_per_node;
        return {nodes, down, uplinks(down)};
    }

    bool fits(const Shape& s, std::uint32_t ports) const {
        const auto reserved = static_cast<std::uint32_t>(config_.uplink_ports);
        if (reserved == 0) return s.down + s.up <= ports;
        return reserved < ports && s.up <= reserved && s.down <= ports - reserved;
    }

    Shape shape_of_leaf(const FabricDemand& demand) const {
        if (config_.nodes_per_leaf > 0) {
            return shape_with(static_cast<std::uint32_t>(config_.nodes_per_leaf), demand);
        }
        std::uint32_t nodes = demand.radix / demand.nics_per_node;
        while (nodes > 1 && !fits(shape_with(nodes, demand), demand.radix)) --nodes;
        return shape_with(std::max(nodes, 1U), demand);
    }

    std::uint32_t ports_of_spine(const FabricDemand& demand) const {
        return config_.spine_ports > 0 ? static_cast<std::uint32_t>(config_.spine_ports) : demand.radix;
    }

    Config config_;
};

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Config c;
    k.optional({"oversubscription",
                "Bandwidth down over bandwidth up of a full leaf",
                {.at_least = 0.01, .at_most = 1000, .example = "3"}},
               c.oversubscription);
    k.optional({"uplink_rate_ratio",
                "Rate of a cable upwards over that of a NIC",
                {.at_least = 0.01, .at_most = 1000, .example = "4"}},
               c.uplink_rate_ratio);
    k.optional({"nodes_per_leaf",
                "Nodes joined by a leaf, of one rack or several; 0 for as many as fit",
                {.at_least = 0, .at_most = 1024}},
               c.nodes_per_leaf);
    k.optional({"uplink_ports",
                "Ports of a leaf that take only cables upwards; 0 where any port does",
                {.at_least = 0, .at_most = 1024}},
               c.uplink_ports);
    k.optional(
        {"spine_ports", "Ports of a spine; 0 for as many as a leaf has", {.at_least = 0, .at_most = 1024}},
        c.spine_ports);
    if (!k.done()) return nullptr;
    return std::make_unique<LeafSpine>(c);
}

}  // namespace

void register_leaf_spine(Registry<TopologyGenerator>& registry) {
    registry.add("leaf_spine", "Two tiers of switches with a chosen oversubscription", make);
}

}  // namespace datahall
