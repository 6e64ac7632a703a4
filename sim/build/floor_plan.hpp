// Sets racks down on the floor: rows, positions, blocks of racks, and what fits into each rack.
//
//   racks a row = floor((width - 2 e) / rack pitch)      rows = floor((depth - 2 e) / row pitch)
//   positions   = floor(rows * racks a row * (1 - lost share))
//
// Lost positions are spread evenly, as columns and in-row coolers are.  Blocks stand in the order
// of the scenario; the one without `repeat` takes what floor and power leave.  Racks named `empty` are
// positions that nothing stands at.
// Source: packing equations in use by planners, with aisle pitches as in TIA-942 layouts.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// Fills facility.rows, racks, positions and binding.  Node types of racks are indices into
/// facility.node_types, which are appended as racks first need them.
void plan_floor(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

}  // namespace datahall
