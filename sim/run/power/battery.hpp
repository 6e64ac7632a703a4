// The charge of one battery in motion: a straight line between events.
#pragma once

#include "datahall/instant.hpp"

#include "sim/build/power/battery_curve.hpp"

namespace datahall {

class Battery {
public:
    /// Full and at rest.  `curve` outlives it.
    explicit Battery(const BatteryCurve& curve);

    // From `now` on.  Times must not fall.
    void discharge(Instant now, double load) { move(now, -1.0 / curve_->runtime_s(load)); }
    void charge(Instant now) { move(now, per_s_); }
    void rest(Instant now) { move(now, 0.0); }

    /// Of its full charge, 0 to 1.
    double state(Instant now) const;
    /// When the state reaches `level`, rounded up: at once if it is there; kNever if it does not as things
    /// are.
    Instant reaches(double level) const;
    Instant empties() const { return reaches(0.0); }
    Instant fills() const { return reaches(1.0); }

private:
    void move(Instant now, double rate_per_s);

    const BatteryCurve* curve_;
    double per_s_;        // of charging
    double state_ = 1.0;  // at since_
    double rate_ = 0.0;   // 1/s
    Instant since_;
};

}  // namespace datahall
