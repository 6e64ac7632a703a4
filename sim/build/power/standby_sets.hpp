// Generator sets behind the buses of a power chain, each the last feed of its bus.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// Adds the sets that the levels of `power.chain` ask for, before all other elements.
void add_standby_sets(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

}  // namespace datahall
