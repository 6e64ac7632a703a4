#include "sim/run/power/unit_swing.hpp"

#include <algorithm>
#include <cmath>

#include "sim/run/power/power_wave.hpp"

namespace datahall {
namespace {

BandUnit band_unit(const PowerWave& wave, double tau_s, double from_hz, double to_hz) {
    BandUnit band;
    const auto first = std::max(static_cast<int>(std::ceil(from_hz * wave.period_s)), 1);
    for (int n = first; n / wave.period_s < to_hz; ++n) {
        const double gain = tau_s > 0 ? smoother_gain(n / wave.period_s, tau_s) : 1.0;
        const double amplitude = wave.harmonic_w(n);
        band.amplitude += amplitude;
        band.square += amplitude * amplitude / 2;
        band.smoothed_amplitude += amplitude * gain;
        band.smoothed_square += amplitude * gain * (amplitude * gain) / 2;
    }
    return band;
}

void smooth(const PowerWave& wave, double tau_s, UnitSwing& unit) {
    const SmoothedWave after = smoothed(wave, tau_s);
    const double steepest = std::max(after.ramp_up_w_per_s, after.ramp_down_w_per_s);
    unit.smoothed = after.swing_w();
    unit.smoothed_ramp_per_s = std::min(steepest, unit.ramp_per_s);
    unit.smoothed_variance = smoothed_variance_w2(wave, tau_s);
    unit.store_s = tau_s * after.swing_w();
    unit.store_rate = tau_s * steepest;
    unit.cycled = unit.store_s / wave.period_s;
}

}  // namespace

UnitSwing unit_swing(const WaveTiming& t, double tau_s, std::span<const double> edges_hz) {
    const PowerWave wave{.low_w = 0, .high_w = 1, .period_s = t.period_s, .duty = t.duty};
    UnitSwing unit{.ramp_per_s = 1 / t.rise_s, .variance = wave.variance_w2()};
    unit.smoothed_ramp_per_s = unit.ramp_per_s;
    unit.smoothed_variance = unit.variance;
    if (tau_s > 0) smooth(wave, tau_s, unit);
    for (std::size_t k = 0; k + 1 < edges_hz.size(); ++k)
        unit.bands[k] = band_unit(wave, tau_s, edges_hz[k], edges_hz[k + 1]);
    return unit;
}

}  // namespace datahall
