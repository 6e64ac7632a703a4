// The queue of a cluster, contiguous, as schedulers want to see it: by priority, then by arrival.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "datahall/model/scheduler.hpp"

#include "sim/run/slack_list.hpp"

namespace datahall {

class WaitingQueue {
public:
    std::span<const WaitingJob> jobs() const { return jobs_.view(); }
    std::size_t size() const { return jobs_.size(); }
    /// What insert() was given with the job at `position`.
    std::uint32_t tag_at(std::size_t position) const { return tags_[position]; }

    /// Behind those of the same or a higher priority.
    void insert(const WaitingJob& job, std::uint32_t tag) {
        std::size_t at = jobs_.size();
        if (at > 0 && jobs_[at - 1].priority < job.priority) {
            const auto higher = [&](const WaitingJob& w) { return w.priority >= job.priority; };
            at = static_cast<std::size_t>(std::ranges::partition_point(jobs_.view(), higher) -
                                          jobs_.view().begin());
        }
        jobs_.insert(at, job);
        tags_.insert(at, tag);
    }

    /// REQUIRES: rising positions, each once.
    void remove(std::span<const std::uint32_t> positions) {
        jobs_.erase_all(positions);
        tags_.erase_all(positions);
    }

private:
    SlackList<WaitingJob> jobs_;
    SlackList<std::uint32_t> tags_;
};

}  // namespace datahall
