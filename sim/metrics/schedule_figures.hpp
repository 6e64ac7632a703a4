// How good a schedule was: the figures by which job logs and schedulers are compared.
//
// Over all jobs, none trimmed.  Times are ns.
//   wait        start - submit                response   wait + run
//   slowdown    bounded, and bounded per device: slowdown.hpp
//   makespan    last end - first submit       utilization   sum(devices x run) / (devices x makespan)
//   quantile q  sorted[min(n - 1, floor(q n))]
// Source: Feitelson, "Metrics for parallel job scheduling and their convergence", JSSPP 2001.
#pragma once

#include <cstdint>
#include <span>

#include "datahall/int128.hpp"

namespace datahall {

struct ScheduledJob {
    std::int64_t submit_ns = 0;
    std::int64_t start_ns = 0;
    std::int64_t run_ns = 0;
    std::uint32_t devices = 0;
};

struct ScheduleFigures {
    std::size_t jobs = 0;
    std::size_t without_wait = 0;
    Int128 waits = 0;  // sum
    std::int64_t wait_p50 = 0;
    std::int64_t wait_p95 = 0;
    std::int64_t wait_longest = 0;
    double wait_mean_s = 0.0;
    double response_mean_s = 0.0;
    double slowdown_mean = 0.0;  // bounded
    double slowdown_per_device_mean = 0.0;
    Int128 work = 0;  // device ns
    std::int64_t makespan = 0;
    double utilization = 0.0;
};

/// Those figures that are means over jobs, from their sums.
struct ResponseSums {
    std::uint64_t jobs = 0;
    Int128 responses = 0;  // ns
    double slowdowns = 0.0;
    double slowdowns_per_device = 0.0;

    void add(std::int64_t wait_ns, std::int64_t run_ns, std::uint32_t devices);
    /// REQUIRES of all: there are jobs.
    double response_mean_s() const;
    double slowdown_mean() const { return slowdowns / static_cast<double>(jobs); }
    double slowdown_per_device_mean() const { return slowdowns_per_device / static_cast<double>(jobs); }
};

/// REQUIRES: all jobs have ended.  All zero for none.
ScheduleFigures schedule_figures(std::span<const ScheduledJob> jobs, std::uint32_t devices);

}  // namespace datahall
