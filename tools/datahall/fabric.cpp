// `datahall fabric`: one fabric by itself, from a scenario or a sheet: checked, routed, loaded with flows.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/fabric_tasks.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

// Every task in one readable list.  Add yours: a file, a declaration in fabric_tasks.hpp, a line here.
constexpr std::array<FabricTask, 1> tasks{{
    {"check", "ports, connection, diameter, bisection of the wiring", fabric_check},
}};

constexpr std::array<Option, 4> options{{
    set_option,
    max_input_option,
    allow_include_option,
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "table, or JSON or CSV with all digits",
     .fallback = "table"},
}};

constexpr std::array<std::string_view, 1> examples{
    "datahall fabric check scenarios/claims/fabric_16384.yaml",
};

const FabricTask& task_named(const std::string& name) {
    const auto found = std::ranges::find(tasks, name, &FabricTask::name);
    if (found != tasks.end()) return *found;
    std::vector<std::string> known;
    for (const FabricTask& task : tasks) known.emplace_back(task.name);
    const std::string guess = did_you_mean(name, known);
    throw UsageError{fmt::format("'fabric' knows {}, got '{}'{}{}", listed(known), escaped(name),
                                 guess.empty() ? "" : "; ", guess),
                     "fabric"};
}

int run(const Arguments& arguments, Session& session) {
    return task_named(arguments.operands().front()).run(arguments, session);
}

}  // namespace

std::span<const FabricTask> fabric_tasks() {
    return tasks;
}

constinit const Verb fabric_verb{.name = "fabric",
                                 .summary = "check, route and load the fabric of a scenario or sheet",
                                 .operands = {"check FILE", 2, 2},
                                 .examples = examples,
                                 .options = options,
                                 .run = run};

}  // namespace datahall
