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

#include "sim/run/cluster.hpp"

namespace datahall {

class TrimmedJobs {
public:
    /// Of jobs submitted from `from_ns` on.
    TrimmedJobs(JobTrim trim, std::span<const std::unique_ptr<Cluster>> clusters, std::int64_t from_ns)
        : trim_{trim} {
        if (trim == JobTrim::none) return;
        for (const auto& cluster : clusters) first_kept_.push_back(first_kept(*cluster, from_ns));
    }

    /// `index` is the job's place in its cluster.
    bool keeps(std::size_t cluster, std::size_t index, const Job& job) const {
        if (trim_ == JobTrim::none) return true;
        return index >= first_kept_[cluster] && job.end_ns >= 0 && job.end_ns <= last_submit_ns_;
    }

private:
    std::size_t first_kept(const Cluster& cluster, std::int64_t from_ns) {
        std::size_t before = 0;
        for (const Job& job : cluster.jobs()) {
            before += job.request.submit_ns < from_ns ? 1 : 0;
            last_submit_ns_ = std::max(last_submit_ns_, job.request.submit_ns);
        }
        return before + (cluster.jobs().size() - before) / 100;
    }

    JobTrim trim_;
    std::vector<std::size_t> first_kept_;  // by cluster
    std::int64_t last_submit_ns_ = -1;
};

}  // namespace datahall
