// Reads the world at regular times for series.csv and inlets.csv.  It only looks: nothing in a run depends on
// it.
//
// inlets.csv has a column a zone, so it is thinned out: every n-th sample is kept, n as small as will do.
#pragma once

#include "datahall/instant.hpp"
#include "datahall/result.hpp"

namespace datahall {

class World;

class Sampler {
public:
    /// The most numbers of inlets.csv, 160 MB of doubles.
    static constexpr std::int64_t most_inlets = 20'000'000;

    /// The first sample is at zero, the last at `horizon` or before it.  An interval of 0 samples nothing.
    Sampler(Seconds interval, Instant horizon, const World& world, std::int64_t inlets = most_inlets);

    /// When the next sample is due; kNever if none is.
    Instant next() const { return next_; }
    /// REQUIRES: the world has come to rest at next().
    void sample(const World& world);
    Series take() { return std::move(series_); }
    /// The inlet of each zone's hottest rack; without columns where there are no two zones.
    Series take_inlets() { return std::move(inlets_); }

private:
    void name_inlets(Instant horizon, const World& world, std::int64_t most);
    void sample_inlets(Instant now, const World& world);

    std::int64_t interval_ns_;
    Instant next_;
    Series series_;
    Series inlets_;
    std::int64_t every_ = 1;  // of samples, into inlets_
    std::int64_t samples_ = 0;
    bool shows_sharing_ = false;
    bool shows_swings_ = false;
};

}  // namespace datahall
