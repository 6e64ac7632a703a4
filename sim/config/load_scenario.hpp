// From a file name to a scenario: file, what it builds on, overrides, catalogue, typed settings.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/config/scenario.hpp"

namespace datahall {

struct ScenarioOptions {
    std::vector<std::string> overrides;      // "PATH=VALUE", the last wins
    std::vector<std::string> allow_include;  // folders that files may come from, beside the scenario's own
    std::size_t max_input = std::size_t{1} << 20;  // bytes of the scenario file
    std::string shipped_root;                      // the data that comes with the program
};

/// Throws an IoError if `path` cannot be read, a ConfigError with every problem of its content.
Scenario load_scenario_file(const std::string& path, const ScenarioOptions& options, const Models& models);

/// The shipped catalogue by itself, as `datahall list catalogue` shows it.
Catalogue load_catalogue(const std::string& shipped_root);

/// Named plants of scenarios/catalogue/cooling.yaml, which `cooling.air.preset` refers to.
std::vector<std::string> cooling_presets(const std::string& shipped_root);

/// One plant by itself, not yet sized: a registered model or a preset by its name, with settings "KEY=VALUE"
/// as they would stand under `cooling.air`.  Throws a ConfigError with every problem.
std::unique_ptr<CoolingPlant> load_cooling_plant(const std::string& name,
                                                 std::span<const std::string> settings,
                                                 const std::string& shipped_root, const Models& models);

}  // namespace datahall
