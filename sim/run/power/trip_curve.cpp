#include "sim/run/power/trip_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

double Breaker::stress(Instant now) const {
    return curve_->after(stress_, current_, (now - since_).si()) / curve_->limit();
}

void Breaker::set_current(Instant now, double current) {
    stress_ = stress(now) * curve_->limit();
    since_ = now;
    current_ = current;
    const bool is_instant = curve_->instant > 0 && current >= curve_->instant;
    if (!is_instant) instant_since_ = kNever;
    if (is_instant && instant_since_ == kNever) instant_since_ = now;
}

Instant Breaker::opens_at() const {
    const double left_s = curve_->time_left_s(stress_, current_);
    const Instant by_heat = add_sat(since_, as_nanoseconds(Seconds::from_si(left_s), Rounding::up));
    if (instant_since_ == kNever) return by_heat;
    return std::min(by_heat, add_sat(instant_since_, curve_->instant_ns));
}

}  // namespace datahall
