#include "sim/metrics/schedule_figures.hpp"

#include <algorithm>
#include <vector>

#include "sim/metrics/distribution.hpp"
#include "sim/metrics/slowdown.hpp"

namespace datahall {
namespace {

constexpr double ns_per_s = 1e9;

}  // namespace

void ResponseSums::add(std::int64_t wait_ns, std::int64_t run_ns, std::uint32_t devices) {
    ++jobs;
    responses += Int128{wait_ns} + run_ns;
    slowdowns += bounded_slowdown(wait_ns, run_ns);
    slowdowns_per_device += slowdown_per_device(wait_ns, run_ns, devices);
}

double ResponseSums::response_mean_s() const {
    return static_cast<double>(responses) / ns_per_s / static_cast<double>(jobs);
}

ScheduleFigures schedule_figures(std::span<const ScheduledJob> jobs, std::uint32_t devices) {
    ScheduleFigures f{.jobs = jobs.size()};
    if (jobs.empty()) return f;
    std::vector<std::int64_t> waits;
    waits.reserve(jobs.size());
    ResponseSums sums;
    std::int64_t first = jobs.front().submit_ns;
    std::int64_t last = first;
    for (const ScheduledJob& j : jobs) {
        const std::int64_t wait = j.start_ns - j.submit_ns;
        waits.push_back(wait);
        f.without_wait += wait == 0 ? 1 : 0;
        f.waits += wait;
        sums.add(wait, j.run_ns, j.devices);
        f.work += Int128{j.run_ns} * j.devices;
        first = std::min(first, j.submit_ns);
        last = std::max(last, j.start_ns + j.run_ns);
    }
    const auto n = static_cast<double>(jobs.size());
    f.slowdown_mean = sums.slowdown_mean();
    f.slowdown_per_device_mean = sums.slowdown_per_device_mean();
    f.wait_mean_s = static_cast<double>(f.waits) / ns_per_s / n;
    f.response_mean_s = sums.response_mean_s();
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
