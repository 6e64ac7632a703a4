// One limit of the grid on what swings: how far it was exceeded, when, by which job most, and for how long.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "datahall/instant.hpp"

namespace datahall {

/// What is limited.
enum class Limited : std::uint8_t { swing, ramp, band };

class SwingLimit {
public:
    SwingLimit(Limited what, std::int64_t limit, std::size_t band = 0)
        : what_{what}, band_{band}, limit_{limit} {}

    /// The level from `now` on.  True if it is the worst so far, above the limit.
    bool set(Instant now, std::int64_t level) {
        over_ns_ = over_ns(now);
        since_ = now;
        level_ = level;
        if (level <= limit_) return false;
        if (first_ == kNever) first_ = now;
        if (level <= worst_) return false;
        worst_ = level;
        return true;
    }
    void blame(std::string job) { job_ = std::move(job); }
    /// Forgets what was before `now`; the level goes on.
    void restart(Instant now) {
        over_ns_ = 0;
        since_ = now;
        const bool is_over = level_ > limit_;
        first_ = is_over ? now : kNever;
        worst_ = is_over ? level_ : 0;
    }

    Limited what() const { return what_; }
    std::size_t band() const { return band_; }
    std::int64_t limit() const { return limit_; }
    bool was_exceeded() const { return first_ != kNever; }
    Instant first() const { return first_; }
    std::int64_t worst() const { return worst_; }
    /// The job with the largest part, when it was worst.
    const std::string& job() const { return job_; }
    std::int64_t over_ns(Instant now) const { return over_ns_ + (level_ > limit_ ? now.ns - since_.ns : 0); }

private:
    Limited what_;
    std::size_t band_;
    std::int64_t limit_;
    std::int64_t level_ = 0;
    std::int64_t worst_ = 0;
    std::int64_t over_ns_ = 0;
    Instant since_;
    Instant first_ = kNever;
    std::string job_;
};

}  // namespace datahall
