// Who stands before whom in a queue, for those who keep its jobs by ticket.
#pragma once

#include <cstdint>

#include "datahall/model/scheduler.hpp"

namespace datahall {

/// Of jobs that wait, or have started in the present pass.
class QueueOrder {
public:
    virtual ~QueueOrder() = default;
    virtual const WaitingJob& job_of(std::uint32_t ticket) const = 0;
    virtual bool stands_before(std::uint32_t a, std::uint32_t b) const = 0;
};

/// Whether a job is within the limits of a question.
inline bool is_within(const JobLimits& limits, std::uint32_t devices, std::int64_t estimate_ns) {
    return devices <= limits.devices && (estimate_ns <= limits.estimate_ns || devices <= limits.spare);
}

}  // namespace datahall
