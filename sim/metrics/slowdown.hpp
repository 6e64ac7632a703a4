// How much longer a job took than its run: the ratios by which waits of short and long jobs are compared.
//
//   slowdown    (wait + run) / run
//   bounded     max(1, (wait + run) / max(run, 10 s)): a job of a second counts as one of ten
//   per device  max(1, (wait + run) / (devices x max(run, 10 s)))
// Source: Feitelson, "Metrics for parallel job scheduling and their convergence", JSSPP 2001; Zotkin,
// Keleher, "Job-length estimation and performance in backfilling schedulers", HPDC 1999.
#pragma once

#include <algorithm>
#include <cstdint>

namespace datahall {

/// Both in ns; `run_ns` > 0.
inline double slowdown(std::int64_t wait_ns, std::int64_t run_ns) {
    return static_cast<double>(wait_ns + run_ns) / static_cast<double>(run_ns);
}

inline double slowdown_per_device(std::int64_t wait_ns, std::int64_t run_ns, double devices) {
    constexpr std::int64_t bound_ns = 10'000'000'000;  // below it, how short a job is does not count
    const auto longer_ns = static_cast<double>(std::max(run_ns, bound_ns));
    return std::max(1.0, static_cast<double>(wait_ns + run_ns) / (longer_ns * devices));
}

inline double bounded_slowdown(std::int64_t wait_ns, std::int64_t run_ns) {
    return slowdown_per_device(wait_ns, run_ns, 1.0);
}

}  // namespace datahall
