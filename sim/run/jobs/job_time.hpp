// What the time is made of for which a job holds its devices.
//
//   throttled   what slow devices have cost: nothing was done in it
//   contended   what the traffic of other jobs and narrow ways over the fabric have cost, alike
//   lost        at nominal speed, but lost when the job was stopped, and done again
//   network     at nominal speed, only the network takes it (model/work_class.hpp: N above C and M)
//   compute     the rest: devices and hosts at work
//
// Invariant: the parts sum to the time held, to the nanosecond.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "datahall/model/work_class.hpp"

namespace datahall {

/// What is known of it.
struct TimeHeld {
    std::int64_t held_ns = 0;
    std::int64_t slowed_ns = 0;     // of it, to slow devices
    std::int64_t contended_ns = 0;  // of it, to the fabric
    std::int64_t lost_ns = 0;       // of it, when the job was stopped
};

struct RunSplit {
    std::int64_t compute_ns = 0;
    std::int64_t network_ns = 0;
    std::int64_t throttled_ns = 0;
};

/// A part of a time, to the nearest nanosecond.
inline std::int64_t part_of(std::int64_t ns, double share) {
    return std::min<std::int64_t>(std::llround(static_cast<double>(ns) * share), ns);
}

/// All but `lost_ns` and `contended_ns`.
inline RunSplit split_run(const TimeFactor& time, const TimeHeld& t) {
    const std::int64_t kept = t.held_ns - t.slowed_ns - t.contended_ns - t.lost_ns;
    const std::int64_t network = part_of(kept, time.network);
    return {.compute_ns = kept - network, .network_ns = network, .throttled_ns = t.slowed_ns};
}

/// The part in which the devices themselves are at work, as fast or slow as they are: all but the host's
/// part, which nothing slows down.
inline std::int64_t used_ns(const TimeFactor& time, const TimeHeld& t) {
    const std::int64_t held = t.held_ns - t.contended_ns;
    return held - part_of(held - t.slowed_ns, 1.0 - time.busy);
}

}  // namespace datahall
