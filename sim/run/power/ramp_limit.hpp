// How high the power at the utility meter may be at a time, if it may not rise by more than so much within
// any window: the lowest level of the window that ends then, and the rise.
//
// Of past levels only those are kept that may still be the lowest.  Cost: amortised O(1) a change.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "datahall/instant.hpp"

#include "sim/metrics/ramp_meter.hpp"

namespace datahall {

class RampLimit {
public:
    RampLimit(std::int64_t rise, std::int64_t window_ns)
        : rise_{rise}, window_ns_{window_ns}, seen_{window_ns} {}

    bool has_level() const { return has_level_; }
    /// The level up to `now`, from which the first rise counts.
    void begin(Instant now, std::int64_t level) {
        past_.push_back({level, now});
        level_ = level;
        since_ = now;
        has_level_ = true;
    }
    /// The level from `now` on.  Times must not fall.
    void set(Instant now, std::int64_t level) {
        if (!has_level_) return begin(now, level);
        if (level == level_) return;
        if (now > since_) leave(now, level);
        since_ = now;
        level_ = level;
    }
    /// The highest level that keeps to it.  REQUIRES: has_level().
    std::int64_t cap(Instant now) {
        forget(now);
        return (past_.empty() ? level_ : std::min(past_.front().level, level_)) + rise_;
    }
    /// When that will be higher though the level stays; kNever: not before it changes.
    Instant rises(Instant now) {
        forget(now);
        if (past_.empty() || past_.front().level >= level_) return kNever;
        return add_sat(past_.front().end, window_ns_);
    }
    /// The largest rise within any window that there was.
    std::int64_t largest() const { return seen_.up(); }
    std::int64_t limit() const { return rise_; }
    void restart() { seen_ = RampMeter{window_ns_}; }

private:
    struct Level {
        std::int64_t level = 0;
        Instant end;  // when it was left
    };

    void leave(Instant now, std::int64_t level) {
        while (!past_.empty() && past_.back().level >= level_) past_.pop_back();
        past_.push_back({level_, now});
        seen_.change(now, level_, level);
    }
    // A level that was left at the very start of the window is out of it.
    void forget(Instant now) {
        while (!past_.empty() && past_.front().end.ns <= now.ns - window_ns_) past_.pop_front();
    }

    std::int64_t rise_;
    std::int64_t window_ns_;
    std::deque<Level> past_;  // in the order of their ends, each lower than all after it
    std::int64_t level_ = 0;
    Instant since_;  // of the level
    bool has_level_ = false;
    RampMeter seen_;
};

}  // namespace datahall
