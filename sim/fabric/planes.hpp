// Fabrics side by side: each plane joins all nodes by its share of their NICs, and has its own switches.
#pragma once

#include "datahall/model/topology.hpp"

namespace datahall {

/// `planes` times what the generator makes of the demand's NICs / planes.  NIC n of a node, from 0, is in
/// plane n mod planes.  Management cables end in the first plane alone.  A count of NICs that planes do not
/// divide is a problem of the plan.
FabricPlan plan_planes(const TopologyGenerator& generator, const FabricDemand& demand, std::uint32_t planes);

}  // namespace datahall
