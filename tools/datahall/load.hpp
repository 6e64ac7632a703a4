// Everything from a file name to a ready scenario, with the data that comes with this program.
#pragma once

#include <string>

#include "sim/config/load_scenario.hpp"

namespace datahall {

/// load_scenario_file() with this program's shipped data.
Scenario load_scenario(const std::string& path, ScenarioOptions options, const Models& models);

}  // namespace datahall
