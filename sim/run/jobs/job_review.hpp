// The jobs of a run one by one, once it is over: what must know each, and not only their sums.
//
// One walk over the logs feeds them all: order statistics of waits, and sums of ratios.  Those are doubles,
// so they are added up in a fixed order: by cluster, then by arrival.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/int128.hpp"
#include "datahall/job_record.hpp"

#include "sim/run/jobs/job_tally.hpp"
#include "sim/run/jobs/schedule_sums.hpp"

namespace datahall {

class World;

/// Jobs of the window by what became of them: each counts where it happened.
struct JobCounts {
    std::uint64_t submitted = 0;
    std::uint64_t by_state[job_state_count] = {};
    std::uint64_t stops = 0;          // for other jobs
    std::uint64_t slow_starts = 0;    // at a lower clock
    std::vector<std::int64_t> waits;  // of jobs started in the window, ns
    std::uint64_t without_wait = 0;
};

struct ClusterReview {
    std::vector<Int128> asked;  // by stream: unit ns here, of the jobs submitted in the window
    double hop_spreads = 0.0;   // sum, of jobs of several nodes
    double spread_jobs = 0.0;
    std::vector<std::vector<std::int64_t>> waits;  // by partition, of a divided cluster, alike
    ByGroup<double> slowdowns;                     // bounded, of all jobs that have ended: sums
};

struct JobReview {
    JobCounts counts;
    ScheduleSums schedule;
    std::vector<ClusterReview> clusters;
};

/// Ends the logs and reads them.  Once, after the run.  Throws AuditError if they are not what the tallies of
/// the clusters say.
JobReview review_jobs(World& world);

}  // namespace datahall
