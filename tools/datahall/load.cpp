#include "tools/datahall/load.hpp"

#include "tools/datahall/shipped.hpp"

namespace datahall {

Scenario load_scenario(const std::string& path, ScenarioOptions options, const Models& models) {
    options.shipped_root = shipped_root();
    return load_scenario_file(path, options, models);
}

}  // namespace datahall
