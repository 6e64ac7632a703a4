// The part of the benchmark about the power chain: what a change of load costs, and what large facilities
// hold.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/report/sink.hpp"
#include "tests/bench/verdict.hpp"

namespace datahall::bench {

enum class PowerLoad : std::uint8_t { changes, million_nodes, frontier_day };
inline constexpr std::array<std::string_view, 3> power_load_names{"changes", "million-nodes", "frontier-day"};

struct PowerRow {
    PowerLoad load = PowerLoad::changes;
    std::uint64_t racks = 0;
    std::uint64_t changes = 0;   // of a load, each settled at an instant of its own; 0: a whole run
    double cpu_s = 0.0;          // of the changes, or of the run after the facility is built
    double program_s = 0.0;      // CPU time of the program from its start to its end; 0: not run
    std::uint64_t resident = 0;  // bytes that the program held at most; 0: not run
    double ns_per_change() const { return cpu_s * 1e9 / static_cast<double>(changes); }
};

/// The least of `rounds`.  Calls `tell` before each row.
std::vector<PowerRow> run_power_trial(int rounds, const std::function<void(const std::string&)>& tell);

/// Those for which `rows` has what it takes.
std::vector<Target> power_targets(std::span<const PowerRow> rows);

std::string power_tables(std::span<const PowerRow> rows, std::size_t width);
/// With everything about machine and build that times depend on.
std::string power_json(std::span<const PowerRow> rows);
void write_power_csv(std::span<const PowerRow> rows, const Sink& sink);

}  // namespace datahall::bench
