// The wiring of a built hall as planners read it: cables by tier and medium, switches by role and one by one,
// trays, labor.
#pragma once

#include "datahall/facility.hpp"
#include "datahall/wiring_report.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

/// Without a fabric its name is empty, and so is the rest.
WiringReport report_wiring(const ScenarioConfig& scenario, const Facility& facility);

}  // namespace datahall
