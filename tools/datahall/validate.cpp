// `datahall validate`: every problem of every file, and nothing else.
#include <array>
#include <limits>

#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/build/plan.hpp"
#include "sim/config/messages.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/problem_text.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 4> options{{
    set_option,
    {.name = "format",
     .argument = "text|json|github",
     .meaning = "problems as text on stderr, or on stdout as JSON or workflow commands",
     .fallback = "text"},
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 3> examples{
    "datahall validate scenarios/starter/gpu_hall.yaml",
    "datahall validate scenarios/starter/*.yaml --format github",
    "datahall validate hall.yaml --set seed=7",
};

/// What all files together came to.
struct Verdict {
    std::vector<Problem> problems;
    std::size_t invalid = 0;
    std::size_t unreadable = 0;
};

void explain(const std::vector<Problem>& problems, const std::string& file, const Session& session) {
    const std::string text = explained(problems, file, session.messages);
    write_anyway(STDERR_FILENO, text + closing_line(problems) + '\n');
}

void check_file(const std::string& file, const Arguments& arguments, Session& session, Verdict& verdict) {
    const bool as_text = arguments.text("format") == "text";
    try {
        // Building the hall finds the names that the catalogue lacks.
        (void)make_plan(load_scenario(file, load_options(arguments), session.models));
        if (as_text && !arguments.has("quiet")) session.out.write(escaped(file) + ": valid\n");
    } catch (const ConfigError& error) {
        ++verdict.invalid;
        if (as_text) explain(error.problems(), file, session);
        verdict.problems.insert(verdict.problems.end(), error.problems().begin(), error.problems().end());
    } catch (const IoError& error) {
        ++verdict.unreadable;
        session.note("error: " + escaped(error.what()));
    }
}

int run(const Arguments& arguments, Session& session) {
    (void)load_options(arguments);  // a wrong option is a usage error, whatever the files hold
    Verdict verdict;
    for (const std::string& file : arguments.operands()) check_file(file, arguments, session, verdict);
    if (arguments.text("format") == "json") session.out.write(to_json(verdict.problems));
    if (arguments.text("format") == "github") session.out.write(to_github(verdict.problems));
    session.out.flush();
    if (verdict.invalid > 0) return exit_code::input;
    return verdict.unreadable > 0 ? exit_code::io : exit_code::done;
}

}  // namespace

constinit const Verb validate_verb{.name = "validate",
                                   .summary = "report every problem of scenario files; simulate nothing",
                                   .operands = {"SCENARIO", 1, std::numeric_limits<std::size_t>::max()},
                                   .examples = examples,
                                   .options = options,
                                   .run = run};

}  // namespace datahall
