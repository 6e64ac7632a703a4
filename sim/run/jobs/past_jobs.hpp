// The jobs that a cluster has forgotten: their sums, and a row of its log each.
//
// A job that is over is forgotten at the end of the next pass, when nothing names it any more but events that
// will find nobody: its sums are added, its row is written, its bill is closed, its slot serves another job.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

#include "sim/run/jobs/job_store.hpp"
#include "sim/run/jobs/job_tally.hpp"
#include "sim/run/jobs/live_jobs.hpp"
#include "sim/run/jobs/node_table.hpp"

namespace datahall {

class Cluster;

/// For the books, beside the tallies.
struct PastSums {
    std::uint64_t jobs = 0;
    Int128 held = 0;  // unit ns
    Int128 waited = 0;
};

class PastJobs {
public:
    /// `log` takes the rows and outlives it, as `nodes` do, which bill the jobs.
    PastJobs(JobLog& log, Forget when, NodeTable& nodes) : log_{log}, when_{when}, nodes_{nodes} {}

    void note_over(std::uint32_t slot) { over_.push_back(slot); }
    /// Forgets the jobs that are over.
    void settle(const Cluster& cluster, LiveJobs& jobs, Instant now);
    /// Writes down what the other jobs of the cluster are like at the end of the run.
    void close(const Cluster& cluster, Instant now);

    const PastSums& sums() const { return sums_; }
    /// What all jobs of the cluster have come to up to now.
    ByGroup<JobTally> tallies(const Cluster& cluster, Instant now) const;
    const JobLog& log() const { return log_; }

private:
    JobTally tally_of(const Cluster& cluster, const Job& job, Instant now) const;
    JobRow row_of(const Cluster& cluster, const Job& job, Instant now);
    void forget(const Cluster& cluster, const Job& job, Instant now);

    JobLog& log_;
    Forget when_;
    NodeTable& nodes_;
    std::vector<std::uint32_t> over_;  // slots, since the last pass
    PastSums sums_;
    ByGroup<JobTally> tallies_;
};

}  // namespace datahall
