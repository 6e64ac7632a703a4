// Which jobs the figures of waits and slowdowns leave out, if the scenario asks for it.
//
// `trim: archive` is the practice of the Parallel Workloads Archive: the first hundredth of each cluster's
// jobs, which find an empty machine, and the jobs that end after the last arrival or never, whose machine
// empties.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/totals.hpp"

namespace datahall {

class TrimmedJobs {
public:
    /// Of jobs submitted since `counted_from`.
    TrimmedJobs(JobTrim trim, std::span<const std::unique_ptr<Cluster>> clusters, const Totals& counted_from)
        : trim_{trim} {
        for (std::size_t c = 0; c < clusters.size(); ++c) {
            const std::uint64_t before = counted_from.clusters[c].jobs;
            first_kept_.push_back(before + (clusters[c]->jobs().arrived() - before) / 100);
            last_submit_ns_ = std::max(last_submit_ns_, clusters[c]->jobs().last_submit_ns());
        }
    }

    bool keeps(std::size_t cluster, const JobRow& job) const {
        if (trim_ == JobTrim::none) return true;
        return job.number >= first_kept_[cluster] && job.end_ns >= 0 && job.end_ns <= last_submit_ns_;
    }

private:
    JobTrim trim_;
    std::vector<std::uint64_t> first_kept_;  // by cluster
    std::int64_t last_submit_ns_ = -1;
};

}  // namespace datahall
