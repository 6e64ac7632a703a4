#include "sim/run/power/battery.hpp"

#include <algorithm>

namespace datahall {

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
