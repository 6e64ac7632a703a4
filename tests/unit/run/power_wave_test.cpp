#include "sim/run/power/power_wave.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// 10 MW of swing in 10 s, four fifths of it high.
const PowerWave wave{.low_w = 4e6, .high_w = 14e6, .period_s = 10, .duty = 0.8};

// What small steps give, many periods in.
SmoothedWave stepped(const PowerWave& w, double tau_s) {
    constexpr int steps = 100'000;
    const double dt = w.period_s / steps;
    const double keep = std::exp(-dt / tau_s);
    double p = w.mean_w();
    SmoothedWave seen;
    const int periods = static_cast<int>(40 * tau_s / w.period_s) + 5;
    for (int period = 0; period < periods; ++period) {
        seen = {.least_w = 1e18, .most_w = -1e18};
        for (int i = 0; i < steps; ++i) {
            const double target = (i + 0.5) / steps < w.duty ? w.high_w : w.low_w;
            seen.ramp_up_w_per_s = std::max(seen.ramp_up_w_per_s, (target - p) / tau_s);
            seen.ramp_down_w_per_s = std::max(seen.ramp_down_w_per_s, (p - target) / tau_s);
            p = target + (p - target) * keep;
            seen.least_w = std::min(seen.least_w, p);
            seen.most_w = std::max(seen.most_w, p);
        }
    }
    return seen;
}

}  // namespace

TEST_CASE("a training job's swing, smoothed by an energy buffer", "[wave]") {
    const SmoothedWave five = smoothed(wave, 5);
    CHECK(five.swing_w() == Approx(3.043e6).margin(1e3));
    CHECK(five.least_w - wave.low_w == Approx(6.187e6).margin(1e3));
    CHECK(five.most_w - wave.low_w == Approx(9.230e6).margin(1e3));
    CHECK(five.ramp_up_w_per_s == Approx(0.763e6).margin(1e3));
    CHECK(five.ramp_down_w_per_s == Approx(1.846e6).margin(1e3));
    CHECK(smoothed(wave, 20).swing_w() == Approx(0.797e6).margin(1e3));
    CHECK(smoothed(wave, 60).swing_w() == Approx(0.267e6).margin(1e3));
}

TEST_CASE("the closed form of a smoothed wave is what small steps give", "[wave]") {
    for (const double duty : {0.2, 0.5, 0.8}) {
        for (const double tau : {2.0, 5.0, 20.0}) {
            const PowerWave w{.low_w = 1e6, .high_w = 3e6, .period_s = 8, .duty = duty};
            const SmoothedWave closed = smoothed(w, tau);
            const SmoothedWave small = stepped(w, tau);
            CHECK(closed.least_w == Approx(small.least_w).epsilon(1e-6));
            CHECK(closed.most_w == Approx(small.most_w).epsilon(1e-6));
            CHECK(closed.ramp_up_w_per_s == Approx(small.ramp_up_w_per_s).epsilon(1e-3));
            CHECK(closed.ramp_down_w_per_s == Approx(small.ramp_down_w_per_s).epsilon(1e-3));
        }
    }
}

TEST_CASE("what flattens a wave, and its spectrum", "[wave]") {
    const Flattening store = flattening(wave);
    CHECK(store.energy_j == Approx(16e6).epsilon(1e-3));
    CHECK(store.charge_w == Approx(8e6));
    CHECK(store.discharge_w == Approx(2e6));
    CHECK(wave.harmonic_w(1) == Approx(3.742e6).epsilon(1e-3));
    // Parseval: half the squares of all harmonics are the variance
    double sum = 0;
    for (int n = 1; n < 100'000; ++n) sum += wave.harmonic_w(n) * wave.harmonic_w(n) / 2;
    CHECK(sum == Approx(wave.variance_w2()).epsilon(1e-4));
}

TEST_CASE("smoothing keeps between the bounds, swings less the slower it is, and passes what is slow",
          "[wave]") {
    double before = wave.swing_w();
    for (const double tau : {1e-3, 0.1, 1.0, 5.0, 60.0, 1e4, 1e7}) {
        const SmoothedWave s = smoothed(wave, tau);
        CHECK(s.least_w >= wave.low_w);
        CHECK(s.most_w <= wave.high_w);
        CHECK(s.swing_w() <= before);
        CHECK(s.swing_w() >= 0);
        before = s.swing_w();
    }
    CHECK(smoothed(wave, 1e9).least_w == Approx(wave.mean_w()).epsilon(1e-9));
    CHECK(smoother_gain(0, 5) == 1);
    CHECK(smoother_gain(1 / (2 * std::numbers::pi * 5), 5) == Approx(std::sqrt(0.5)));
    const PowerWave flat{.low_w = 2, .high_w = 5, .period_s = 3, .duty = 1};
    CHECK(smoothed(flat, 4).swing_w() == Approx(0).margin(1e-12));
}
