// How the devices of one job draw power over an iteration, and what filler makes of it.
//
//   low   as the class says, but at most the mean
//   high  low + (mean - low) / d;  above what the devices can draw it is cut to that, and low is what the
//   mean
//         then leaves: (mean - d high) / (1 - d)
// Filler raises the low phase to a floor, but not above the high one:
//   low'  max(low, min(floor, high))
//   high' high + (1 - d) (low' - low) (1 / e - 1) / d, at most what the devices can draw
// where e is the share of the filler's energy that falls into the low phase; the rest overlaps the other.
//
// All in activity: power of the devices between idle (0) and full (1).
// Ignores that filler which finds the devices full takes time from the job.
#pragma once

#include <algorithm>

#include "datahall/model/work_class.hpp"

#include "sim/config/swings_config.hpp"

namespace datahall {

struct ActivityWave {
    double low = 0.0;
    double high = 0.0;
    double duty = 1.0;  // d

    double mean() const { return low + duty * (high - low); }
    bool swings() const { return high > low; }
};

/// `full` is what the devices can draw at their clock.  REQUIRES: 0 <= mean <= full.
inline ActivityWave activity_wave(const WorkWave& work, double mean, double full) {
    ActivityWave w{.low = std::min(work.low * full, mean), .duty = work.duty};
    w.high = w.low + (mean - w.low) / w.duty;
    if (w.high <= full) return w;
    w.high = full;
    w.low = std::max((mean - w.duty * full) / (1.0 - w.duty), 0.0);
    return w;
}

/// With the filler that raises it.
inline ActivityWave filled(ActivityWave w, const Filler& filler, double full) {
    const double low = std::max(w.low, std::min(filler.floor, w.high));
    const double spilt = (1.0 - w.duty) * (low - w.low) * (1.0 / filler.efficiency - 1.0) / w.duty;
    return {.low = low, .high = std::min(w.high + spilt, std::max(full, w.high)), .duty = w.duty};
}

/// What a job's devices draw, in activity.
struct JobWave {
    double mean = 0.0;
    double low = 0.0;
    double high = 0.0;
    double filler = 0.0;  // of the mean
    bool swings = false;  // without filler it would
};

inline JobWave job_wave(const WorkWave& work, double mean, double full, const Filler& filler) {
    const ActivityWave bare = activity_wave(work, mean, full);
    if (!bare.swings()) return {.mean = mean};
    const ActivityWave wave = filled(bare, filler, full);
    const double added = wave.mean() - bare.mean();  // exactly 0 without filler: the mean stays to the bit
    return {.mean = mean + added, .low = wave.low, .high = wave.high, .filler = added, .swings = true};
}

}  // namespace datahall
