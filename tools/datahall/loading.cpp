#include "tools/datahall/loading.hpp"

#include <fmt/format.h>

#include "sim/config/utf8.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"

namespace datahall {

ScenarioOptions load_options(const Arguments& arguments) {
    ScenarioOptions options;
    options.overrides = arguments.all("set");
    options.allow_include = arguments.all("allow-include");
    options.max_input = size_of(arguments, "max-input").value_or(options.max_input);
    for (const std::string& override : options.overrides) {
        const auto equals = override.find('=');
        if (equals != std::string::npos && equals > 0) continue;
        throw UsageError{fmt::format("option '--set': expected PATH=VALUE, got '{}'", escaped(override)),
                         arguments.verb()};
    }
    return options;
}

}  // namespace datahall
