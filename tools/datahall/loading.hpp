// The options of every verb that loads a scenario.
#pragma once

#include "tools/datahall/load.hpp"
#include "tools/datahall/options.hpp"

namespace datahall {

inline constexpr Option set_option{
    .name = "set",
    .argument = "PATH=VALUE",
    .meaning = "override a key of the scenario, such as hall.power_limit=\"2 MW\"",
    .repeatable = true};
inline constexpr Option max_input_option{.name = "max-input",
                                         .argument = "SIZE",
                                         .meaning = "largest scenario file to read",
                                         .fallback = "1 MiB"};
inline constexpr Option allow_include_option{.name = "allow-include",
                                             .argument = "DIR",
                                             .meaning = "files below DIR may be included, too",
                                             .repeatable = true};

/// From the three options above.  Throws UsageError.
ScenarioOptions load_options(const Arguments& arguments);

}  // namespace datahall
