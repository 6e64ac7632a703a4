// What all workloads do with a job on its way out; see the header.
#include "models/workload/request.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/workload/fields.hpp"

namespace datahall {
namespace {

double run_seconds(const JobRequest& job) {
    return static_cast<double>(job.run_ns) / 1e9;
}

// Classes hold more than half their upper end: 1, 2, 3-4, 5-8, ...
SizeClass& class_of(std::uint32_t devices, ImportReport& report) {
    const std::uint64_t to = devices == 0 ? 0 : std::bit_ceil(std::uint64_t{devices});
    const auto upper = static_cast<std::uint32_t>(std::min<std::uint64_t>(to, UINT32_MAX));
    const auto at = std::ranges::lower_bound(report.sizes, upper, {}, &SizeClass::to);
    if (at != report.sizes.end() && at->to == upper) return *at;
    return *report.sizes.insert(
        at, {.from = devices == 0 ? 0 : static_cast<std::uint32_t>(to / 2 + 1), .to = upper});
}

}  // namespace

std::int64_t as_ns(double seconds) {
    return static_cast<std::int64_t>(
        std::floor(std::min(seconds, static_cast<double>(longest_seconds)) * 1e9 + 0.5));
}

JobRequest cut_at_limit(JobRequest job) {
    job.killed_at_limit = job.run_ns > job.estimate_ns;
    job.run_ns = std::min(job.run_ns, job.estimate_ns);
    return job;
}

void count_kept(std::uint32_t devices, double run_s, ImportReport& report) {
    const double device_seconds = static_cast<double>(devices) * run_s;
    report.widest = std::max(report.widest, devices);
    report.device_seconds += device_seconds;
    SizeClass& size = class_of(devices, report);
    ++size.jobs;
    size.device_seconds += device_seconds;
}

void count_served(const JobRequest& job, ImportReport& report) {
    ++report.served;
    --report.outside_window;
    report.served_device_seconds += static_cast<double>(job.devices) * run_seconds(job);
}

void count_generated(const JobRequest& job, ImportReport& report) {
    ++report.records;
    ++report.kept;
    ++report.outside_window;
    if (job.killed_at_limit) ++report.killed_at_limit;
    report.users = std::max(report.users, job.user + 1);
    report.span_s = job.submit_ns / 1'000'000'000;
    count_kept(job.devices, run_seconds(job), report);
    count_served(job, report);
}

}  // namespace datahall
