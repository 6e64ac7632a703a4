#include "sim/run/power/power_wave.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "datahall/math.hpp"

namespace datahall {

double PowerWave::harmonic_w(int n) const {
    const double n_pi = n * std::numbers::pi;
    return 2 * swing_w() / n_pi * std::fabs(math::sin(n_pi * duty));
}

Flattening flattening(const PowerWave& w) {
    return {.energy_j = w.swing_w() * w.duty * (1 - w.duty) * w.period_s,
            .charge_w = w.swing_w() * w.duty,
            .discharge_w = w.swing_w() * (1 - w.duty)};
}

SmoothedWave smoothed(const PowerWave& w, double tau_s) {
    // 1 - e1, 1 - e2 and 1 - e1 e2 without cancellation for slow smoothers.
    const double up = -math::expm1(-w.duty * w.period_s / tau_s);
    const double down = -math::expm1(-(1 - w.duty) * w.period_s / tau_s);
    const double cycle = -math::expm1(-w.period_s / tau_s);
    const double least = w.low_w + w.swing_w() * up * (1 - down) / cycle;
    const double most = least + w.swing_w() * up * down / cycle;
    return {.least_w = least,
            .most_w = most,
            .ramp_up_w_per_s = (w.high_w - least) / tau_s,
            .ramp_down_w_per_s = (most - w.low_w) / tau_s};
}

double smoothed_variance_w2(const PowerWave& w, double tau_s) {
    // Far below the smoother's time constant it is a triangle of that height, and the difference is lost in
    // rounding.
    constexpr double is_slow = 1e-3;
    const double height = smoothed(w, tau_s).swing_w();
    if (w.period_s < is_slow * tau_s) return height * height / 12;
    return std::max(w.variance_w2() - w.swing_w() * height * tau_s / w.period_s, 0.0);
}

double smoother_gain(double hz, double tau_s) {
    const double turns = 2 * std::numbers::pi * hz * tau_s;
    return 1 / std::sqrt(1 + turns * turns);
}

}  // namespace datahall
