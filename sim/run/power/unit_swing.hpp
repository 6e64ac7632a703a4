// What a job whose power swings by 1 W, peak to peak, does at the point of connection: as it comes, and
// behind a first-order smoother.  All is linear in the swing, or in its square, so one row serves all jobs of
// a timing.
//
// Harmonics of the square wave are sorted into bands [edge k, edge k + 1); a finite rise takes something off
// those above 1 / (pi rise), which is left out, so bands are upper bounds.
// Cost: period * last edge harmonics.
#pragma once

#include <array>
#include <span>

#include "sim/config/swings_config.hpp"

namespace datahall {

struct WaveTiming {
    double period_s = 1.0;
    double duty = 1.0;
    double rise_s = 1.0;
    friend auto operator<=>(const WaveTiming&, const WaveTiming&) = default;
};

/// Of the harmonics in one band: sum of amplitudes, and half the sum of their squares.
struct BandUnit {
    double amplitude = 0.0;
    double square = 0.0;
    double smoothed_amplitude = 0.0;
    double smoothed_square = 0.0;
};

struct UnitSwing {
    double ramp_per_s = 0.0;
    double variance = 0.0;
    double smoothed = 1.0;  // peak to peak
    double smoothed_ramp_per_s = 0.0;
    double smoothed_variance = 0.0;
    // Of the store that smooths it.
    double store_s = 0.0;     // energy, J for each W
    double store_rate = 0.0;  // largest power
    double cycled = 0.0;      // mean power that it takes, and gives back
    std::array<BandUnit, SwingsConfig::most_bands> bands{};
};

/// No smoother: tau_s = 0; then the smoothed figures are those of the wave itself.
UnitSwing unit_swing(const WaveTiming& timing, double tau_s, std::span<const double> edges_hz);

}  // namespace datahall
