// What all workloads do with a job on its way out: times in ns, the kill at the limit, the books.
#pragma once

#include <cstdint>

#include "datahall/model/workload.hpp"

namespace datahall {

/// Nearest ns; times beyond 126 years read as 126 years.
std::int64_t as_ns(double seconds);

/// A job that would outlast its estimate is killed there.
JobRequest cut_at_limit(JobRequest job);

/// Adds a kept job to the sums and size classes of `report`.
void count_kept(std::uint32_t devices, double run_s, ImportReport& report);

/// Notes that a kept job was handed out; `report` held it as outside the window before.
void count_served(const JobRequest& job, ImportReport& report);

/// The books of a job that no trace holds: read, kept and handed out at once.
void count_generated(const JobRequest& job, ImportReport& report);

}  // namespace datahall
