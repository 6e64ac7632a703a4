// A FabricPlan seen as a graph: switches are vertices 0 .. S - 1, then NICs node by node.
#pragma once

#include <cstdint>

#include "datahall/model/topology.hpp"

namespace datahall {

constexpr bool is_between_switches(LinkTier tier) {
    return tier != LinkTier::node_leaf && tier != LinkTier::management;
}

inline std::uint32_t vertex_count(const FabricPlan& plan, const FabricDemand& demand) {
    return static_cast<std::uint32_t>(plan.switches.size()) + demand.nodes * demand.nics_per_node;
}

/// The vertex of a cable's lower end; not for management cables.  The upper end is link.upper.
inline std::uint32_t lower_vertex(const LinkPlan& link, const FabricPlan& plan, const FabricDemand& demand) {
    if (is_between_switches(link.tier)) return link.lower;
    return static_cast<std::uint32_t>(plan.switches.size()) + link.lower * demand.nics_per_node +
           link.lower_port - 1U;
}

}  // namespace datahall
