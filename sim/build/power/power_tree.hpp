// Builds the power chain over the racks: buses of identical units that share, feeding each other.
//
// From the racks towards the grid, each level groups what lies below it:
//   per rack    one bus for each rack
//   per group   neighbouring children, as many as the design share of the rating carries
//   per hall    one bus, with as many units as the planned load needs
// A level may stand on several paths (redundancy.hpp): then each group has a bus for each path.  Redundant
// units and paths share the load too: that is why they run at part load.
// The planned load is the nameplate below with the losses on the way.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// Fills facility.elements, power_levels, feeds, other_uw, and whom racks and cooling plants hang on.
/// The design power of the cooling plants, facility.mechanical, is planned where they are fed.
void build_power_tree(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

/// What the grid must deliver when everything draws its planned power.
Watts planned_at_utility(const Facility& facility);

}  // namespace datahall
