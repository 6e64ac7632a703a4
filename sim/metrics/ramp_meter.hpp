// How far a level rises and falls at most within a time: the ramps that a grid has to follow.
//
// Up: the level now less the lowest one of the window that ends now; down likewise.  The window is closed at
// both ends, so a level counts that is left just after its start.  Of past levels only those are kept that
// can still be the lowest or the highest of a window: each is put in and taken out once. Cost: amortised O(1)
// a change; memory as many levels as fall in a row within the window, at the most.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "datahall/instant.hpp"

namespace datahall {

class RampMeter {
public:
    explicit RampMeter(std::int64_t window_ns) : window_ns_{window_ns} {}

    /// The level changes now from `before`, which has held for more than no time, to `after`.
    void change(Instant now, std::int64_t before, std::int64_t after) {
        lowest_.leave(before, now, std::greater_equal<>{});
        highest_.leave(before, now, std::less_equal<>{});
        const Instant start{now.ns - window_ns_};
        lowest_.forget(start);
        highest_.forget(start);
        up_ = std::max(up_, after - lowest_.front());
        down_ = std::max(down_, highest_.front() - after);
    }

    std::int64_t up() const { return up_; }
    std::int64_t down() const { return down_; }

private:
    // Levels of the past in the order of their ends, each better than all after it.
    class Extremes {
    public:
        template <class Beaten>
        void leave(std::int64_t level, Instant end, const Beaten& beaten) {
            while (held_.size() > first_ && beaten(held_.back().level, level)) held_.pop_back();
            held_.push_back({level, end});
        }
        // Those that had been left by then; the last one has just been left.
        void forget(Instant start) {
            while (first_ + 1 < held_.size() && held_[first_].end <= start) ++first_;
            if (first_ < 64 || first_ < held_.size() / 2) return;
            held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(first_));
            first_ = 0;
        }
        std::int64_t front() const { return held_[first_].level; }

    private:
        struct Held {
            std::int64_t level;
            Instant end;
        };
        std::vector<Held> held_;
        std::size_t first_ = 0;
    };

    std::int64_t window_ns_;
    Extremes lowest_, highest_;
    std::int64_t up_ = 0;
    std::int64_t down_ = 0;
};

}  // namespace datahall
