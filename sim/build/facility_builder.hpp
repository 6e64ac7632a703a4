// From a scenario to an immutable facility: names become indices, everything is placed and wired.
#pragma once

#include "datahall/facility.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

/// Builds the hall and sizes the cooling plants of the scenario (once: call it once per scenario).
/// What cannot work is a finding of the facility.  Throws ConfigError for names that do not exist.
Facility build_facility(const Scenario& scenario);

}  // namespace datahall
