// Wires the fabric on the floor: switches get racks, cables get lengths.
//
// Leaves stand in the free network position nearest to the nodes that they serve; spines and cores
// take the network positions that are left, in the order of the racks.  A leaf without a network
// position stands with its nodes, a spine or core in a rack without servers; either is a finding.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/cable_plan.hpp"
#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"
#include "sim/fabric/graph.hpp"

namespace datahall {

/// Fills facility.fabric, rack_of_switch and the switches' load in their racks.
void build_fabric(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

/// What the scenario's fabric joins on the built floor: its nodes, in the order of the racks.  The switch and
/// the node type must be in the catalogue.
FabricDemand fabric_demand(const ScenarioConfig& scenario, const Facility& facility);

/// What its cables carry.
CableRates fabric_rates(const ScenarioConfig& scenario);

/// The cables of the built fabric.  Requires a fabric in the scenario that could be built.
CableSchedule schedule_cables(const ScenarioConfig& scenario, const Facility& facility);

}  // namespace datahall
