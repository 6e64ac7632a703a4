#include "tests/bench/job_sources.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>

#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/builtin.hpp"
#include "tests/support/settings.hpp"

namespace datahall::bench {
namespace {

constexpr double minute_ns = 60e9;
constexpr double shortest_ns = minute_ns;
constexpr double longest_ns = 1'440 * minute_ns;

}  // namespace

// The mean device-time of a job is measured on a sample, so that the load is the one that was asked for.
MadeJobs::MadeJobs(const JobShape& shape)
    : shape_{shape}, classes_{static_cast<std::uint32_t>(std::bit_width(shape.widest))} {
    constexpr int sample = 200'000;
    double work = 0.0;
    for (int i = 0; i < sample; ++i) {
        const Size size = draw_size();
        work += static_cast<double>(size.run_ns) * size.devices;
    }
    mean_gap_ns_ = work / sample / (shape_.devices * shape_.load);
    draws_ = {};
}

MadeJobs::Size MadeJobs::draw_size() {
    // Of two draws the lower: narrow jobs are the rule.
    const std::uint64_t z = draws_.next();
    const std::uint64_t power = std::min(z % classes_, (z >> 20) % classes_);
    std::uint32_t devices = 1u << power;
    if ((z >> 40) % 4 == 0) devices = (z >> 42) % 2 == 0 ? devices + 1 : devices - 1;
    const double run = shortest_ns * std::exp(uniform() * std::log(longest_ns / shortest_ns));
    const double estimate = std::ceil(run * (1.0 + 4.0 * uniform()) / minute_ns) * minute_ns;
    return {std::clamp(devices, 1u, shape_.widest), static_cast<std::int64_t>(run),
            static_cast<std::int64_t>(estimate)};
}

std::optional<TimedJob> MadeJobs::next() {
    if (made_ == shape_.jobs) return std::nullopt;
    const Size size = draw_size();
    if (!shape_.all_at_once) {
        clock_ns_ += static_cast<std::int64_t>(-std::log(1.0 - uniform()) * mean_gap_ns_) + 1;
    }
    return TimedJob{.job = {.id = ++made_,
                            .submit_ns = clock_ns_,
                            .estimate_ns = size.estimate_ns,
                            .devices = size.devices,
                            .priority = 0,
                            .ticket = 0},
                    .run_ns = size.run_ns};
}

std::vector<TimedJob> jobs_of_log(const std::string& path, std::uint32_t processors) {
    std::vector<TimedJob> jobs;
    if (!std::filesystem::exists(path)) return jobs;
    Models models;
    register_builtin(models);
    Settings settings;
    settings.set("work_class", "batch").set("processors", processors).lines("file", unpacked(path));
    const auto log = models.workload.find("swf")->make(settings);
    WorkloadWindow window;
    window.horizon_ns = INT64_MAX / 2;
    log->open(window);
    while (const auto job = log->next_job()) {
        jobs.push_back({.job = {.id = job->id,
                                .submit_ns = job->submit_ns,
                                .estimate_ns = job->estimate_ns,
                                .devices = job->devices,
                                .priority = 0,
                                .ticket = 0},
                        .run_ns = job->run_ns});
    }
    return jobs;
}

}  // namespace datahall::bench
