#include "sim/run/power/battery.hpp"

#include <algorithm>
#include <cmath>

#include "datahall/math.hpp"

namespace datahall {
namespace {

// Log-log between the points, and on beyond the last ones; below the first its time.
double interpolated(const std::vector<RuntimePoint>& points, double load) {
    if (points.size() == 1 || load <= points.front().load) return points.front().seconds;
    const auto above = std::ranges::upper_bound(points, load, {}, &RuntimePoint::load);
    const RuntimePoint& q = above == points.end() ? points.back() : *above;
    const RuntimePoint& p = *(&q - 1);
    const double slope = math::log(q.seconds / p.seconds) / math::log(q.load / p.load);
    return p.seconds * math::exp(slope * math::log(load / p.load));
}

}  // namespace

double BatteryCurve::runtime_s(double load) const {
    if (!points.empty()) return health * interpolated(points, load);
    return health * full_load_s * math::pow((load + own_draw) / (1 + own_draw), -exponent);
}

// x t(x) of the formula is largest at a / (k - 1); between the points of a table it is monotonic.
double BatteryCurve::energy_s() const {
    double most = runtime_s(1.0);
    for (const RuntimePoint& p : points) most = std::max(most, p.load * runtime_s(p.load));
    if (!points.empty() || exponent <= 1.0) return most;
    const double best = std::min(own_draw / (exponent - 1.0), 1.25);
    return std::max(most, best * runtime_s(best));
}

Battery::Battery(const BatteryCurve& curve)
    : curve_{&curve}, per_s_{curve.charge_share * curve.charge_efficiency / curve.energy_s()} {}

double Battery::state(Instant now) const {
    return std::clamp(state_ + rate_ * (now - since_).si(), 0.0, 1.0);
}

void Battery::move(Instant now, double rate_per_s) {
    state_ = state(now);
    since_ = now;
    rate_ = rate_per_s;
}

Instant Battery::reaches(double level) const {
    const double missing = level - state_;
    if (missing == 0.0) return since_;
    if (!(missing * rate_ > 0)) return kNever;
    return add_sat(since_, as_nanoseconds(Seconds::from_si(missing / rate_), Rounding::up));
}

}  // namespace datahall
