#include "sim/build/power/battery_curve.hpp"

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

BatteryCurve compile_battery(const BatteryType& t) {
    BatteryCurve curve{.full_load_s = t.runtime.si(),
                       .exponent = t.exponent,
                       .own_draw = t.own_draw,
                       .points = {},
                       .health = t.health,
                       .charge_share = t.charge_share,
                       .charge_efficiency = t.charge_efficiency};
    for (std::size_t i = 0; i < t.loads.size(); ++i) curve.points.push_back({t.loads[i], t.runtimes[i].si()});
    return curve;
}

}  // namespace datahall
