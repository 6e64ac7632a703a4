// Replays a trace file through a reader and a scheduler, and holds the result against the rows of
// tests/data/scheduling/expected.csv.
#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/workload.hpp"

#include "models/builtin.hpp"
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

/// What a row of the table states, from start times in ns.
struct ScheduleFacts {
    std::int64_t sum_wait_s = 0, zero_wait = 0, max_wait_s = 0, makespan_s = 0;
    double utilisation = 0.0, slowdown10 = 0.0;
    std::string sha256;
};

inline ScheduleFacts facts_of(const std::vector<ReplayJob>& jobs, const std::vector<std::int64_t>& starts,
                              double processors) {
    constexpr std::int64_t s = 1'000'000'000;
    ScheduleFacts f;
    double area = 0.0;
    std::vector<std::pair<std::uint64_t, std::int64_t>> by_id;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const std::int64_t run = jobs[i].run / s;
        const std::int64_t wait = (starts[i] - jobs[i].submit) / s;
        f.sum_wait_s += wait;
        f.zero_wait += wait == 0 ? 1 : 0;
        f.max_wait_s = std::max(f.max_wait_s, wait);
        f.makespan_s = std::max(f.makespan_s, starts[i] / s + run);
        area += static_cast<double>(jobs[i].devices) * static_cast<double>(run);
        const auto denominator = static_cast<double>(std::max<std::int64_t>(run, 10));
        f.slowdown10 += std::max(1.0, static_cast<double>(wait + run) / denominator);
        by_id.emplace_back(jobs[i].id, starts[i] / s);
    }
    f.slowdown10 /= static_cast<double>(jobs.size());
    f.utilisation = area / (processors * static_cast<double>(f.makespan_s));
    std::ranges::sort(by_id);
    std::string text;
    for (const auto& [id, start] : by_id) text += std::to_string(id) + ' ' + std::to_string(start) + '\n';
    f.sha256 = Sha256::of(text);
    return f;
}

struct Replayed {
    datahall::ImportReport report;
    ScheduleFacts facts;
};

/// Replays the log at `path` as a row of the table asks.
inline Replayed replay_row(const datahall::Models& models, const std::string& path,
                           const std::map<std::string, std::string>& row) {
    Settings settings;
    settings.set("work_class", "batch").lines("file", unpacked(path));
    settings.set("processors", std::stod(row.at("processors"))).set("limit", std::stod(row.at("limit")));
    settings.set("perfect_estimates", std::stod(row.at("perfect")));
    const auto workload = models.workload.find("swf")->make(settings);
    workload->open(whole_trace());
    const auto jobs = as_replay(drain(*workload));

    Settings none;
    const auto scheduler = models.scheduling.find(row.at("policy"))->make(none);
    const auto processors = static_cast<std::uint32_t>(std::stoul(row.at("processors")));
    const auto starts = QueueReplay{jobs, processors}.run(*scheduler);
    return {workload->report(), facts_of(jobs, starts, processors)};
}
