// Exact integrals over simulated time of things that are constant between events.
//
// Invariants: sums are integers, so they depend neither on the order nor on the number of reads;
// reading at a time never changes what a later read gives.  Cost: one multiplication a change.
#pragma once

#include <algorithm>
#include <cstdint>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

namespace datahall {

/// The integral of an integer level: energy from microwatts, device-time from devices.
class Meter {
public:
    /// The level from `now` on.  Times must not fall.
    void set(Instant now, std::int64_t level) {
        total_ += Int128{level_} * (now.ns - since_.ns);
        if (now > since_) highest_ = std::max(highest_, level_);
        since_ = now;
        level_ = level;
    }
    void add(Instant now, std::int64_t change) { set(now, level_ + change); }

    /// Forgets the highest level so far.
    void restart_highest() { highest_ = level_; }

    std::int64_t level() const { return level_; }
    /// The highest level that has held for a time, or does now.
    std::int64_t highest() const { return std::max(highest_, level_); }
    /// The integral up to `now`, which is not before the last set().
    Int128 total(Instant now) const { return total_ + Int128{level_} * (now.ns - since_.ns); }

private:
    Int128 total_ = 0;
    std::int64_t level_ = 0;
    std::int64_t highest_ = 0;
    Instant since_;
};

}  // namespace datahall
