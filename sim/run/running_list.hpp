// The running jobs of a cluster by estimated end, contiguous, as schedulers want to see them.
//
// Jobs end near the front and start anywhere, so both ends keep slack and a change shifts the
// shorter side: a job that ends as estimated costs O(1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/scheduler.hpp"

namespace datahall {

class RunningList {
public:
    std::span<const RunningJob> by_estimated_end() const { return std::span{jobs_}.subspan(head_); }
    std::size_t size() const { return jobs_.size() - head_; }

    /// Behind those of equal end.
    void insert(RunningJob job) {
        const auto at =
            std::upper_bound(begin(), jobs_.end(), job.estimated_end_ns,
                             [](std::int64_t end, const RunningJob& j) { return end < j.estimated_end_ns; });
        if (head_ > 0 && at - begin() < jobs_.end() - at) {
            std::move(begin(), at, begin() - 1);
            *(at - 1) = job;
            --head_;
        } else {
            jobs_.insert(at, job);
        }
    }

    /// One of those with this end and size; which does not matter to a scheduler.
    /// REQUIRES: there is one.
    void remove(RunningJob job) {
        auto at =
            std::lower_bound(begin(), jobs_.end(), job.estimated_end_ns,
                             [](const RunningJob& j, std::int64_t end) { return j.estimated_end_ns < end; });
        while (at->devices != job.devices) ++at;
        if (at - begin() < jobs_.end() - at) {
            std::move_backward(begin(), at, at + 1);
            ++head_;
        } else {
            jobs_.erase(at);
        }
    }

private:
    std::vector<RunningJob>::iterator begin() { return jobs_.begin() + static_cast<std::ptrdiff_t>(head_); }

    std::vector<RunningJob> jobs_;  // from head_ on
    std::size_t head_ = 0;
};

}  // namespace datahall
