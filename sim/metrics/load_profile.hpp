// The load at a meter over time: how long it was how high, what demand is billed, how fast it moves.
//
// A level counts from the time that it holds for: one that is replaced within its instant is as if it had
// never been.  Cost: O(1) a change, amortised; memory below 200 kB, and what ramps keep of a quarter of an
// hour.
#pragma once

#include "sim/metrics/demand_meter.hpp"
#include "sim/metrics/duration_histogram.hpp"
#include "sim/metrics/ramp_meter.hpp"

namespace datahall {

class LoadProfile {
public:
    static constexpr std::int64_t minute_ns = 60'000'000'000;

    /// `start` is the date of the zero instant.
    explicit LoadProfile(Utc start) : start_{start}, demand_{start} {}

    /// The level from `now` on.  Times must not fall.
    void set(Instant now, std::int64_t level) {
        if (level == level_) return;
        const bool held = now > since_;
        pass(now);
        if (held) {
            minute_.change(now, level_, level);
            quarter_.change(now, level_, level);
            step_up_ = std::max(step_up_, level - level_);
            step_down_ = std::max(step_down_, level_ - level);
        }
        level_ = level;
    }
    /// Forgets everything before `now` but the present level.
    void restart(Instant now) {
        const std::int64_t level = level_;
        *this = LoadProfile{start_};
        since_ = now;
        level_ = level;
    }
    /// The same up to `now`.
    LoadProfile until(Instant now) const {
        LoadProfile copy = *this;
        copy.pass(now);
        return copy;
    }

    // Up to the last change.
    const DurationHistogram& durations() const { return durations_; }
    const DemandMeter& demand() const { return demand_; }
    /// Over windows of a minute, and of 15.
    const RampMeter& minute() const { return minute_; }
    const RampMeter& quarter() const { return quarter_; }
    /// The largest change at one instant.
    std::int64_t step_up() const { return step_up_; }
    std::int64_t step_down() const { return step_down_; }

private:
    void pass(Instant now) {
        if (now == since_) return;
        durations_.add(level_, now.ns - since_.ns);
        demand_.hold(since_, now, level_);
        since_ = now;
    }

    Utc start_;
    DurationHistogram durations_;
    DemandMeter demand_;
    RampMeter minute_{minute_ns};
    RampMeter quarter_{15 * minute_ns};
    std::int64_t level_ = 0;
    std::int64_t step_up_ = 0;
    std::int64_t step_down_ = 0;
    Instant since_;
};

}  // namespace datahall
