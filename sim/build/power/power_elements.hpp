// Builds a power chain that a scenario draws bus by bus: any graph of feeds without a loop.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// Fills what build_power_tree() does from power.elements and power.rack_feeds.  Refuses names that nobody
/// has, elements that feed each other in a loop, and racks that no entry covers; buses that feed nothing or
/// carry more than their rating are findings.
void build_power_elements(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

}  // namespace datahall
