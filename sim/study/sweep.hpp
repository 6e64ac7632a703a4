// A sweep: one scenario at every point of a grid, each point with the same replications.
//
// All points share seed and replication numbers, so that streams of the same name draw the same numbers at
// every point (common random numbers).  Rows stand in the order of points, then replications; they depend on
// neither the number of workers nor who finishes first. Cost: a process and a load of the scenario for each
// run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "datahall/units.hpp"

#include "sim/config/scenario.hpp"
#include "sim/study/study_file.hpp"

namespace datahall {

/// Loads the study's scenario with overrides "PATH=VALUE".  Throws what load_scenario_file() does.
using PointLoader = std::function<Scenario(const std::vector<std::string>& overrides)>;

/// A figure that is a column of the table.
struct SweepColumn {
    std::string metric;
    std::string unit;
    std::string meaning;
};

/// One run.
struct SweepRow {
    std::size_t point = 0;
    std::uint64_t replication = 0;
    std::vector<std::optional<double>> values = {};  // by column; none of a run that failed
    std::size_t findings = 0;
    std::string trace_hash = {};
    std::string failure = {};  // empty: it ran to its end
    int exit_code = 0;         // of the failure
};

struct Sweep {
    std::vector<SweepColumn> columns;
    std::vector<SweepRow> rows;
    bool complete = true;  // false after an interrupt

    /// 0, or the exit code of the first row that failed.
    int exit_code() const;
};

struct SweepOptions {
    std::size_t workers = 1;
    std::optional<Seconds> until = {};  // instead of the scenario's duration
    std::function<void(std::size_t done)> on_done = {};
    const volatile int* interrupt = nullptr;
};

/// Loads and plans one point for each value of each axis, and looks for the metrics that the study names.
/// Throws a ConfigError with all mistakes; those of overrides stand where the study says them.  What only a
/// combination of values makes wrong is found when that point runs.  After an interrupt the rest goes
/// unchecked.
void check_study(const Study& study, const PointLoader& load, const SweepOptions& options);

/// Runs every point.  A run that fails is a row that says why; the others go on.
Sweep run_sweep(const Study& study, const PointLoader& load, const SweepOptions& options);

}  // namespace datahall
