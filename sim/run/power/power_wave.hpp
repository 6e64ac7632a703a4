// The power of a job whose ranks compute and communicate in step: a square wave, known in closed form.
//
//   high for d T, low for (1 - d) T;  A = high - low
//   mean        low + d A
//   variance    A^2 d (1 - d);  independent phases add up, equal phases add the A
//   harmonics   at n / T:  (2 A / (n pi)) |sin(n pi d)|
//   storage     A d (1 - d) T flattens it, charged with A d and discharged with A (1 - d)
// Through a first-order smoother (dP/dt = (wave - P) / tau) in steady state, e1 = exp(-d T / tau),
// e2 = exp(-(1 - d) T / tau):
//   peak to peak A (1 - e1) (1 - e2) / (1 - e1 e2);  least: low + A (1 - e1) e2 / (1 - e1 e2)
//   gain at f    1 / sqrt(1 + (2 pi f tau)^2)
//   variance     A^2 (d (1 - d) - (tau / T) (1 - e1) (1 - e2) / (1 - e1 e2)), also the covariance with the
//   wave:
//                the mean of P dP/dt is 0 over a period, so that of P wave is that of P^2
//   what a store that does this takes and gives back in a period: tau times the peak to peak
// Source: Fourier series of a rectangle, and the steady state of a first-order lag; the phenomenon: arXiv
// 2508.14318.
// Valid: T > 0, 0 <= d <= 1.  No event happens in an iteration: events are where a job starts, ends or slows.
#pragma once

#include "datahall/units.hpp"

namespace datahall {

struct PowerWave {
    double low_w = 0.0;
    double high_w = 0.0;
    double period_s = 1.0;
    double duty = 1.0;  // d

    double swing_w() const { return high_w - low_w; }
    double mean_w() const { return low_w + duty * swing_w(); }
    double variance_w2() const { return swing_w() * swing_w() * duty * (1 - duty); }
    /// Amplitude at n / T, n >= 1.
    double harmonic_w(int n) const;
};

/// What a store needs to take the swing out of a wave.
struct Flattening {
    double energy_j = 0.0;
    double charge_w = 0.0;
    double discharge_w = 0.0;
};
Flattening flattening(const PowerWave& wave);

/// A wave behind a first-order smoother, in steady state.
struct SmoothedWave {
    double least_w = 0.0;
    double most_w = 0.0;
    double ramp_up_w_per_s = 0.0;  // the largest
    double ramp_down_w_per_s = 0.0;

    double swing_w() const { return most_w - least_w; }
};
/// REQUIRES: tau_s > 0.
SmoothedWave smoothed(const PowerWave& wave, double tau_s);
double smoothed_variance_w2(const PowerWave& wave, double tau_s);
/// Of the smoother, at a frequency in Hz.
double smoother_gain(double hz, double tau_s);

}  // namespace datahall
