// Reads the world at regular times for series.csv.  It only looks: nothing in a run depends on it.
#pragma once

#include "datahall/instant.hpp"
#include "datahall/result.hpp"

namespace datahall {

class World;

class Sampler {
public:
    /// The first sample is at zero.  An interval of 0 samples nothing.
    Sampler(Seconds interval, const World& world);

    /// When the next sample is due; kNever if none is.
    Instant next() const { return next_; }
    /// REQUIRES: the world has come to rest at next().
    void sample(const World& world);
    Series take() { return std::move(series_); }

private:
    std::int64_t interval_ns_;
    Instant next_;
    Series series_;
    bool shows_sharing_ = false;
    bool shows_swings_ = false;
};

}  // namespace datahall
