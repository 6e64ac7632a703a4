// Arrivals at a rate that changes with time, from gaps at a constant one.
//
// With gaps e of a process of rate 1 and a rate r(t) that is constant within slots, the next arrival t' after
// t is where the integral of r from t to t' is e.  A Poisson process stays one, with rate r(t). Source: time
// rescaling, Cinlar, "Introduction to Stochastic Processes", Prentice-Hall, 1975, chapter 4.
#pragma once

#include <cstdint>
#include <limits>

namespace datahall {

/// What the rate is from some time on.
struct Slot {
    double rate = 1.0;        // over its long mean, >= 0
    std::int64_t end_ns = 0;  // later than the time asked for
};

/// The time at which `gap_s` is used up from `from_ns` on; `horizon_ns` if that comes first.  `slot_at(t)`
/// gives the slot that holds t.
template <class SlotAt>
std::int64_t paced(std::int64_t from_ns, double gap_s, std::int64_t horizon_ns, SlotAt slot_at) {
    double left_ns = gap_s * 1e9;
    std::int64_t t = from_ns;
    while (t < horizon_ns) {
        const Slot slot = slot_at(t);
        const double here = slot.rate * static_cast<double>(slot.end_ns - t);
        if (left_ns < here) return t + static_cast<std::int64_t>(left_ns / slot.rate);
        left_ns -= here;
        t = slot.end_ns;
    }
    return horizon_ns;
}

}  // namespace datahall
