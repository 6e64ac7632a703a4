// The running jobs of a cluster by estimated end, contiguous, as schedulers want to see them.
//
// Jobs end near the front and start anywhere: a job that ends as estimated costs O(1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "datahall/model/scheduler.hpp"

#include "sim/run/slack_list.hpp"

namespace datahall {

class RunningList {
public:
    std::span<const RunningJob> by_estimated_end() const { return jobs_.view(); }
    std::size_t size() const { return jobs_.size(); }

    /// Behind those of equal end.
    void insert(RunningJob job) {
        const auto at = std::ranges::upper_bound(jobs_.view(), job.estimated_end_ns, {}, end_of);
        jobs_.insert(static_cast<std::size_t>(at - jobs_.view().begin()), job);
    }

    /// One of those with this end and size; which does not matter to a scheduler.
    /// REQUIRES: there is one.
    void remove(RunningJob job) {
        const auto first = std::ranges::lower_bound(jobs_.view(), job.estimated_end_ns, {}, end_of);
        auto at = static_cast<std::size_t>(first - jobs_.view().begin());
        while (jobs_[at].devices != job.devices) ++at;
        jobs_.erase(at);
    }

private:
    static std::int64_t end_of(const RunningJob& job) { return job.estimated_end_ns; }

    SlackList<RunningJob> jobs_;
};

}  // namespace datahall
