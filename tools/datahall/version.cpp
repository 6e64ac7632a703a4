// `datahall version`: what this program is and what it was built from.
#include <array>

#include <fmt/format.h>

#include "sim/report/json.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 1> options{
    {{.name = "json", .meaning = "compiler, flags and libraries, too, as JSON"}}};
constexpr std::array<std::string_view, 2> examples{"datahall version", "datahall version --json"};

int run(const Arguments& arguments, Session& session) {
    const BuildFacts build = build_facts();
    if (arguments.has("json")) {
        JsonWriter json;
        json.begin_object();
        put_build(json, build);
        json.end_object();
        session.out.write(json.finish());
    } else {
        session.out.write(fmt::format("datahall {} ({}, {}, {})\n", build.version, build.revision,
                                      build.compiler, build.build_type));
    }
    session.out.flush();
    return exit_code::done;
}

}  // namespace

constinit const Verb version_verb{.name = "version",
                                  .summary = "print the version and what it was built from",
                                  .operands = {},
                                  .examples = examples,
                                  .options = options,
                                  .run = run};

}  // namespace datahall
