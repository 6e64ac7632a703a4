// Replays a trace file through a reader and a scheduler, and holds the result against the rows of
// tests/data/scheduling/expected.csv.
#pragma once

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/workload.hpp"

#include "models/builtin.hpp"
#include "sim/metrics/schedule_figures.hpp"
#include "sim/run/jobs/job_queue.hpp"
#include "tests/support/queue_replay.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/sha256.hpp"

inline std::vector<std::map<std::string, std::string>> expected_schedules() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/scheduling/expected.csv"};
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> names;
    for (std::string line, cell; std::getline(in, line);) {
        std::vector<std::string> cells;
        for (std::istringstream parts{line}; std::getline(parts, cell, ',');) cells.push_back(cell);
        if (names.empty()) {
            names = cells;
            continue;
        }
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells.at(i);
    }
    return rows;
}

/// A far horizon: everything is served.
inline datahall::WorkloadWindow whole_trace() {
    datahall::WorkloadWindow window;
    window.horizon_ns = 4'000'000'000'000'000'000;
    return window;
}

inline std::vector<datahall::JobRequest> drain(datahall::Workload& workload) {
    std::vector<datahall::JobRequest> jobs;
    while (const auto job = workload.next_job()) jobs.push_back(*job);
    return jobs;
}

inline std::vector<ReplayJob> as_replay(const std::vector<datahall::JobRequest>& jobs) {
    std::vector<ReplayJob> out;
    for (const auto& j : jobs) out.push_back({j.id, j.submit_ns, j.run_ns, j.estimate_ns, j.devices});
    return out;
}

/// SHA-256 over "<id> <start>\\n" in ascending id, seconds.
inline std::string start_digest(const std::vector<ReplayJob>& jobs, const std::vector<std::int64_t>& starts) {
    std::vector<std::pair<std::uint64_t, std::int64_t>> by_id;
    for (std::size_t i = 0; i < jobs.size(); ++i) by_id.emplace_back(jobs[i].id, starts[i] / 1'000'000'000);
    std::ranges::sort(by_id);
    std::string text;
    for (const auto& [id, start] : by_id) text += std::to_string(id) + ' ' + std::to_string(start) + '\n';
    return Sha256::of(text);
}

inline std::string fixed(double value, int digits) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

inline datahall::ScheduleFigures figures_of(const std::vector<ReplayJob>& jobs,
                                            const std::vector<std::int64_t>& starts, std::uint32_t devices) {
    std::vector<datahall::ScheduledJob> done;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        done.push_back({jobs[i].submit, starts[i], jobs[i].run, jobs[i].devices});
    }
    return datahall::schedule_figures(done, devices);
}

struct Replayed {
    std::map<std::string, std::string> cells;  // under the names of the table, with its digits
    std::uint32_t users = 0;
    double seconds = 0.0;  // of CPU time, the replay alone
};

inline std::map<std::string, std::string> cells_of(const datahall::ScheduleFigures& f) {
    const auto s = [](auto ns) { return std::to_string(static_cast<std::int64_t>(ns / 1'000'000'000)); };
    return {{"sum_wait_s", s(f.waits)},
            {"mean_wait_s", fixed(f.wait_mean_s, 4)},
            {"p50_wait_s", s(f.wait_p50)},
            {"p95_wait_s", s(f.wait_p95)},
            {"max_wait_s", s(f.wait_longest)},
            {"zero_wait", std::to_string(f.without_wait)},
            {"mean_response_s", fixed(f.response_mean_s, 4)},
            {"slowdown10", fixed(f.slowdown_mean, 6)},
            {"area_s", s(f.work)},
            {"makespan_s", s(f.makespan)},
            {"utilisation", fixed(f.utilization, 8)}};
}

inline void add_report(const datahall::ImportReport& report, std::map<std::string, std::string>& cells) {
    cells["records"] = std::to_string(report.records);
    cells["kept"] = std::to_string(report.kept);
    cells["no_processors"] = std::to_string(report.dropped.at(0).jobs);
    cells["no_run_time"] = std::to_string(report.dropped.at(1).jobs);
    cells["too_wide"] = std::to_string(report.dropped.at(2).jobs);
}

inline std::vector<ReplayJob> jobs_of_row(const datahall::Models& models, const std::string& path,
                                          const std::map<std::string, std::string>& row, Replayed& out) {
    Settings settings;
    settings.set("work_class", "batch").lines("file", unpacked(path));
    settings.set("processors", std::stod(row.at("processors"))).set("limit", std::stod(row.at("limit")));
    settings.set("perfect_estimates", std::stod(row.at("perfect")));
    const auto workload = models.workload.find("swf")->make(settings);
    workload->open(whole_trace());
    auto jobs = as_replay(drain(*workload));
    add_report(workload->report(), out.cells);
    out.users = workload->report().users;
    return jobs;
}

/// Replays the log at `path` as a row of the table asks, in the engine's own queue.
inline Replayed replay_row(const datahall::Models& models, const std::string& path,
                           const std::map<std::string, std::string>& row) {
    Replayed out;
    const auto jobs = jobs_of_row(models, path, row, out);
    Settings none;
    const auto scheduler = models.scheduling.find(row.at("policy"))->make(none);
    const auto processors = static_cast<std::uint32_t>(std::stoul(row.at("processors")));
    const std::clock_t begun = std::clock();
    QueueReplay<datahall::JobQueue> replay{jobs, processors, *scheduler};
    const auto starts = replay.run();
    out.seconds = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    out.cells.merge(cells_of(figures_of(jobs, starts, processors)));
    out.cells["backfilled"] = std::to_string(replay.queue().passed());
    out.cells["sha256"] = start_digest(jobs, starts);
    return out;
}

/// What differs from the row, empty if nothing does.  "-" in the row: not stated.
inline std::string differences(const Replayed& got, const std::map<std::string, std::string>& row) {
    std::string text;
    for (const auto& [name, value] : got.cells) {
        if (row.at(name) != "-" && row.at(name) != value) {
            text += name + ' ' + value + " instead of " + row.at(name) + "; ";
        }
    }
    return text;
}
