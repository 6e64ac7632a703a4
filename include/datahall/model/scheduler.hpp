// Chooses which waiting jobs start now.  Implementations live in models/scheduling/.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace datahall {

struct WaitingJob {
    std::uint64_t id = 0;  // the trace's number; ties end here
    std::int64_t submit_ns = 0;
    std::int64_t estimate_ns = 0;  // > 0: the longest that it may run here; what a scheduler plans with
    std::uint32_t devices = 0;     // > 0, all or nothing
    std::int32_t priority = 0;     // of its stream; the queue is in this order
};

struct RunningJob {
    /// Start + estimate, whatever has slowed the job since; at or before now only while a job that
    /// has reached its limit is not killed.
    std::int64_t estimated_end_ns = 0;
    std::uint32_t devices = 0;
};

struct ClusterState {
    std::int64_t now_ns = 0;
    std::uint32_t free = 0;               // devices
    std::uint32_t total = 0;              // devices, free or held
    std::span<const WaitingJob> waiting;  // by falling priority, then in the order of arrival
    std::span<const RunningJob> running;  // by estimated end; ties in any order
};

/// One pass at one instant, after all completions and arrivals of that instant.
/// Draws no random numbers and keeps no memory between calls that changes an answer.
class JobScheduler {
public:
    virtual ~JobScheduler() = default;
    /// Appends to `started` the positions in `state.waiting` of the jobs to start, each once, in the
    /// order of starting; together they need at most `state.free` devices.
    virtual void choose(const ClusterState& state, std::vector<std::uint32_t>& started) = 0;
};

}  // namespace datahall
