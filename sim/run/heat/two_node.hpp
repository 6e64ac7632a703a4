// Air (or coolant) and the metal around it, between two events: a closed form, exact for any time ahead.
//
//   Ca Ta' = Qa - H (Ta - Tm) - G (Ta - Ts)         Cm Tm' = Qm + H (Ta - Tm)                         [W]
//   Ta(t)  = Ta(0) + s1 f(l1, t) + s2 f(l2, t),     f(l, t) = (e^(l t) - 1) / l,  f(0, t) = t         [K]
//   moved  = G integral of (Ta - Ts)                                                                 [J]
//
// l1, l2 <= 0 are the rates of the system, s1 + s2 the slope at 0.  Written with f, the form holds without
// cooling (G = 0: l1 = 0 and Ta ends in a straight line), for any small G, and without metal (Cm = 0).
//
// Valid: Ca > 0; G, H, Cm >= 0; Cm > 0 needs H > 0.  Cost: two exponentials a call.
// Source: linear algebra of two coupled capacities.
#pragma once

#include <optional>

namespace datahall {

/// What stores heat: capacities in J/K, coupling in W/K.
struct TwoNodeBody {
    double air = 0.0;
    double metal = 0.0;
    double coupling = 0.0;
};

struct TwoNodeState {  // degC
    double air = 0.0;
    double metal = 0.0;
};

/// What acts on it, constant until the next event.
struct TwoNodeInput {
    double to_air = 0.0;       // Qa, less a constant heat that is moved, W
    double to_metal = 0.0;     // Qm, W
    double conductance = 0.0;  // G, W/K
    double supply = 0.0;       // Ts, degC
};

class TwoNodePath {
public:
    TwoNodePath() = default;
    TwoNodePath(const TwoNodeBody& body, const TwoNodeState& start, const TwoNodeInput& input);

    /// After `t` >= 0 seconds.
    TwoNodeState at(double t) const;
    double air(double t) const;
    /// Its integral up to then, K s (degC s).
    double air_integral(double t) const;
    /// Heat that the conductance has moved by then, J.
    double moved(double t) const;
    /// The first time [s] at which the air is at or past `threshold`, from where it is now; 0 if it starts
    /// past it, nothing if it never gets there (also if it only tends to it).  From the threshold itself it
    /// has to leave first, if it does.
    std::optional<double> first_at_or_above(double threshold) const { return first_past(threshold, 1.0); }
    std::optional<double> first_at_or_below(double threshold) const { return first_past(threshold, -1.0); }

    /// The warmest air from now to `t`.
    double warmest(double t) const;
    /// Heat that the conductance moves then, W.
    double flow(double t) const { return conductance_ * (air(t) - supply_); }
    double slope(double t) const;  // of the air, K/s
    /// Its rates, 1/s, and the slopes of the air that go with them at the start, K/s.
    double rate(int i) const { return rate_[i]; }
    double part_slope(int i) const { return slope_[i]; }

private:
    std::optional<double> first_past(double threshold, double sign) const;
    std::optional<double> turning_point() const;
    std::optional<double> cross_between(double threshold, double sign, double low, double high) const;
    double limit() const;

    TwoNodeState start_;
    double rate_[2] = {0.0, 0.0};
    double slope_[2] = {0.0, 0.0};        // of the air at 0, by rate
    double metal_slope_[2] = {0.0, 0.0};  // of the metal
    double conductance_ = 0.0;
    double supply_ = 0.0;
};

}  // namespace datahall
