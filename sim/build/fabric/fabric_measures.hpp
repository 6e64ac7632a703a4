// What a sound wiring offers, by counting its cables: bisection, oversubscription, rails, spare ports.
#pragma once

#include <vector>

#include "datahall/model/topology.hpp"

#include "sim/build/fabric/graph_check.hpp"

namespace datahall {

/// Fills the fields bisection_*, oversubscription, spare_ports and has_rails.  The plan must be sound.
void measure_fabric(const FabricPlan& plan, const FabricDemand& demand, GraphCheck& check);

}  // namespace datahall
