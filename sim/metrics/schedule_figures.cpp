#include "sim/metrics/schedule_figures.hpp"

#include <algorithm>
#include <vector>

#include "sim/metrics/distribution.hpp"

namespace datahall {
namespace {

constexpr std::int64_t bound_ns = 10'000'000'000;  // below it, how short a job is does not count
constexpr double ns_per_s = 1e9;

double slowdown_of(std::int64_t wait, std::int64_t run) {
    return std::max(1.0, static_cast<double>(wait + run) / static_cast<double>(std::max(run, bound_ns)));
}

}  // namespace

ScheduleFigures schedule_figures(std::span<const ScheduledJob> jobs, std::uint32_t devices) {
    ScheduleFigures f{.jobs = jobs.size()};
    if (jobs.empty()) return f;
    std::vector<std::int64_t> waits;
    waits.reserve(jobs.size());
    Int128 responses = 0;
    std::int64_t first = jobs.front().submit_ns;
    std::int64_t last = first;
    for (const ScheduledJob& j : jobs) {
        const std::int64_t wait = j.start_ns - j.submit_ns;
        waits.push_back(wait);
        f.without_wait += wait == 0 ? 1 : 0;
        f.waits += wait;
        responses += Int128{wait} + j.run_ns;
        f.work += Int128{j.run_ns} * j.devices;
        f.slowdown_mean += slowdown_of(wait, j.run_ns);
        first = std::min(first, j.submit_ns);
        last = std::max(last, j.start_ns + j.run_ns);
    }
    const auto n = static_cast<double>(jobs.size());
    f.slowdown_mean /= n;
    f.wait_mean_s = static_cast<double>(f.waits) / ns_per_s / n;
    f.response_mean_s = static_cast<double>(responses) / ns_per_s / n;
    f.wait_p50 = *quantile(waits, 0.5);
    f.wait_p95 = *quantile(waits, 0.95);
    f.wait_longest = *quantile(waits, 1.0);
    f.makespan = last - first;
    if (f.makespan > 0) {
        f.utilization = static_cast<double>(f.work) / (devices * static_cast<double>(f.makespan));
    }
    return f;
}

}  // namespace datahall
