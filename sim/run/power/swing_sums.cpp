#include "sim/run/power/swing_sums.hpp"

#include <algorithm>
#include <cmath>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

// What passes of a sum, and of the same sum smoothed.
struct Mix {
    double served = 1.0;

    std::int64_t linear(std::int64_t raw, std::int64_t smoothed) const {
        return rounded((1 - served) * static_cast<double>(raw) + served * static_cast<double>(smoothed));
    }
    std::int64_t root(Int128 raw, Int128 smoothed) const {
        const double passed = (1 - served) * (1 - served);
        return rounded(
            std::sqrt(passed * static_cast<double>(raw) + (1 - passed) * static_cast<double>(smoothed)));
    }
};

double served_share(const SwingSums& sums, const SmoothingConfig& store) {
    const auto share = [](double has, std::int64_t needed) {
        return needed > 0 ? std::min(has * 1e6 / static_cast<double>(needed), 1.0) : 1.0;
    };
    return std::min(share(store.energy.si(), sums.store_energy), share(store.power.si(), sums.store_power));
}

}  // namespace

SwingSums& SwingSums::add(const SwingSums& o, int sign) {
    jobs += sign * o.jobs;
    swing += sign * o.swing;
    smoothed += sign * o.smoothed;
    ramp += sign * o.ramp;
    smoothed_ramp += sign * o.smoothed_ramp;
    variance += sign * o.variance;
    smoothed_variance += sign * o.smoothed_variance;
    store_energy += sign * o.store_energy;
    store_power += sign * o.store_power;
    cycled += sign * o.cycled;
    filler += sign * o.filler;
    for (std::size_t k = 0; k < bands.size(); ++k) {
        bands[k].amplitude += sign * o.bands[k].amplitude;
        bands[k].smoothed_amplitude += sign * o.bands[k].smoothed_amplitude;
        bands[k].square += sign * o.bands[k].square;
        bands[k].smoothed_square += sign * o.bands[k].smoothed_square;
    }
    return *this;
}

SwingSums sums_of(const UnitSwing& unit, std::int64_t swing_uw, std::int64_t filler_uw) {
    const double a = static_cast<double>(swing_uw);
    const auto times = [a](double each) { return rounded(a * each); };
    const auto squared = [a](double each) { return static_cast<Int128>(a * a * each); };
    SwingSums sums{.jobs = 1,
                   .swing = swing_uw,
                   .smoothed = times(unit.smoothed),
                   .ramp = times(unit.ramp_per_s),
                   .smoothed_ramp = times(unit.smoothed_ramp_per_s),
                   .variance = squared(unit.variance),
                   .smoothed_variance = squared(unit.smoothed_variance),
                   .store_energy = times(unit.store_s),
                   .store_power = times(unit.store_rate),
                   .cycled = times(unit.cycled),
                   .filler = filler_uw};
    for (std::size_t k = 0; k < sums.bands.size(); ++k) {
        const BandUnit& band = unit.bands[k];
        sums.bands[k] = {.amplitude = times(band.amplitude),
                         .smoothed_amplitude = times(band.smoothed_amplitude),
                         .square = squared(band.square),
                         .smoothed_square = squared(band.smoothed_square)};
    }
    return sums;
}

SwingLevel level_of(const SwingSums& sums, const std::optional<SmoothingConfig>& store) {
    const Mix mix{store ? served_share(sums, *store) : 1.0};
    SwingLevel level{.served = mix.served,
                     .swing = mix.linear(sums.swing, sums.smoothed),
                     .sigma = mix.root(sums.variance, sums.smoothed_variance),
                     .ramp = mix.linear(sums.ramp, sums.smoothed_ramp)};
    if (store) {
        level.store_loss = rounded(mix.served * (1 - store->efficiency) * static_cast<double>(sums.cycled));
    }
    for (std::size_t k = 0; k < level.bands.size(); ++k) {
        const BandSums& band = sums.bands[k];
        level.bands[k] = {.rms = mix.root(band.square, band.smoothed_square),
                          .amplitude = mix.linear(band.amplitude, band.smoothed_amplitude)};
    }
    return level;
}

}  // namespace datahall
