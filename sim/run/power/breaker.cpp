#include "sim/run/power/breaker.hpp"

#include <algorithm>

namespace datahall {

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
