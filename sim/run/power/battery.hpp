// The charge of a battery behind a UPS or in a rack: a straight line between events.
//
//   discharge   dS/dt = -1 / t(x)      t(x) = t_full ((x + a) / (1 + a))^-k, or log-log between points
//   charge      dS/dt = p eta / E      E = rating x max over x of x t(x)
//
// S is 1 when full; x is the load over the rating.  t is longer than t_full / x at part load, down to where
// the inverter's own draw `a` tells.  E is the most that a discharge can deliver: with less, a battery would
// give more than it took. Source: runtime tables of UPS makers (Liebert GXT3: 9, 21, 40 min at 100, 50, 30
// %), which k = 1.4 and a = 0.1 meet within 10 %; an estimate for other batteries. Valid: 0 <= x <= 1.25.
#pragma once

#include <vector>

#include "datahall/instant.hpp"
#include "datahall/units.hpp"

namespace datahall {

struct RuntimePoint {
    double load = 0.0;  // rising
    double seconds = 0.0;
};

struct BatteryCurve {
    double full_load_s = 0.0;  // runtime at the rating when new
    double exponent = 1.40;
    double own_draw = 0.10;
    std::vector<RuntimePoint> points;  // in place of the formula, if any
    double health = 1.0;               // share of the runtime when new
    double charge_share = 0.05;        // of the rating that charges it
    double charge_efficiency = 0.95;

    double runtime_s(double load) const;
    /// Time at the rating that its energy would last for, were nothing lost: E / rating.
    double energy_s() const;
};

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
