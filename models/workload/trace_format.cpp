// What all trace formats share; see the header.
#include "models/workload/trace_format.hpp"

#include <algorithm>

#include "models/workload/fields.hpp"

namespace datahall {

std::int64_t seconds_as_ns(std::int64_t seconds) {
    return std::min(seconds, longest_seconds) * ns_per_second;
}

void set_times(std::int64_t run_ns, std::int64_t estimate_ns, TraceJob& job) {
    job.has_estimate = estimate_ns > 0;
    job.estimate_ns = job.has_estimate ? estimate_ns : run_ns;
    job.killed_at_limit = run_ns > job.estimate_ns;
    job.run_ns = std::min(run_ns, job.estimate_ns);
}

}  // namespace datahall
