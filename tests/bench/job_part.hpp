// The part of the benchmark about jobs: schedulers and their queue, replayed without physics.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/report/sink.hpp"
#include "tests/bench/job_replay.hpp"
#include "tests/bench/verdict.hpp"

namespace datahall::bench {

enum class JobLoad : std::uint8_t { log, steady, jobs, nodes, burst, quota };
inline constexpr std::array<std::string_view, 6> job_load_names{"log",   "steady", "jobs",
                                                                "nodes", "burst",  "quota"};

struct JobRow {
    JobLoad load = JobLoad::steady;
    std::string policy;
    std::string source;  // the log, or what was made
    std::uint32_t devices = 0;
    ReplayFacts least;  // of the round that took the least CPU time; no jobs: the log was not given
};

struct JobTrial {
    bool full = false;   // ten million jobs
    int rounds = 3;      // of the rows that take less than a second or so
    std::string traces;  // folder that holds swf/<log>; empty: no logs
};

/// All rows in the order in which they were measured.  Calls `tell` before each.
std::vector<JobRow> run_job_trial(const JobTrial& trial, const std::function<void(const std::string&)>& tell);

/// Those for which `rows` has what it takes.
std::vector<Target> job_targets(std::span<const JobRow> rows);

std::string job_tables(std::span<const JobRow> rows, std::size_t width);
/// With everything about machine and build that times depend on.
std::string job_json(std::span<const JobRow> rows);
void write_job_csv(std::span<const JobRow> rows, const Sink& sink);

}  // namespace datahall::bench
