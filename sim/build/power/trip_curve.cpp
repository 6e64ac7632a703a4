#include "sim/build/power/trip_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "datahall/instant.hpp"
#include "datahall/math.hpp"

namespace datahall {
namespace {

constexpr double never_s = std::numeric_limits<double>::infinity();

}  // namespace

double TripCurve::seconds_from_cold(double current) const {
    if (points.size() == 1) return points.front().seconds;
    const auto above = std::ranges::upper_bound(points, current, {}, &TripPoint::current);
    const std::size_t last = points.size() - 1;
    const auto b = std::clamp<std::size_t>(static_cast<std::size_t>(above - points.begin()), 1, last);
    const TripPoint& p = points[b - 1];
    const TripPoint& q = points[b];
    const double slope = math::log(q.seconds / p.seconds) / math::log(q.current / p.current);
    return p.seconds * math::exp(slope * math::log(current / p.current));
}

double TripCurve::after(double stress, double current, double seconds) const {
    if (points.empty()) {
        const double end = current * current;
        return end + (stress - end) * math::exp(-seconds / tau_s);
    }
    if (current > pickup) return stress + seconds / seconds_from_cold(current);
    return stress * math::exp(-seconds / tau_s);
}

double TripCurve::time_left_s(double stress, double current) const {
    if (stress >= limit()) return 0.0;
    if (!(current > pickup)) return never_s;
    if (!points.empty()) return (1.0 - stress) * seconds_from_cold(current);
    const double end = current * current;
    return tau_s * math::log((end - stress) / (end - limit()));
}

TripCurve compile_trip(const BreakerType& t) {
    TripCurve curve{.tau_s = t.time_constant.si(), .pickup = t.pickup, .points = {}};
    for (std::size_t i = 0; i < t.currents.size(); ++i)
        curve.points.push_back({t.currents[i], t.times[i].si()});
    curve.instant = t.instant.value_or(0.0);
    curve.instant_ns = as_nanoseconds(t.instant_delay);
    return curve;
}

}  // namespace datahall
