// From a fabric plan to what a file says of it: made-up GUIDs and LIDs in a fixed order.
#pragma once

#include "datahall/model/topology.hpp"

#include "models/fabric/formats/fabric_file.hpp"

namespace datahall {

/// Switches come first, then nodes, each an adapter with its NICs as ports; cables in the order of the plan.
/// Management cables are left out, as are their appliances.  Names are the plan's, or "leaf-3" and "node-17".
/// GUIDs: switch s 0x2000000000 + 256 s, node n 0x1000000000 + 256 n, its port p that + p.  LIDs: hosts from
/// 1, then switches; none in a fabric with more of them than a subnet has LIDs (49,151). `nic_rate` is that
/// of a healthy cable of a node, in bit/s; 0: no cable has a rate.  The plan must be sound.
FabricFile file_of(const FabricPlan& plan, const FabricDemand& demand, double nic_rate);

}  // namespace datahall
