// How fast a job runs, and what it has not done in a time.
//
// A job's run time here has a host part, which nothing slows, and a device part, which takes 1 / speed times
// as long; the fabric slows both.  Between changes of pace progress is linear.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/run/jobs/job.hpp"

namespace datahall {

/// Of its devices, over the nominal one.
inline double speed_of(const Job& job) {
    return job.speed * job.clock.clock * job.cap.clock;
}

/// What the fabric lets it say is left out.
inline double own_pace(const Job& job) {
    const double speed = speed_of(job);
    if (speed == 1.0) return 1.0;
    return 1.0 / (1.0 - job.time->busy + job.time->busy / speed);
}

inline double pace(const Job& job) {
    return job.network == 1.0 ? own_pace(job) : own_pace(job) * job.network;
}

/// Of a time that a job runs.
struct TimeLost {
    std::int64_t slowed_ns = 0;     // to slow devices
    std::int64_t contended_ns = 0;  // to the fabric
    std::int64_t total_ns() const { return slowed_ns + contended_ns; }
};

/// Of a time at its present pace.
inline TimeLost lost_in(const Job& job, std::int64_t elapsed_ns) {
    const auto done_at = [elapsed_ns](double pace) {
        return pace == 1.0 ? elapsed_ns : static_cast<std::int64_t>(static_cast<double>(elapsed_ns) * pace);
    };
    const std::int64_t alone = done_at(own_pace(job));
    const std::int64_t done = job.network == 1.0 ? alone : done_at(pace(job));
    return {elapsed_ns - alone, alone - done};
}

/// Of the time for which it has held devices.
inline TimeLost time_lost(const Job& job, std::int64_t now_ns) {
    TimeLost lost{job.lost_ns, job.contended_ns};
    if (job.state != JobState::running) return lost;
    const TimeLost since = lost_in(job, now_ns - job.since_ns);
    return {lost.slowed_ns + since.slowed_ns, lost.contended_ns + since.contended_ns};
}

/// Brings what is left and lost of a running job up to now, at its pace so far.
inline void advance(Job& job, std::int64_t now_ns) {
    const std::int64_t elapsed = now_ns - job.since_ns;
    const TimeLost lost = lost_in(job, elapsed);
    job.left_ns = std::max<std::int64_t>(job.left_ns - (elapsed - lost.total_ns()), 0);
    job.lost_ns += lost.slowed_ns;
    job.contended_ns += lost.contended_ns;
    job.since_ns = now_ns;
}

}  // namespace datahall
