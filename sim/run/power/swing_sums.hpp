// Sums over the jobs that swing, and what they come to at the point of connection.
//
// Each job's part is a row of integers, so that what is taken away when it ends is what was added, whatever
// came between.  Powers are uW, energies uJ, squares uW^2.
//
//   worst case   all jobs in phase: the swings add up
//   sigma        independent phases: the variances add up
// The store serves what it can of every job, the share s of all swings, and the rest passes by it:
//   s = min(1, its energy / what all jobs in phase would move through it, the same of its power)
//   peak to peak  s R + (1 - s) A      both are highest as the high phase ends
//   variance      (1 - s)^2 V + (1 - (1 - s)^2) V_R, as the covariance of wave and smoothed wave is V_R
//   band, rms     the same: the filter's real part is its gain squared
//   in phase      s, (1 - s) times both amplitudes: an upper bound
//   loss          s (1 - efficiency) times what the jobs move through it in the mean
// where A is the swing, R the swing behind the smoother, V and V_R their variances (power_wave.hpp,
// unit_swing.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "datahall/int128.hpp"

#include "sim/config/swings_config.hpp"
#include "sim/run/power/unit_swing.hpp"

namespace datahall {

struct BandSums {
    std::int64_t amplitude = 0;
    std::int64_t smoothed_amplitude = 0;
    Int128 square = 0;
    Int128 smoothed_square = 0;
    friend bool operator==(const BandSums&, const BandSums&) = default;
};

struct SwingSums {
    std::int64_t jobs = 0;
    std::int64_t swing = 0;
    std::int64_t smoothed = 0;
    std::int64_t ramp = 0;  // in a second
    std::int64_t smoothed_ramp = 0;
    Int128 variance = 0;
    Int128 smoothed_variance = 0;
    std::int64_t store_energy = 0;
    std::int64_t store_power = 0;
    std::int64_t cycled = 0;
    std::int64_t filler = 0;  // at the nodes
    std::array<BandSums, SwingsConfig::most_bands> bands{};

    SwingSums& operator+=(const SwingSums& o) { return add(o, 1); }
    SwingSums& operator-=(const SwingSums& o) { return add(o, -1); }
    friend bool operator==(const SwingSums&, const SwingSums&) = default;

private:
    SwingSums& add(const SwingSums& o, int sign);
};

/// One job's part.
SwingSums sums_of(const UnitSwing& unit, std::int64_t swing_uw, std::int64_t filler_uw);

struct BandLevel {
    std::int64_t rms = 0;
    std::int64_t amplitude = 0;
};

/// At the point of connection.
struct SwingLevel {
    double served = 1.0;  // s
    std::int64_t swing = 0;
    std::int64_t sigma = 0;
    std::int64_t ramp = 0;
    std::int64_t store_loss = 0;
    std::array<BandLevel, SwingsConfig::most_bands> bands{};
};
SwingLevel level_of(const SwingSums& sums, const std::optional<SmoothingConfig>& store);

}  // namespace datahall
