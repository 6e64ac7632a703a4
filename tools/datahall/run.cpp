// `datahall run`: load, build, simulate, report.
#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/config/utf8.hpp"
#include "sim/report/result_csv.hpp"
#include "sim/report/result_directory.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/text_report.hpp"
#include "sim/study/priced_run.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/process_facts.hpp"
#include "tools/datahall/progress.hpp"
#include "tools/datahall/signals.hpp"
#include "tools/datahall/stopwatch.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 16> options{{
    {.name = "output", .letter = 'o', .argument = "DIR", .meaning = "write all results to this directory"},
    {.name = "force", .meaning = "replace results that DIR already holds"},
    set_option,
    {.name = "seed", .argument = "N", .meaning = "seed of all random draws, instead of the scenario's"},
    {.name = "replication", .argument = "R", .meaning = "number of the replication", .fallback = "0"},
    {.name = "until", .argument = "DURATION", .meaning = "stop after this simulated time, such as \"7 d\""},
    {.name = "series-interval",
     .argument = "DURATION",
     .meaning = "simulated time between rows of series.csv"},
    {.name = "fail",
     .argument = "ELEMENT@TIME[:DURATION]",
     .meaning = "a bus of the power chain fails then, or utility; may be given again",
     .repeatable = true},
    {.name = "audit", .meaning = "check every balance at every instant, not just at the end"},
    {.name = "queue",
     .argument = "ladder|heap",
     .meaning = "what holds the events; results are the same",
     .fallback = "ladder"},
    {.name = "max-events", .argument = "N", .meaning = "give up after N events", .fallback = "1000000000000"},
    {.name = "timeout",
     .argument = "DURATION",
     .meaning = "give up after this time on the clock on the wall"},
    {.name = "strict", .meaning = "exit with 1 if there are findings"},
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "what to print: a table, result.json, or the metrics as CSV",
     .fallback = "table"},
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 5> examples{
    "datahall run scenarios/starter/gpu_hall.yaml",
    "datahall run hall.yaml -o results/hall --seed 7",
    "datahall run hall.yaml --set hall.power_limit=\"2 MW\" -o results/2mw --force",
    "datahall run scenarios/starter/outage_hall.yaml --fail utility@2h:30min -o results/outage",
    "datahall run hall.yaml --format json | jq '.metrics[\"energy.it\"]'",
};

void check_timeout(std::optional<Seconds> timeout, double elapsed, double fraction) {
    if (!timeout || elapsed < timeout->si()) return;
    throw LimitError{
        fmt::format("wall time: {:.6g} s are over with {:.1f} % simulated; --timeout sets the limit",
                    timeout->si(), 100.0 * fraction)};
}

std::string quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + "'";
}

// As an item of the scenario's faults, so that it is read and refused as those are.
std::string fault_override(const std::string& text, const Arguments& arguments) {
    const auto at = text.find('@');
    const auto colon = text.find(':', at == std::string::npos ? 0 : at);
    if (at == 0 || at == std::string::npos || at + 1 == text.size()) {
        throw UsageError{
            fmt::format("option '--fail': expected ELEMENT@TIME[:DURATION], got '{}'", escaped(text)),
            arguments.verb()};
    }
    const std::string when = text.substr(at + 1, colon == std::string::npos ? colon : colon - at - 1);
    const std::string duration =
        colon == std::string::npos ? "" : ", duration: " + quoted(text.substr(colon + 1));
    return fmt::format("faults[+]={{name: {}, element: {}, at: {}{}}}", quoted(text),
                       quoted(text.substr(0, at)), quoted(when), duration);
}

RunOptions run_options(const Arguments& arguments, std::uint64_t scenario_seed) {
    RunOptions run;
    run.seed = whole_of(arguments, "seed").value_or(scenario_seed);
    run.replication = whole_of(arguments, "replication").value_or(0);
    run.audit_every_instant = arguments.has("audit");
    run.queue = arguments.text("queue") == "heap" ? QueueKind::heap : QueueKind::ladder;
    run.until = duration_of(arguments, "until");
    run.series_interval = duration_of(arguments, "series-interval");
    run.max_events = whole_of(arguments, "max-events", {.least = 1}).value_or(run.max_events);
    run.interrupt = &interrupt_signal();
    return run;
}

void print_result(const Arguments& arguments, Session& session, const Result& result) {
    const std::string format = arguments.text("format");
    const Sink sink = [&session](std::string_view bytes) { session.out.write(bytes); };
    if (format == "json") {
        sink(result_json(result));
    } else if (format == "csv") {
        write_metrics_csv(result.metrics, sink);
    } else if (!arguments.has("quiet")) {
        sink(run_report(result, {.width = session.screen.width, .everything = arguments.has("verbose")}));
    }
    session.out.flush();
}

int exit_code_of(const Result& result, bool strict) {
    if (const int signal = interrupt_signal(); !result.complete && signal != 0) {
        return exit_code::signal_base + signal;
    }
    return strict && !result.findings.empty() ? exit_code::missed : exit_code::done;
}

Result simulate_with_progress(Scenario&& scenario, RunOptions run, const Arguments& arguments,
                              const Session& session) {
    const Stopwatch watch;
    const std::optional<Seconds> timeout = duration_of(arguments, "timeout");
    ProgressMeter meter{progress_style(arguments, session.messages), session.messages.width,
                        [&watch] { return watch.seconds(); },
                        [](std::string_view text) { write_anyway(STDERR_FILENO, text); }};
    run.progress = [&](const Progress& p) {
        check_timeout(timeout, watch.seconds(), p.fraction);
        meter.update({p.fraction, p.events, p.findings, resident_memory()});
    };
    return run_and_price(std::move(scenario), run);
}

int run(const Arguments& arguments, Session& session) {
    const Stopwatch watch;
    catch_interrupts();
    // Everything on the command line is checked before any file is touched.
    ScenarioOptions load = load_options(arguments);
    for (const std::string& text : arguments.all("fail"))
        load.overrides.push_back(fault_override(text, arguments));
    RunOptions run = run_options(arguments, 0);
    (void)duration_of(arguments, "timeout");

    session.scenario = arguments.operands().front();
    Scenario scenario = load_scenario(session.scenario, load, session.models);
    if (!arguments.has("seed")) run.seed = scenario.seed();
    session.subject =
        fmt::format("scenario '{}', seed {}, replication {}", scenario.name(), run.seed, run.replication);
    const std::string resolved = scenario.resolved();

    std::unique_ptr<ResultDirectory> directory;
    if (arguments.has("output") && arguments.text("output") != "-") {
        directory = std::make_unique<ResultDirectory>(
            arguments.text("output"), arguments.has("force") ? Overwrite::own_files : Overwrite::refuse);
    }
    JobStore jobs{{.has_records = directory != nullptr, .folder = directory ? directory->path() : ""}};
    run.jobs = &jobs;
    Result result = simulate_with_progress(std::move(scenario), run, arguments, session);
    result.version = build_facts().version;
    if (directory) directory->write(result, jobs, resolved, meta_of(session.command_line, watch.seconds()));
    print_result(arguments, session, result);
    if (directory && !arguments.has("quiet")) session.note("results in " + escaped(directory->path()));
    if (!result.complete) session.note("the run was stopped early: these results are partial");
    return exit_code_of(result, arguments.has("strict"));
}

}  // namespace

constinit const Verb run_verb{.name = "run",
                              .summary = "simulate a scenario and report",
                              .operands = {"SCENARIO", 1, 1},
                              .examples = examples,
                              .options = options,
                              .run = run};

}  // namespace datahall
