// From a wiring to flat arrays.
#pragma once

#include "datahall/model/fabric_graph.hpp"
#include "datahall/model/topology.hpp"

namespace datahall {

/// What a cable carries, each way, in bytes a second.
struct CableRates {
    double nic = 0.0;    // of a node's cable; trunks carry plan.trunk_rate_ratio times as much
    double cap = 1e300;  // of a host, for what stands behind its NIC (PCIe)
};

/// Host node * nics_per_node + NIC - 1 for NICs counted from 0; switches in the order of the plan.
/// The plan must be sound (sim/build/fabric/graph_check.hpp).  O(cables).
FabricGraph graph_of(const FabricPlan& plan, const FabricDemand& demand, const CableRates& rates);

}  // namespace datahall
