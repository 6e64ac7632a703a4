// A thousand million events in one run: memory must not creep.
#pragma once

#include <cstdint>

namespace datahall::bench {

struct Soak {
    std::uint64_t events = 0;
    std::uint64_t resident_before = 0;  // bytes of the process after the warm-up
    std::uint64_t resident_after = 0;
    double ns_per_event = 0.0;

    double growth() const {
        return static_cast<double>(resident_after) / static_cast<double>(resident_before) - 1.0;
    }
};

/// 10,000 entities that post themselves and cancel timeouts, exponential increments.
Soak run_soak(std::uint64_t events);

}  // namespace datahall::bench
