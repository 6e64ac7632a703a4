// `datahall sweep`: one scenario at every point of a grid.
#include "sim/study/sweep.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "sim/config/load_tree.hpp"
#include "sim/config/utf8.hpp"
#include "sim/report/output_directory.hpp"
#include "sim/report/points_csv.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/jobs.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/process_facts.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/signals.hpp"
#include "tools/datahall/stopwatch.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 13> options{{
    {.name = "output", .letter = 'o', .argument = "DIR", .meaning = "write points.csv and sweep.json to DIR"},
    {.name = "force", .meaning = "replace a sweep that DIR already holds"},
    {.name = "scenario", .argument = "FILE", .meaning = "without a study: the scenario of all points"},
    {.name = "axis",
     .argument = "KEY=V1,V2",
     .meaning = "without a study: an axis of the grid, such as hall.power_limit=\"2 MW,4 MW\"",
     .repeatable = true},
    {.name = "metric",
     .argument = "NAME",
     .meaning = "without a study: a figure that becomes a column; absent: all",
     .repeatable = true},
    set_option,
    jobs_option,
    {.name = "seed", .argument = "N", .meaning = "seed of all points, instead of the study's or scenario's"},
    {.name = "replications", .argument = "N", .meaning = "runs of each point, instead of the study's"},
    {.name = "until", .argument = "DURATION", .meaning = "stop after this simulated time, such as \"7 d\""},
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "what to print: a table, all as JSON, or points.csv",
     .fallback = "table"},
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 3> examples{
    "datahall sweep shipped:studies/climate.yaml -o results/climate",
    "datahall sweep --scenario hall.yaml --axis hall.power_limit=\"2 MW,4 MW\" --until \"7 d\"",
    "datahall sweep study.yaml --jobs 8 --replications 5 --format csv > points.csv",
};

// In the order of removal: without sweep.json a directory says that it is incomplete.
constexpr std::array<std::string_view, 3> own_files{"sweep.json", "points.csv", "meta.json"};
constexpr std::uint64_t largest_seed = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t most_replications = 1'000'000;
constexpr std::size_t failures_shown = 5;

Study study_of(const Arguments& arguments, Session& session) {
    const ScenarioOptions load = load_options(arguments);
    const bool has_file = !arguments.operands().empty();
    const bool has_line =
        arguments.has("scenario") || !arguments.all("axis").empty() || !arguments.all("metric").empty();
    if (has_file == has_line || (has_line && !arguments.has("scenario"))) {
        throw UsageError{"expected a STUDY, or --scenario FILE with --axis KEY=V1,V2", "sweep"};
    }
    session.scenario = has_file ? arguments.operands().front() : arguments.text("scenario");
    if (has_file) {
        return load_study(session.scenario, {.allow_include = load.allow_include,
                                             .max_input = load.max_input,
                                             .shipped_root = shipped_root()});
    }
    Study study = study_of_axes(session.scenario, arguments.all("axis"));
    study.config().metrics = arguments.all("metric");
    return study;
}

/// What is replaced in any study.
struct Counts {
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> replications;
};

Counts counts_of(const Arguments& arguments) {
    return {.seed = whole_of(arguments, "seed", {.least = 0, .most = largest_seed}),
            .replications = whole_of(arguments, "replications", {.least = 1, .most = most_replications})};
}

// What the command line says wins over the study.
void replace_settings(StudyConfig& study, const Counts& counts, const Arguments& arguments) {
    if (counts.seed) study.seed = static_cast<std::int64_t>(*counts.seed);
    if (counts.replications) study.replications = static_cast<std::int64_t>(*counts.replications);
    for (const std::string& setting : arguments.all("set")) {
        const std::size_t equals = std::min(end_of_path(setting), setting.size());
        const std::string path = setting.substr(0, equals);
        const auto is_same = [&path](const StudyAxis& axis) { return axis.key == path; };
        if (std::ranges::any_of(study.axes, is_same)) {
            throw UsageError{fmt::format("option '--set': '{}' is the key of an axis", escaped(path)),
                             "sweep"};
        }
        study.set.emplace_back(path, setting.substr(std::min(equals + 1, setting.size())));
    }
}

PointLoader loader_of(const Study& study, const Arguments& arguments, const Session& session) {
    ScenarioOptions load = load_options(arguments);
    return [&study, &session, load](const std::vector<std::string>& overrides) {
        ScenarioOptions point = load;
        point.overrides = overrides;
        return load_scenario(study.scenario_file(), point, session.models);
    };
}

void print_sweep(const Arguments& arguments, Session& session, const Study& study, const Sweep& sweep,
                 const SweepFacts& facts) {
    const std::string format = arguments.text("format");
    const Sink sink = [&session](std::string_view bytes) { session.out.write(bytes); };
    if (format == "json") {
        sink(sweep_json(study, sweep, facts, SweepRows::include));
    } else if (format == "csv") {
        write_points_csv(study, sweep, sink);
    } else if (!arguments.has("quiet")) {
        sink(fmt::format("{}: {} points, {} runs\n\n", escaped(study.config().name), study.points(),
                         sweep.rows.size()));
        sink(points_table(study, sweep, session.screen.width));
    }
    session.out.flush();
}

void say_failures(const Sweep& sweep, const Session& session) {
    std::size_t count = 0;
    for (const SweepRow& row : sweep.rows) {
        if (row.failure.empty() || ++count > failures_shown) continue;
        session.note(fmt::format("error: point {}, replication {}: {}", row.point, row.replication,
                                 escaped(row.failure)));
    }
    if (count > failures_shown) session.note(fmt::format("... and {} more", count - failures_shown));
}

void write_sweep(const OutputDirectory& directory, const Study& study, const Sweep& sweep,
                 const SweepFacts& facts, const Meta& meta) {
    directory.clear();
    directory.write("points.csv", [&](const Sink& sink) { write_points_csv(study, sweep, sink); });
    directory.write("meta.json", meta_json(meta));
    directory.write("sweep.json", sweep_json(study, sweep, facts, SweepRows::omit));
}

int exit_code_of(const Sweep& sweep) {
    if (const int signal = interrupt_signal(); !sweep.complete && signal != 0) {
        return exit_code::signal_base + signal;
    }
    return sweep.exit_code();
}

int run(const Arguments& arguments, Session& session) {
    const Stopwatch watch;
    catch_interrupts();
    const SweepFacts facts{.version = build_facts().version, .until = duration_of(arguments, "until")};
    SweepOptions sweep_options{
        .workers = jobs_of(arguments), .until = facts.until, .interrupt = &interrupt_signal()};
    const Counts counts = counts_of(arguments);
    Study study = study_of(arguments, session);
    replace_settings(study.config(), counts, arguments);
    session.subject = fmt::format("study '{}'", study.config().name);
    const PointLoader load = loader_of(study, arguments, session);
    check_study(study, load, sweep_options);

    std::unique_ptr<OutputDirectory> directory;
    if (arguments.has("output") && arguments.text("output") != "-") {
        directory = std::make_unique<OutputDirectory>(
            arguments.text("output"), arguments.has("force") ? Overwrite::own_files : Overwrite::refuse,
            own_files);
    }
    Sweep sweep;
    const std::size_t runs = study.points() * static_cast<std::size_t>(study.config().replications);
    with_progress(runs, arguments, session, [&](const auto& on_done) {
        sweep_options.on_done = on_done;
        sweep = run_sweep(study, load, sweep_options);
    });
    if (directory) {
        write_sweep(*directory, study, sweep, facts, meta_of(session.command_line, watch.seconds()));
    }
    print_sweep(arguments, session, study, sweep, facts);
    say_failures(sweep, session);
    if (directory && !arguments.has("quiet")) session.note("results in " + escaped(directory->path()));
    if (!sweep.complete) session.note("the sweep was stopped early: these results are partial");
    return exit_code_of(sweep);
}

}  // namespace

constinit const Verb sweep_verb{.name = "sweep",
                                .summary = "simulate a scenario at every point of a grid of settings",
                                .operands = {"STUDY", 0, 1},
                                .examples = examples,
                                .options = options,
                                .run = run};

}  // namespace datahall
