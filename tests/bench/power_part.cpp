// What is measured, and what it is held to.
#include "tests/bench/power_part.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "sim/run/power/power_flow.hpp"
#include "tests/bench/made_halls.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/program_run.hpp"
#include "tests/bench/scratch_folder.hpp"
#include "tests/bench/whole_run.hpp"
#include "tests/support/splitmix.hpp"

namespace datahall::bench {
namespace {

constexpr double million = 1e6;

// Eight levels from the grid to a bus for each rack; how many racks one bus of each stands for.
constexpr std::array<std::uint32_t, 8> racks_of_bus{UINT32_MAX, 25'000, 5'000, 1'000, 200, 40, 10, 1};

Facility chain_of(std::uint32_t racks) {
    constexpr double rack_w = 20e3;
    Facility f;
    std::uint32_t above = 0;  // first bus of the level above
    for (std::uint32_t level = 0; level < racks_of_bus.size(); ++level) {
        const std::uint32_t under = std::min(racks_of_bus[level], racks);
        const auto first = static_cast<std::uint32_t>(f.elements.size());
        for (std::uint32_t rack = 0; rack < racks; rack += under) {
            PowerElement e;
            e.level = e.depth = level;
            e.feeds = f.add_feeds(
                {level == 0 ? no_index : above + rack / std::min(racks_of_bus[level - 1], racks)});
            e.loss = {.rating_w = rack_w * under, .a = 0.002, .b = 0.001, .c = 0.01};
            f.elements.push_back(std::move(e));
        }
        above = first;
    }
    for (std::uint32_t r = 0; r < racks; ++r) {
        Rack rack;
        rack.feeds = f.add_feeds({above + r});
        f.racks.push_back(std::move(rack));
    }
    f.power_levels.resize(racks_of_bus.size());
    for (MechanicalLoad& load : f.mechanical) load.feeds = f.add_feeds({no_index});
    f.zone_of_rack.assign(f.racks.size(), 0);
    f.zones.resize(1);
    return f;
}

// One rack after the other takes another load, a microsecond apart.
class ChangingLoads {
public:
    explicit ChangingLoads(const Facility& f)
        : flow_{f}, racks_{static_cast<std::uint32_t>(f.racks.size())}, load_uw_(racks_) {}

    void run(std::uint64_t changes) {
        constexpr std::int64_t step_ns = 1'000;
        constexpr std::int64_t watt = 1'000'000;
        for (std::uint64_t i = 0; i < changes; ++i) {
            const std::uint32_t rack = draws_.below(racks_);
            const std::int64_t uw = (5'000 + std::int64_t{draws_.below(12'000)}) * watt;
            flow_.change_rack(rack, uw - load_uw_[rack]);
            load_uw_[rack] = uw;
            now_.ns += step_ns;
            flow_.settle(now_);
        }
    }

private:
    PowerFlow flow_;
    std::uint32_t racks_;
    std::vector<std::int64_t> load_uw_;
    SplitMix draws_{1};
    Instant now_;
};

PowerRow change_loads(std::uint32_t racks, int rounds) {
    constexpr std::uint64_t changes = 1'000'000;
    const Facility facility = chain_of(racks);
    PowerRow row{.load = PowerLoad::changes, .racks = racks, .changes = changes};
    for (int round = 0; round < rounds; ++round) {
        const auto loads = std::make_unique<ChangingLoads>(facility);
        loads->run(2 * racks);  // most have a load by then
        const double begun = thread_cpu_ns();
        loads->run(changes);
        const double cpu_s = (thread_cpu_ns() - begun) * 1e-9;
        if (round == 0 || cpu_s < row.cpu_s) row.cpu_s = cpu_s;
    }
    return row;
}

// Frontier as the closed forms have it, with a thousand jobs in a day.
constexpr const char* frontier_day = R"(name: frontier-day
extends: "shipped:claims/frontier_peak.yaml"
duration: 1 d
clusters:
  - name: frontier
    node: frontier_node
    scheduler: {model: easy}
    placement: {model: first_fit}
    workload: {model: synthetic, work_class: full_load, jobs: 1000, interarrival: 80 s, run_mean: 2 h, run_cv: 1,
               run_max: 12 h, widths: [4, 64, 512, 4096], weights: [40, 40, 14, 6]}
)";

// Started while this process is small: on Linux the peak of a child counts what its parent had in memory.
PowerRow run_as_program(PowerLoad load, std::uint64_t racks, const std::string& file, int rounds) {
    PowerRow row{.load = load, .racks = racks};
    for (int round = 0; round < rounds; ++round) {
        const ProgramRun run = run_program({"run", file, "--progress", "never"});
        if (round > 0 && run.cpu_s >= row.program_s) continue;
        row.program_s = run.cpu_s;
        row.resident = run.most_resident;
    }
    return row;
}

double run_here(PowerLoad load, const std::string& file, int rounds) {
    const std::string name{power_load_names[static_cast<std::size_t>(load)]};
    return least_of(rounds, {.name = name, .file = file}).run_s;
}

}  // namespace

std::vector<PowerRow> run_power_trial(int rounds, const std::function<void(const std::string&)>& tell) {
    const ScratchFolder folder;
    const MadeHall hall{.name = "million-nodes-idle", .racks = 62'500, .days = 0.01};
    const std::string million = folder.file_of(hall.name, scenario_of(hall));
    const std::string frontier = folder.file_of("frontier-day", frontier_day);
    constexpr std::uint64_t cabinets = 74;
    tell("power, halls as programs");
    std::vector<PowerRow> halls{run_as_program(PowerLoad::million_nodes, hall.racks, million, 1),
                                run_as_program(PowerLoad::frontier_day, cabinets, frontier, rounds)};
    std::vector<PowerRow> rows;
    for (std::uint32_t racks = 100; racks <= 100'000; racks *= 10) {
        tell(fmt::format("power, changes: {} racks", racks));
        rows.push_back(change_loads(racks, rounds));
    }
    tell("power, a facility of a million nodes");
    halls[0].cpu_s = run_here(PowerLoad::million_nodes, million, 1);
    tell("power, a day of Frontier");
    halls[1].cpu_s = run_here(PowerLoad::frontier_day, frontier, rounds);
    rows.insert(rows.end(), halls.begin(), halls.end());
    return rows;
}

std::vector<Target> power_targets(std::span<const PowerRow> rows) {
    std::vector<Target> targets;
    const PowerRow* first = nullptr;
    const PowerRow* last = nullptr;
    for (const PowerRow& row : rows) {
        if (row.load != PowerLoad::changes) continue;
        if (first == nullptr) first = &row;
        last = &row;
    }
    if (first != last) {
        targets.push_back({fmt::format("million changes of load a second, {} racks, 8 levels", last->racks),
                           1e3 / last->ns_per_change(), 1.0, 2.0});
        // Twice the cost for a thousand times the racks is an exponent of 0.1: what no cache holds costs as
        // much.
        const double growth = std::log(last->ns_per_change() / first->ns_per_change()) /
                              std::log(static_cast<double>(last->racks) / static_cast<double>(first->racks));
        targets.push_back(
            {"growth of the cost of a change with the racks: exponent", growth, 0.1, 0.05, false});
    }
    const auto mb = [](const PowerRow& row) { return static_cast<double>(row.resident) / million; };
    for (const PowerRow& row : rows) {
        if (row.load == PowerLoad::million_nodes) {
            targets.push_back({"a facility of a million nodes: MB resident", mb(row), 1'000, 500, false});
        } else if (row.load == PowerLoad::frontier_day) {
            targets.push_back(
                {"a day of Frontier, 1,000 jobs: s, once it is built", row.cpu_s, 0.05, 0.02, false});
            targets.push_back({"a day of Frontier, 1,000 jobs: MB resident", mb(row), 50, 25, false});
        }
    }
    return targets;
}

}  // namespace datahall::bench
