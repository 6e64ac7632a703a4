// datahall-bench: what `datahall bench` starts.
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>

#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "sim/report/atomic_file.hpp"
#include "tests/bench/bench_chart.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/fabric_part.hpp"
#include "tests/bench/heat_part.hpp"
#include "tests/bench/job_part.hpp"
#include "tests/bench/power_part.hpp"
#include "tests/bench/simulation.hpp"
#include "tests/bench/soak.hpp"
#include "tests/bench/stored_runs.hpp"
#include "tests/support/firing_runs.hpp"
#include "tools/datahall/bench_options.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/terminal.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"
#include "tools/datahall/verb.hpp"

namespace datahall::bench {

namespace {

std::size_t entities_of(const std::string& text) {
    constexpr std::size_t least = 64;  // with fewer, timeouts that are to be cancelled fire first
    constexpr std::size_t most = 100'000'000;
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n < least || n > most) {
        throw UsageError{
            fmt::format("option '--entities': expected a number from {} to {}, got '{}'", least, most, text),
            "bench"};
    }
    return n;
}

TrialOptions options_of(const Arguments& arguments) {
    TrialOptions options{.full = arguments.has("full"),
                         .rounds = static_cast<int>(*whole_of(arguments, "rounds", {1, 1'000})),
                         .modes = {},
                         .distributions = {},
                         .entities = {}};
    for (const std::string& name : arguments.all("mode")) {
        options.modes.push_back(
            Mode{static_cast<int>(std::ranges::find(mode_names, name) - mode_names.begin())});
    }
    for (const std::string& name : arguments.all("distribution")) {
        options.distributions.push_back(&*std::ranges::find(distributions(), name, &Distribution::name));
    }
    for (const std::string& n : arguments.all("entities")) options.entities.push_back(entities_of(n));
    return options;
}

// Those named, or without a name the queue and, unless cells of it are asked for, whole simulations.
std::vector<std::string> parts_of(const Arguments& arguments) {
    const std::vector<std::string> known(bench_parts.begin(), bench_parts.end());
    for (const std::string& part : arguments.operands()) {
        if (std::ranges::count(known, part) != 0) continue;
        const std::string guess = did_you_mean(part, known);
        throw UsageError{fmt::format("'bench' knows {}, got '{}'{}{}", listed(known), escaped(part),
                                     guess.empty() ? "" : "; ", guess),
                         "bench"};
    }
    if (!arguments.operands().empty()) return arguments.operands();
    const bool asks_for_cells =
        arguments.has("mode") || arguments.has("distribution") || arguments.has("entities");
    return asks_for_cells ? std::vector<std::string>{"queue"}
                          : std::vector<std::string>{"queue", "simulation"};
}

// What was measured; a part that was not asked for is empty.
struct Measured {
    StoredRuns stored;
    std::vector<Row> rows;
    Simulation simulation;
};

void write_files(const std::filesystem::path& folder, const Measured& m) {
    write_file(folder.string(), "bench.json", bench_json(m.rows, m.simulation));
    std::string csv;
    write_bench_csv(m.rows, [&csv](std::string_view bytes) { csv += bytes; });
    write_file(folder.string(), "bench.csv", csv);
    write_file(folder.string(), "bench.html", bench_page(m.rows, m.simulation));
    if (has_chart(m.rows)) write_file(folder.string(), "bench.svg", bench_svg(m.rows));
}

// Before anything is measured: a folder that cannot be used is found at once.
void prepare(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || access(folder.c_str(), W_OK) != 0) {
        throw IoError{fmt::format("{}: {}", folder, error ? error.message() : std::strerror(errno))};
    }
}

void print_stored_runs(const StoredRuns& runs) {
    fmt::print("{} public checksums: reproduced by {}\n", std::size(firing_runs),
               fmt::join(runs.reproduced, "; "));
    if (!runs.unfinished.empty())
        fmt::print("reproduced until one took too long: {}\n", fmt::join(runs.unfinished, "; "));
    fmt::print("\n");
}

void print_tables(const Measured& m) {
    const std::size_t width = terminal_of(STDOUT_FILENO, When::automatic).width;
    if (!m.rows.empty()) print_stored_runs(m.stored);
    if (!m.rows.empty()) fmt::print("{}", bench_tables(m.rows, width));
    if (!m.rows.empty() && !m.simulation.runs.empty()) fmt::print("\n");
    if (!m.simulation.runs.empty()) fmt::print("{}", simulation_tables(m.simulation, width));
}

void print(const Arguments& arguments, const Measured& m) {
    const std::string format = arguments.text("format");
    const Sink out = [](std::string_view bytes) { fmt::print("{}", bytes); };
    if (format == "json") {
        out(bench_json(m.rows, m.simulation));
    } else if (format == "csv") {
        m.rows.empty() ? write_simulation_csv(m.simulation, out) : write_bench_csv(m.rows, out);
    } else if (!arguments.has("quiet")) {
        print_tables(m);
    }
}

int soak() {
    constexpr double mib = 1024.0 * 1024.0;
    const Soak result = run_soak(1'000'000'000);
    fmt::print(
        "{} events: {:.1f} ns each; {:.2f} MiB resident after the warm-up, {:.2f} MiB at the end ({:+.2f} "
        "%)\n",
        result.events, result.ns_per_event, static_cast<double>(result.resident_before) / mib,
        static_cast<double>(result.resident_after) / mib, 100.0 * result.growth());
    return result.growth() < 0.01 ? exit_code::done : exit_code::missed;
}

using Tell = std::function<void(const std::string&)>;

// What one part has to say, in each format.
struct PartText {
    std::string table, json, csv;
};

// Prints it, and writes NAME.json and NAME.csv.
void show(const Arguments& arguments, const std::string& name, const PartText& text) {
    const std::string format = arguments.text("format");
    if (format != "table" || !arguments.has("quiet")) {
        fmt::print("{}", format == "json" ? text.json : format == "csv" ? text.csv : text.table);
    }
    if (!arguments.has("output")) return;
    write_file(arguments.text("output"), name + ".json", text.json);
    write_file(arguments.text("output"), name + ".csv", text.csv);
}

// The part about jobs; its files are jobs.json and jobs.csv.
void run_jobs(const Arguments& arguments, const Tell& tell) {
    const char* const traces = std::getenv("DATAHALL_TRACES");
    const JobTrial trial{.full = arguments.has("full"),
                         .rounds = static_cast<int>(*whole_of(arguments, "rounds", {1, 1'000})),
                         .traces = arguments.has("traces") ? arguments.text("traces")
                                   : traces                ? traces
                                                           : ""};
    const std::vector<JobRow> rows = run_job_trial(trial, tell);
    std::string csv;
    write_job_csv(rows, [&csv](std::string_view bytes) { csv += bytes; });
    const std::size_t width = terminal_of(STDOUT_FILENO, When::automatic).width;
    show(arguments, "jobs", {.table = job_tables(rows, width), .json = job_json(rows), .csv = csv});
}

// The part about the power chain; its files are power.json and power.csv.
void run_power(const Arguments& arguments, const Tell& tell) {
    const int rounds = static_cast<int>(*whole_of(arguments, "rounds", {1, 1'000}));
    const std::vector<PowerRow> rows = run_power_trial(rounds, tell);
    std::string csv;
    write_power_csv(rows, [&csv](std::string_view bytes) { csv += bytes; });
    const std::size_t width = terminal_of(STDOUT_FILENO, When::automatic).width;
    show(arguments, "power", {.table = power_tables(rows, width), .json = power_json(rows), .csv = csv});
}

// The part about cooling; its files are cooling.json and cooling.csv.
void run_cooling(const Arguments& arguments, const Tell& tell) {
    const int rounds = static_cast<int>(*whole_of(arguments, "rounds", {1, 1'000}));
    const std::vector<HeatRow> rows = run_heat_trial(rounds, tell);
    std::string csv;
    write_heat_csv(rows, [&csv](std::string_view bytes) { csv += bytes; });
    const std::size_t width = terminal_of(STDOUT_FILENO, When::automatic).width;
    show(arguments, "cooling", {.table = heat_tables(rows, width), .json = heat_json(rows), .csv = csv});
}

// The part about the fabric; its files are fabric.json and fabric.csv.
void run_fabric(const Arguments& arguments, const Tell& tell) {
    const FabricTrial trial{.full = arguments.has("full"),
                            .rounds = static_cast<int>(*whole_of(arguments, "rounds", {1, 1'000}))};
    const FabricRows rows = run_fabric_trial(trial, tell);
    std::string csv;
    write_fabric_csv(rows, [&csv](std::string_view bytes) { csv += bytes; });
    const std::size_t width = terminal_of(STDOUT_FILENO, When::automatic).width;
    show(arguments, "fabric", {.table = fabric_tables(rows, width), .json = fabric_json(rows), .csv = csv});
}

// Parts with files of their own, in the order in which they run.
struct LonePart {
    std::string_view name;
    void (*run)(const Arguments& arguments, const Tell& tell);
};
constexpr LonePart lone_parts[] = {{"jobs", run_jobs},
                                   {"power", run_power},
                                   {"cooling", run_cooling},
                                   {"fabric", run_fabric}};

// The other parts, which share their files.
void run_queue_and_simulation(const Arguments& arguments, bool queue, bool simulation, const Tell& tell) {
    const TrialOptions trial = options_of(arguments);
    Measured m;
    if (queue) {
        tell("the stored firing checksums");
        m.stored = check_stored_runs();
        m.rows = run_trial(trial, tell);
    }
    if (simulation) m.simulation = run_simulation(trial.rounds, tell);
    print(arguments, m);  // first: a full disk does not lose what was measured
    if (arguments.has("output")) write_files(arguments.text("output"), m);
}

// JSON and CSV hold one kind of rows: queue and simulation together, or those of one other part.
void require_one_document(const Arguments& arguments, bool others, std::span<const std::string_view> alone) {
    if (int{others} + static_cast<int>(alone.size()) < 2 || arguments.text("format") == "table") return;
    throw UsageError{fmt::format("'bench' prints '{}' as {} alone; -o DIR writes all parts", alone[0],
                                 arguments.text("format")),
                     "bench"};
}

int run(std::span<const std::string> words) {
    std::vector<Option> options(bench_options.begin(), bench_options.end());
    options.insert(options.end(), common_options().begin(), common_options().end());
    const Arguments arguments = parse_arguments({"bench", options, bench_operands}, words);
    const std::vector<std::string> parts = parts_of(arguments);
    const auto asks_for = [&parts](std::string_view part) { return std::ranges::count(parts, part) != 0; };
    const bool others = asks_for("queue") || asks_for("simulation");
    std::vector<std::string_view> alone;
    for (const LonePart& part : lone_parts) {
        if (asks_for(part.name)) alone.push_back(part.name);
    }
    require_one_document(arguments, others, alone);
    if (arguments.has("soak")) return soak();
    if (arguments.has("output")) prepare(arguments.text("output"));
    const bool tells = !arguments.has("quiet") && arguments.text("progress") != "never";
    const auto tell = [tells](const std::string& what) {
        if (tells) fmt::print(stderr, "{}\n", what);
    };
    if (others) run_queue_and_simulation(arguments, asks_for("queue"), asks_for("simulation"), tell);
    for (const LonePart& part : lone_parts) {
        if (!asks_for(part.name)) continue;
        if (parts.size() > 1 && !arguments.has("quiet")) fmt::print("\n");
        part.run(arguments, tell);
    }
    return exit_code::done;
}

}  // namespace
}  // namespace datahall::bench

int main(int argc, char** argv) {
    try {
        return datahall::bench::run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const datahall::UsageError& error) {
        fmt::print(stderr, "datahall: error: {}\ntry: datahall bench --help\n", error.what());
        return datahall::exit_code::usage;
    } catch (const datahall::IoError& error) {
        fmt::print(stderr, "datahall: error: {}\n", error.what());
        return datahall::exit_code::io;
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "datahall: error: not enough memory for so many entities\n");
        return datahall::exit_code::limit;
    } catch (const std::exception& error) {
        fmt::print(stderr, "datahall: error: {}\n", error.what());
        return datahall::exit_code::bug;
    }
}
