// Swings of several jobs against waves that are sampled, stepped and transformed number by number.
#include "sim/run/power/swing_sums.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "sim/run/power/job_wave.hpp"
#include "sim/run/power/power_wave.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

constexpr double pi = std::numbers::pi;

struct Square {
    double swing_w = 0;
    WaveTiming timing;
    double at(double t) const {
        const double place = t / timing.period_s - std::floor(t / timing.period_s);
        return place < timing.duty ? swing_w : 0.0;
    }
};

const std::vector<double> one_band{0.1, 20.0};

SwingSums sums_of_all(const std::vector<Square>& jobs, double tau_s, const std::vector<double>& edges) {
    SwingSums sums;
    for (const Square& j : jobs)
        sums += sums_of(unit_swing(j.timing, tau_s, edges), std::llround(j.swing_w * 1e6), 0);
    return sums;
}

double unit_draw(SplitMix& draw) {
    return static_cast<double>(draw.next() >> 11) * 0x1p-53;
}

// Power behind a store that smooths the share `served` of a wave, over one period in the steady state.
struct Stepped {
    std::vector<double> power;  // by step
    double ramp = 0;
    double store_energy = 0, store_power = 0, cycled = 0;  // of the store, at its full share
};

Stepped step_through(const Square& job, double tau_s, double served, int steps) {
    const double dt = job.timing.period_s / steps;
    const double keep = std::exp(-dt / tau_s);
    double f = job.swing_w * job.timing.duty;
    Stepped seen;
    const int periods = static_cast<int>(40 * tau_s / job.timing.period_s) + 5;
    for (int period = 0; period < periods; ++period) {
        double energy = 0, least = 0, most = 0;
        seen = {};
        for (int i = 0; i < steps; ++i) {
            const double x = job.at((i + 0.5) * dt);
            const double before = f;
            seen.ramp = std::max(seen.ramp, std::fabs(x - f) / tau_s);
            seen.store_power = std::max(seen.store_power, std::fabs(x - f));
            f = x + (f - x) * keep;
            const double taken = tau_s * (f - before);  // the integral of x - f over the step
            energy += taken;
            seen.cycled += std::max(taken, 0.0) / job.timing.period_s;
            least = std::min(least, energy);
            most = std::max(most, energy);
            seen.power.push_back(served * (before + f) / 2 + (1 - served) * x);
        }
        seen.store_energy = most - least;
    }
    return seen;
}

double mean_of(const std::vector<double>& v) {
    double sum = 0;
    for (const double x : v) sum += x;
    return sum / static_cast<double>(v.size());
}
double variance_of(const std::vector<double>& v) {
    const double mean = mean_of(v);
    double sum = 0;
    for (const double x : v) sum += (x - mean) * (x - mean);
    return sum / static_cast<double>(v.size());
}
double harmonic_of(const std::vector<double>& v, int n) {
    std::complex<double> sum;
    for (std::size_t i = 0; i < v.size(); ++i) {
        sum += v[i] *
               std::polar(1.0, -2 * pi * n * (static_cast<double>(i) + 0.5) / static_cast<double>(v.size()));
    }
    return 2 * std::abs(sum) / static_cast<double>(v.size());
}

const std::vector<Square> three_jobs{{2e6, {.period_s = 2, .duty = 0.8, .rise_s = 0.05}},
                                     {3e6, {.period_s = 3, .duty = 0.7, .rise_s = 0.1}},
                                     {1e6, {.period_s = 5, .duty = 0.6, .rise_s = 0.05}}};

}  // namespace

TEST_CASE("independent jobs have the variance of their sampled sum", "[swings]") {
    // 400,000 draws of all phases: the variance of a variance of bounded waves is about 2 / draws, so 0.3 %.
    SplitMix draw{11};
    std::vector<double> sums;
    for (int i = 0; i < 400'000; ++i) {
        double sum = 0;
        for (const Square& j : three_jobs) sum += j.at(unit_draw(draw) * j.timing.period_s);
        sums.push_back(sum);
    }
    const SwingLevel level = level_of(sums_of_all(three_jobs, 0, one_band), {});
    CHECK(static_cast<double>(level.sigma) * 1e-6 == Approx(std::sqrt(variance_of(sums))).epsilon(0.005));
}

TEST_CASE("jobs in phase swing by the sum of their swings, and rise by the sum of their ramps", "[swings]") {
    // 2, 3 and 5 s repeat after 30 s; at 0 all are high, shortly before 30 all are low.
    double least = 1e18, most = 0;
    for (int i = 0; i < 30'000; ++i) {
        double sum = 0;
        for (const Square& j : three_jobs) sum += j.at((i + 0.5) * 1e-3);
        least = std::min(least, sum);
        most = std::max(most, sum);
    }
    const SwingLevel level = level_of(sums_of_all(three_jobs, 0, one_band), {});
    CHECK(static_cast<double>(level.swing) * 1e-6 == Approx(most - least));
    CHECK(static_cast<double>(level.ramp) * 1e-6 == Approx(2e6 / 0.05 + 3e6 / 0.1 + 1e6 / 0.05));
}

TEST_CASE("bands hold the harmonics that a transform of the wave finds there", "[swings]") {
    // Harmonics of 2 s are at 0.5, 1.0, 1.5 ... Hz: one or several in a band.
    const std::vector<double> edges{0.4, 0.7, 1.2, 3.2};
    const Square job{4e6, {.period_s = 2, .duty = 0.7, .rise_s = 0.05}};
    const SwingSums sums = sums_of_all({job}, 0, edges);
    std::vector<double> power;
    for (int i = 0; i < 20'000; ++i) power.push_back(job.at((i + 0.5) * 1e-4));
    const double first = harmonic_of(power, 1), second = harmonic_of(power, 2);
    const SwingLevel level = level_of(sums, {});
    CHECK(static_cast<double>(level.bands[0].amplitude) * 1e-6 == Approx(first).epsilon(1e-4));
    CHECK(static_cast<double>(level.bands[0].rms) * 1e-6 == Approx(first / std::sqrt(2.0)).epsilon(1e-4));
    CHECK(static_cast<double>(level.bands[1].amplitude) * 1e-6 == Approx(second).epsilon(1e-4));
    double amplitudes = 0, squares = 0;
    for (int n = 3; n <= 6; ++n) {  // 1.5 to 3.0 Hz
        amplitudes += harmonic_of(power, n);
        squares += harmonic_of(power, n) * harmonic_of(power, n) / 2;
    }
    CHECK(static_cast<double>(level.bands[2].amplitude) * 1e-6 == Approx(amplitudes).epsilon(1e-4));
    CHECK(static_cast<double>(level.bands[2].rms) * 1e-6 == Approx(std::sqrt(squares)).epsilon(1e-4));
}

TEST_CASE("what a store of any size leaves of a wave is what small steps give", "[swings]") {
    const std::vector<double> edges{0.05, 0.15, 0.25};  // the first and the second harmonic of 10 s
    for (const double duty : {0.3, 0.8}) {
        for (const double tau : {2.0, 5.0, 20.0}) {
            const Square job{10e6, {.period_s = 10, .duty = duty, .rise_s = 1e-3}};
            const SwingSums sums = sums_of_all({job}, tau, edges);
            for (const double served : {1.0, 0.6}) {
                const double needed = static_cast<double>(sums.store_energy) * 1e-6;
                const SmoothingConfig store{.time_constant = Seconds::from_si(tau),
                                            .energy = Joules::from_si(served * needed),
                                            .power = 100_MW,
                                            .efficiency = 0.9};
                const SwingLevel level = level_of(sums, store);
                const Stepped small = step_through(job, tau, served, 20'000);
                const auto [least, most] = std::ranges::minmax(small.power);
                CHECK(level.served == Approx(served).epsilon(1e-9));
                CHECK(static_cast<double>(level.swing) * 1e-6 == Approx(most - least).epsilon(1e-3));
                CHECK(static_cast<double>(level.sigma) * 1e-6 ==
                      Approx(std::sqrt(variance_of(small.power))).epsilon(1e-3));
                for (int n : {1, 2}) {
                    CHECK(static_cast<double>(level.bands[static_cast<std::size_t>(n - 1)].rms) * 1e-6 ==
                          Approx(harmonic_of(small.power, n) / std::sqrt(2.0)).epsilon(1e-3));
                }
                CHECK(needed == Approx(small.store_energy).epsilon(1e-3));
                CHECK(static_cast<double>(sums.store_power) * 1e-6 ==
                      Approx(small.store_power).epsilon(1e-3));
                CHECK(static_cast<double>(level.store_loss) * 1e-6 ==
                      Approx(served * 0.1 * small.cycled).epsilon(1e-3));
                CHECK(static_cast<double>(level.ramp) * 1e-6 ==
                      Approx(served * small.ramp + (1 - served) * job.swing_w / 1e-3).epsilon(1e-3));
                // It takes as much as it gives: the mean is that of the wave.
                CHECK(mean_of(small.power) == Approx(job.swing_w * duty).epsilon(1e-6));
            }
        }
    }
}

TEST_CASE("a slower smoother and a larger store leave less, and a flat wave is left alone", "[swings]") {
    std::int64_t before = INT64_MAX;
    for (const double tau : {0.01, 1.0, 5.0, 60.0, 3'600.0}) {
        const SmoothingConfig store{Seconds::from_si(tau), Joules::from_si(1e12), 100_MW, 1.0};
        const SwingLevel level = level_of(sums_of_all(three_jobs, tau, one_band), store);
        CHECK(level.swing < before);
        CHECK(level.store_loss == 0);
        before = level.swing;
    }
    before = INT64_MAX;
    for (const double megajoules : {0.001, 0.1, 1.0, 5.0}) {
        const SmoothingConfig store{20_s, Joules::from_si(megajoules * 1e6), 100_MW, 0.9};
        const SwingLevel level = level_of(sums_of_all(three_jobs, 20, one_band), store);
        CHECK(level.swing < before);
        before = level.swing;
    }
    const SmoothingConfig weak{20_s, Joules::from_si(1e12), 1_W, 0.9};
    const SwingLevel level = level_of(sums_of_all(three_jobs, 20, one_band), weak);
    CHECK(static_cast<double>(level.swing) == Approx(6e12).epsilon(1e-5));  // all but 1 W passes by
    CHECK(smoothed_variance_w2({.low_w = 0, .high_w = 1, .period_s = 10, .duty = 0.8}, 9'999) ==
          Approx(smoothed_variance_w2({.low_w = 0, .high_w = 1, .period_s = 10, .duty = 0.8}, 10'001))
              .epsilon(1e-3));  // on both sides of the change of formula
}

TEST_CASE("a job's phases have its mean, up to what its devices can draw", "[swings]") {
    const WorkWave work{.period = 5_s, .duty = 0.8, .low = 0.35};
    const ActivityWave usual = activity_wave(work, 0.81, 1.0);
    CHECK(usual.low == 0.35);
    CHECK(usual.high == Approx(0.35 + 0.46 / 0.8));
    CHECK(usual.mean() == Approx(0.81));
    // 0.35 + 0.6 / 0.8 = 1.1 is more than there is: 0.8 * 1 + 0.2 * 0.75 = 0.95.
    const ActivityWave cut = activity_wave(work, 0.95, 1.0);
    CHECK(cut.high == 1.0);
    CHECK(cut.low == Approx(0.75));
    CHECK(cut.mean() == Approx(0.95));
    CHECK_FALSE(activity_wave(work, 0.2, 1.0).swings());
    // At a lower clock all is lower.
    CHECK(activity_wave(work, 0.3, 0.5).low == Approx(0.175));

    // A floor takes the low phase up: 0.2 * (0.6 - 0.35) more in the mean.
    const JobWave floored = job_wave(work, 0.81, 1.0, {.floor = 0.6, .efficiency = 1.0});
    CHECK(floored.low == 0.6);
    CHECK(floored.filler == Approx(0.05));
    CHECK(floored.mean == Approx(0.86));
    // Of a filler whose energy lands there by half, as much again lands in the high phase: 0.05 / 0.8 more.
    const JobWave filled_up = job_wave(work, 0.81, 1.0, {.floor = 0.6, .efficiency = 0.5});
    CHECK(filled_up.high == Approx(0.925 + 0.0625));
    CHECK(filled_up.filler == Approx(0.1));
    const JobWave flat = job_wave(work, 0.81, 1.0, {.floor = 1.0, .efficiency = 1.0});
    CHECK(flat.low == flat.high);
    CHECK(flat.swings);
    CHECK(job_wave(work, 0.81, 1.0, {.floor = 0}).mean == 0.81);
    CHECK(job_wave(work, 0.2, 1.0, {.floor = 0.9}).mean == 0.2);  // does not swing
}
