#include "sim/run/heat/two_node.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "datahall/math.hpp"

#include "sim/run/heat/growth.hpp"

namespace datahall {

TwoNodePath::TwoNodePath(const TwoNodeBody& b, const TwoNodeState& start, const TwoNodeInput& in)
    : start_{start}, conductance_{in.conductance}, supply_{in.supply} {
    const double exchanged = b.metal > 0.0 ? b.coupling * (start.air - start.metal) : 0.0;
    const double air_slope = (in.to_air - exchanged - in.conductance * (start.air - in.supply)) / b.air;
    if (b.metal <= 0.0) {
        rate_[0] = -in.conductance / b.air;
        slope_[0] = metal_slope_[0] = air_slope;
        return;
    }
    const double a = (b.coupling + in.conductance) / b.air;
    const double c = b.coupling / b.metal;
    const double root = std::sqrt((a - c) * (a - c) + 4.0 * (b.coupling / b.air) * c);
    rate_[1] = -0.5 * (a + c + root);
    rate_[0] = (in.conductance / b.air) * c / rate_[1];  // their product; no difference of large numbers
    // l1 times the distance from the end state, which may be infinitely far.
    const double total = in.to_air + in.to_metal;
    const double pull = c / (b.air * rate_[1]) * (in.conductance * (start.air - in.supply) - total);
    slope_[0] = (rate_[0] * air_slope - rate_[1] * pull) / (rate_[0] - rate_[1]);
    slope_[1] = air_slope - slope_[0];
    const double metal_slope = (in.to_metal + exchanged) / b.metal;
    metal_slope_[0] = slope_[0] * (1.0 + (b.air * rate_[0] + in.conductance) / b.coupling);
    metal_slope_[1] = metal_slope - metal_slope_[0];
}

TwoNodeState TwoNodePath::at(double t) const {
    const double one = growth(rate_[0], t);
    const double two = growth(rate_[1], t);
    return {start_.air + slope_[0] * one + slope_[1] * two,
            start_.metal + metal_slope_[0] * one + metal_slope_[1] * two};
}

double TwoNodePath::air(double t) const {
    return start_.air + slope_[0] * growth(rate_[0], t) + slope_[1] * growth(rate_[1], t);
}

double TwoNodePath::air_integral(double t) const {
    return start_.air * t + slope_[0] * growth2(rate_[0], t) + slope_[1] * growth2(rate_[1], t);
}

double TwoNodePath::slope(double t) const {
    return slope_[0] * math::exp(rate_[0] * t) + slope_[1] * math::exp(rate_[1] * t);
}

double TwoNodePath::moved(double t) const {
    if (conductance_ == 0.0) return 0.0;
    return conductance_ * (air_integral(t) - supply_ * t);
}

// Where the air turns, if it does.
std::optional<double> TwoNodePath::turning_point() const {
    if (slope_[0] == 0.0 || slope_[1] == 0.0) return std::nullopt;
    const double ratio = -slope_[1] / slope_[0];
    if (!(ratio > 1.0)) return std::nullopt;
    return math::log(ratio) / (rate_[0] - rate_[1]);
}

double TwoNodePath::warmest(double t) const {
    double most = std::max(start_.air, air(t));
    const auto turn = turning_point();
    if (turn && *turn < t) most = std::max(most, air(*turn));
    return most;
}

// Where it goes to; infinite if nothing holds it.
double TwoNodePath::limit() const {
    double sum = start_.air;
    for (int i = 0; i < 2; ++i) {
        if (slope_[i] == 0.0) continue;
        if (rate_[i] == 0.0) return slope_[i] * std::numeric_limits<double>::infinity();
        sum -= slope_[i] / rate_[i];
    }
    return sum;
}

std::optional<double> TwoNodePath::first_past(double threshold, double sign) const {
    constexpr double touching = 1e-7;  // K
    const auto is_past = [&](double air) { return sign * (air - threshold) >= 0.0; };
    const bool leaves = sign * slope(0.0) < 0.0 && std::fabs(start_.air - threshold) <= touching;
    if (is_past(start_.air) && !leaves) return 0.0;
    double from = 0.0;
    if (const auto turn = turning_point()) {
        if (!leaves && is_past(air(*turn))) return cross_between(threshold, sign, 0.0, *turn);
        from = *turn;
    }
    if (!(sign * (limit() - threshold) > 0.0)) return std::nullopt;
    constexpr double longest = 1e12;  // s; beyond, no run ends
    double step = 1.0;
    while (!is_past(air(from + step))) {
        step *= 2.0;
        if (step > longest) return std::nullopt;
    }
    return cross_between(threshold, sign, step > 1.0 ? from + 0.5 * step : from, from + step);
}

// Monotone between the two times: Newton, held within the bracket by bisection, then past the root by a
// hair.
std::optional<double> TwoNodePath::cross_between(double threshold, double sign, double low,
                                                 double high) const {
    constexpr double hair = 1e-10;  // s, below the clock's tick
    double t = 0.5 * (low + high);
    for (int i = 0; i < 100; ++i) {
        const double excess = sign * (air(t) - threshold);
        (excess >= 0.0 ? high : low) = t;
        const double newton = t - excess / (sign * slope(t));
        const double next = newton > low && newton < high ? newton : 0.5 * (low + high);
        if (std::fabs(next - t) < hair) break;
        t = next;
    }
    for (double step = hair; sign * (air(t) - threshold) < 0.0 && t < high; step *= 2.0) t += step;
    return t < high ? t : high;
}

}  // namespace datahall
