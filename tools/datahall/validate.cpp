// `datahall validate`: every problem of every file; of a trace what an import would read and drop, too.
#include <algorithm>
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
#include "tools/datahall/trace_format_name.hpp"
#include "tools/datahall/trace_lint.hpp"
#include "tools/datahall/values.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 7> options{{
    {.name = "set",
     .argument = "PATH=VALUE",
     .meaning = "override a key of the scenario, or one of the trace's workload such as processors=128",
     .repeatable = true},
    {.name = "format",
     .argument = "text|json|github",
     .meaning = "problems as text on stderr, or on stdout as JSON or workflow commands",
     .fallback = "text"},
    {.name = "trace",
     .argument = "auto|swf|sacct|philly|jobs_csv|alibaba_pods|azure_llm|alibaba_nodes",
     .meaning = "format of the traces; auto tells scenarios and formats by what the files contain",
     .fallback = "auto"},
    {.name = "fit", .meaning = "print a synthetic workload with the moments of each trace, and nothing else"},
    {.name = "devices", .argument = "N", .meaning = "devices of the machine that a trace shall run on"},
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 4> examples{
    "datahall validate scenarios/starter/gpu_hall.yaml",
    "datahall validate scenarios/starter/*.yaml --format github",
    "datahall validate hall.yaml --set seed=7",
    "datahall validate scenarios/data/jobs/philly_jobs.csv.gz --devices 2490",
};

/// What all files together came to.
struct Verdict {
    std::vector<Problem> problems;
    std::vector<TraceLint> traces;
    std::size_t invalid = 0;
    std::size_t unreadable = 0;
};

void explain(const std::vector<Problem>& problems, const std::string& file, const Session& session) {
    const std::string text = explained(problems, file, session.messages);
    write_anyway(STDERR_FILENO, text + closing_line(problems) + '\n');
}

// Other files are scenarios: what reads them says best what is wrong with them.
bool is_trace(const std::string& file, const Arguments& arguments) {
    if (arguments.text("trace") != "auto") return true;
    if (file.ends_with(".yaml") || file.ends_with(".yml")) return false;
    constexpr std::array<std::string_view, 4> endings{".gz", ".csv", ".swf", ".psv"};
    if (std::ranges::any_of(endings, [&file](auto ending) { return file.ends_with(ending); })) return true;
    return !recognized_format(*open_trace(file)).empty();
}

void check_trace(const std::string& file, const Arguments& arguments, Session& session, Verdict& verdict) {
    LintOptions lint{.format = {}, .settings = arguments.all("set"), .devices = {}};
    if (arguments.text("trace") != "auto") lint.format = arguments.text("trace");
    lint.devices = whole_of(arguments, "devices", {.least = 1, .most = std::uint64_t{1} << 32});
    verdict.traces.push_back(lint_trace(file, lint, session.models));
    if (arguments.text("format") != "text") return;
    session.out.write(arguments.has("fit") ? verdict.traces.back().fit : to_text(verdict.traces.back()));
}

void check_scenario(const std::string& file, const Arguments& arguments, Session& session) {
    // Building the hall finds the names that the catalogue lacks.
    (void)make_plan(load_scenario(file, load_options(arguments), session.models));
    const bool is_told = arguments.text("format") == "text" && !arguments.has("quiet");
    if (is_told) session.out.write(escaped(file) + ": valid\n");
}

void check_file(const std::string& file, const Arguments& arguments, Session& session, Verdict& verdict) {
    const bool as_text = arguments.text("format") == "text";
    try {
        if (is_trace(file, arguments)) {
            check_trace(file, arguments, session, verdict);
        } else {
            check_scenario(file, arguments, session);
        }
    } catch (const ConfigError& error) {
        ++verdict.invalid;
        if (as_text) explain(error.problems(), file, session);
        verdict.problems.insert(verdict.problems.end(), error.problems().begin(), error.problems().end());
    } catch (const IoError& error) {
        ++verdict.unreadable;
        session.note("error: " + escaped(error.what()));
    }
}

// Problems alone are an array; beside traces they are one of two members.
std::string json_of(const Verdict& verdict) {
    std::string problems = to_json(verdict.problems);
    if (verdict.traces.empty()) return problems;
    JsonWriter json;
    json.begin_array();
    for (const TraceLint& lint : verdict.traces) put_json(json, lint);
    json.end_array();
    return fmt::format("{{\"problems\": {}, \"traces\": {}}}\n", problems, json.finish());
}

int run(const Arguments& arguments, Session& session) {
    (void)load_options(arguments);  // a wrong option is a usage error, whatever the files hold
    Verdict verdict;
    for (const std::string& file : arguments.operands()) check_file(file, arguments, session, verdict);
    if (arguments.text("format") == "json") session.out.write(json_of(verdict));
    if (arguments.text("format") == "github") session.out.write(to_github(verdict.problems));
    session.out.flush();
    if (verdict.invalid > 0) return exit_code::input;
    return verdict.unreadable > 0 ? exit_code::io : exit_code::done;
}

}  // namespace

constinit const Verb validate_verb{
    .name = "validate",
    .summary = "report every problem of scenarios, and what traces hold; simulate nothing",
    .operands = {"FILE", 1, std::numeric_limits<std::size_t>::max()},
    .examples = examples,
    .options = options,
    .run = run};

}  // namespace datahall
