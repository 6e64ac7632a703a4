// `datahall compare`: halls side by side, with intervals.
#include "sim/study/compare.hpp"

#include <array>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/config/utf8.hpp"
#include "sim/report/comparison_csv.hpp"
#include "sim/report/comparison_json.hpp"
#include "sim/report/comparison_page.hpp"
#include "sim/report/comparison_text.hpp"
#include "sim/report/output_directory.hpp"
#include "sim/study/process_pool.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/progress.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/signals.hpp"
#include "tools/datahall/stopwatch.hpp"
#include "tools/datahall/values.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::size_t most_halls = 8;
constexpr std::uint64_t most_replications = 10'000;
constexpr std::uint64_t most_workers = 1'024;

constexpr std::array<Option, 11> options{{
    {.name = "output",
     .letter = 'o',
     .argument = "DIR",
     .meaning = "write report.html, compare.json and .csv there"},
    {.name = "force", .meaning = "replace a comparison that DIR already holds"},
    set_option,
    {.name = "replications",
     .argument = "N",
     .meaning = "runs of each hall and view, with random numbers in common; 2 or more give intervals",
     .fallback = "5"},
    {.name = "seed", .argument = "N", .meaning = "seed of all halls, instead of the first scenario's"},
    {.name = "until",
     .argument = "DURATION",
     .meaning = "simulated time, instead of the first scenario's duration"},
    {.name = "equalise",
     .argument = "floor|power",
     .meaning = "give every hall the floor of the first, or the nameplate IT power of the least"},
    {.name = "jobs",
     .letter = 'j',
     .argument = "N",
     .meaning = "runs at a time; all processors if not given; changes no result"},
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "what to print: a table, compare.json, or compare.csv",
     .fallback = "table"},
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 3> examples{
    "datahall compare cpu.yaml gpu.yaml",
    "datahall compare cpu.yaml gpu.yaml --equalise power --replications 10 -o results/power",
    "datahall compare a.yaml b.yaml c.yaml --until \"30 d\" --format csv > abc.csv",
};

Equalise equalise_of(const Arguments& arguments) {
    const std::string what = arguments.text("equalise");
    if (what == "floor") return Equalise::floor;
    return what == "power" ? Equalise::power : Equalise::nothing;
}

std::string base_name(const std::string& path) {
    return path.substr(path.find_last_of('/') + 1);
}

// As a shell takes it.
std::string quoted(const std::string& word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/=,:@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
    return out + "'";
}

// What the result depends on, without folders.
std::string command_of(const Arguments& arguments) {
    std::string out = "datahall compare";
    for (const std::string& file : arguments.operands()) out += " " + quoted(base_name(file));
    for (const char* option : {"set", "replications", "seed", "until", "equalise"}) {
        for (const std::string& value : arguments.all(option)) {
            out += fmt::format(" --{} {}", option, quoted(value));
        }
    }
    return out;
}

CompareRequest request_of(const Arguments& arguments) {
    CompareRequest request;
    request.files = arguments.operands();
    request.load = load_options(arguments);
    request.load.shipped_root = shipped_root();
    request.replications =
        whole_of(arguments, "replications", {.least = 1, .most = most_replications}).value();
    request.seed = whole_of(arguments, "seed");
    request.until = duration_of(arguments, "until");
    request.workers =
        whole_of(arguments, "jobs", {.least = 1, .most = most_workers}).value_or(processor_count());
    request.equalise = equalise_of(arguments);
    request.version = build_facts().version;
    request.command = command_of(arguments);
    request.interrupt = &interrupt_signal();
    return request;
}

std::string csv_of(const Comparison& comparison) {
    std::string csv;
    write_comparison_csv(comparison, [&csv](std::string_view bytes) { csv += bytes; });
    return csv;
}

void print(const Arguments& arguments, Session& session, const Comparison& comparison) {
    const std::string format = arguments.text("format");
    if (format == "json") {
        session.out.write(comparison_json(comparison));
    } else if (format == "csv") {
        session.out.write(csv_of(comparison));
    } else if (!arguments.has("quiet")) {
        session.out.write(comparison_report(comparison, session.screen.width));
    }
    session.out.flush();
}

// compare.json is written last: where it stands, everything else is complete.
constexpr std::array<std::string_view, 3> own_files{"compare.json", "compare.csv", "report.html"};

void write_all(const OutputDirectory& directory, const Comparison& comparison) {
    directory.clear();
    directory.write("compare.csv", csv_of(comparison));
    directory.write("report.html", comparison_page(comparison));
    directory.write("compare.json", comparison_json(comparison));
}

std::optional<Comparison> compare_with_progress(CompareRequest request, const Arguments& arguments,
                                                Session& session) {
    const Stopwatch watch;
    ProgressMeter meter{progress_style(arguments, session.messages), session.messages.width,
                        [&watch] { return watch.seconds(); },
                        [](std::string_view text) { write_anyway(STDERR_FILENO, text); }};
    request.on_load = [&session](const std::string& file) { session.scenario = file; };
    request.on_run = [&meter](std::size_t done, std::size_t all) {
        meter.update(PartsDone{done, all, "runs"});
    };
    return compare_halls(request, session.models);
}

int run(const Arguments& arguments, Session& session) {
    catch_interrupts();
    // Everything on the command line is checked before any file is touched.
    CompareRequest request = request_of(arguments);
    session.subject = request.command;
    std::unique_ptr<OutputDirectory> directory;
    if (arguments.has("output") && arguments.text("output") != "-") {
        directory = std::make_unique<OutputDirectory>(
            arguments.text("output"), arguments.has("force") ? Overwrite::own_files : Overwrite::refuse,
            own_files);
    }
    const std::optional<Comparison> comparison =
        compare_with_progress(std::move(request), arguments, session);
    if (!comparison) {
        session.note("stopped early: half a comparison is none, so nothing was written");
        return exit_code::signal_base + interrupt_signal();
    }
    if (directory) write_all(*directory, *comparison);
    print(arguments, session, *comparison);
    if (directory && !arguments.has("quiet")) session.note("comparison in " + escaped(directory->path()));
    return exit_code::done;
}

}  // namespace

constinit const Verb compare_verb{.name = "compare",
                                  .summary = "simulate halls side by side, with intervals",
                                  .operands = {"SCENARIO", 2, most_halls},
                                  .examples = examples,
                                  .options = options,
                                  .run = run};

}  // namespace datahall
