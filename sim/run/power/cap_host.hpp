// What controllers of power ask of those who run jobs, and tell them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace datahall {

/// What a node draws at present, and might.  In uW.
struct NodeDraw {
    std::uint32_t node = 0;  // of the facility
    std::int32_t priority = 0;
    std::int64_t now = 0;
    std::int64_t free = 0;   // without the limit of who asks
    std::int64_t floor = 0;  // with all its jobs at the lowest clock
    std::int64_t limit = 0;  // of who asks
};

/// What a running job draws on one node beyond what the node draws without it.
struct JobDraw {
    std::uint32_t cluster = 0;
    std::uint32_t job = 0;  // its number there
    std::int32_t priority = 0;
    std::int64_t start_ns = 0;
    std::uint32_t node = 0;  // of the facility
    std::int64_t uw = 0;
};

/// Who runs the jobs.
class CapHost {
public:
    virtual ~CapHost() = default;
    /// Of the nodes in these racks, with the limits that `by` has set.
    virtual std::vector<NodeDraw> read_draws(std::uint32_t by, std::span<const std::uint32_t> racks) = 0;
    virtual std::vector<JobDraw> read_jobs(std::span<const std::uint32_t> racks) = 0;
    virtual void limit_node(std::uint32_t by, std::uint32_t node, std::int64_t uw) = 0;
    virtual void stop_job(std::uint32_t cluster, std::uint32_t job) = 0;
    /// No job may start that takes the output of a bus (no_index: the utility meter) above this; INT64_MAX:
    /// any.
    virtual void bar_starts(std::uint32_t element, std::int64_t above_uw) = 0;
};

}  // namespace datahall
