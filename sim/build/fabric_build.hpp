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

namespace datahall {

/// Fills facility.fabric, rack_of_switch and the switches' load in their racks.
void build_fabric(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

/// The cables of the built fabric.  Requires a fabric in the scenario that could be built.
CableSchedule schedule_cables(const ScenarioConfig& scenario, const Facility& facility);

}  // namespace datahall
