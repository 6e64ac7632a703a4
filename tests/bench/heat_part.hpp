// The part of the benchmark about cooling: years of weather over halls of many zones, with and without
// failures.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/report/sink.hpp"
#include "tests/bench/verdict.hpp"

namespace datahall::bench {

struct HeatRow {
    std::string name;
    std::uint64_t racks = 0;
    std::uint64_t zones = 0;
    double days = 0.0;
    std::uint64_t events = 0;
    double cpu_s = 0.0;  // of the run, once the facility is built
    double events_per_hour() const { return static_cast<double>(events) / (days * 24.0); }
};

/// The least of `rounds`.  Calls `tell` before each row.
std::vector<HeatRow> run_heat_trial(int rounds, const std::function<void(const std::string&)>& tell);

std::vector<Target> heat_targets(std::span<const HeatRow> rows);

std::string heat_tables(std::span<const HeatRow> rows, std::size_t width);
/// With everything about machine and build that times depend on.
std::string heat_json(std::span<const HeatRow> rows);
void write_heat_csv(std::span<const HeatRow> rows, const Sink& sink);

}  // namespace datahall::bench
