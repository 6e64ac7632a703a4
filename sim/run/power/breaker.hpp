// One breaker in motion: what it has carried so far, and when it opens.
#pragma once

#include "datahall/instant.hpp"

#include "sim/build/power/trip_curve.hpp"

namespace datahall {

/// One breaker in motion.
class Breaker {
public:
    /// `curve` outlives it.  As if it had carried nothing so far.
    explicit Breaker(const TripCurve& curve) : curve_{&curve} {}

    /// From `now` on.  Times must not fall.
    void set_current(Instant now, double current);
    /// Starts as one that has carried the present current for long.
    void settle_in() { stress_ = curve_->rest(current_); }

    double current() const { return current_; }
    /// 0: cold, 1: it opens.
    double stress(Instant now) const;
    /// When it opens at the present current, rounded up; kNever if it does not.
    Instant opens_at() const;

private:
    const TripCurve* curve_;
    double stress_ = 0.0;  // at since_
    double current_ = 0.0;
    Instant since_;
    Instant instant_since_ = kNever;  // the current has been at the instant release
};

}  // namespace datahall
