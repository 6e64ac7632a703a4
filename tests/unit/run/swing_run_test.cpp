// Swings of training power in whole runs: by hand, and what mitigation costs and leaves.
#include <cmath>
#include <fstream>
#include <string>

#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::string wave =
    "catalogue.work.plain.wave={period: 10 s, duty: 0.8, low: 0.5, rise: 100 ms, source: made for this test, "
    "confidence: estimate}";
const std::string swings = "power.swings=";

// Job 1 holds both nodes from 600 to 1,200 s, job 2 one of them from 1,800 to 2,400 s.
Result run_with(std::vector<std::string> overrides) {
    const ScratchScenario file{one_rack + R"(
demand:
  - {name: train, workload: {model: jobs_csv, file: jobs.csv, work_class: plain}}
)"};
    std::ofstream{file.folder() / "jobs.csv"} << "id,submit_s,reference_s,estimate_s,requested_devices\n"
                                                 "1,600,600,600,4\n2,1800,600,600,2\n";
    return simulate(load(file.path(), std::move(overrides)),
                    {.audit_every_instant = true, .series_interval = Seconds::from_si(60)});
}

double column_at(const Result& r, const std::string& name, std::size_t row) {
    for (std::size_t c = 0; c < r.series.columns.size(); ++c) {
        if (r.series.columns[c].name == name) return r.series.values[row * r.series.columns.size() + c];
    }
    FAIL("no column " << name);
    return 0;
}

const Finding& finding(const Result& r, const std::string& code) {
    for (const Finding& f : r.findings) {
        if (f.code == code) return f;
    }
    FAIL("no finding " << code);
    return r.findings.front();
}

// Devices at 0.9 in the mean, 0.5 for a fifth of the time: 0.5 + 0.4 / 0.8 = 1.0 else.  A node's devices draw
// 500 W from idle to full, behind a converter of 98 %.
constexpr double node_swing_w = 0.5 * 500 / 0.98;

// At the utility meter: the UPS of 20 kW loses a + b x + c x^2 of it, so that 1 W more costs b + 2 c x W.
double at_meter(double swing_w, double ups_output_w) {
    return swing_w * (1 + 0.0197 + 2 * 0.0250 * ups_output_w / 20'000);
}
double node_w(double activity) {
    return (100 + 500 * activity + 13) / 0.98;
}

}  // namespace

TEST_CASE("a job swings while it runs, by what its class says", "[swings]") {
    const Result r = run_with({wave});
    const double both = at_meter(2 * node_swing_w, 2 * node_w(0.9));
    const double one = at_meter(node_swing_w, node_w(0.9) + node_w(0));
    CHECK(value(r.metrics, "swings.worst_case_peak") == Approx(both).epsilon(1e-6));
    CHECK(value(r.metrics, "swings.worst_case_mean") == Approx((both + one) / 6).epsilon(1e-6));
    CHECK(value(r.metrics, "swings.sigma_peak") == Approx(both * std::sqrt(0.8 * 0.2)).epsilon(1e-6));
    CHECK(value(r.metrics, "swings.ramp_peak") == Approx(both / 0.1).epsilon(1e-6));
    // 0.1 to 0.7 Hz holds harmonics 1 to 6 of 10 s.
    double squares = 0;
    for (int n = 1; n <= 6; ++n) squares += std::pow(2 * both / (n * M_PI) * std::sin(n * M_PI * 0.8), 2) / 2;
    CHECK(value(r.metrics, "swings.band1_rms_peak") == Approx(std::sqrt(squares)).epsilon(1e-6));
    CHECK(column_at(r, "swing_w", 5) == 0.0);
    CHECK(column_at(r, "swing_w", 15) == Approx(both).epsilon(1e-6));
    CHECK(column_at(r, "swing_sigma_w", 35) == Approx(one * 0.4).epsilon(1e-6));
    CHECK(column_at(r, "swing_w", 50) == 0.0);
}

TEST_CASE("a wave changes no energy, and a hall without one has no figures of it", "[swings]") {
    const Result with = run_with({wave});
    const Result without = run_with({});
    for (const char* name : {"energy.utility", "energy.nodes", "energy.losses", "energy.cooling"}) {
        CHECK(value(with.metrics, name) == value(without.metrics, name));
    }
    CHECK(with.trace_hash == without.trace_hash);
    CHECK(value(with.metrics, "energy.filler") == 0.0);
    for (const Metric& m : without.metrics) CHECK_FALSE(m.name.starts_with("swings."));
    CHECK(with.series.columns.size() == without.series.columns.size() + 2);
}

TEST_CASE("a power floor and filler are paid in energy, which the meters hold", "[swings]") {
    const Result plain = run_with({wave});
    const Result floored = run_with({wave, swings + "{power_floor: 0.9}"});
    // Nodes draw whole microwatts.  The low phase at 0.9: 0.2 * 0.4 of 500 W more, on two nodes for 600 s and
    // one for 600 s.
    const double added = 0.08 * 500 / 0.98 * 1'800;
    CHECK(value(floored.metrics, "energy.filler") == Approx(added).epsilon(1e-7));
    CHECK(value(floored.metrics, "energy.nodes") - value(plain.metrics, "energy.nodes") ==
          Approx(added).epsilon(1e-7));
    CHECK(value(floored.metrics, "swings.worst_case_peak") ==
          Approx(at_meter(2 * node_swing_w / 5, 2 * node_w(0.98))).epsilon(1e-6));
    CHECK(value(floored.metrics, "swings.band1_rms_peak") < value(plain.metrics, "swings.band1_rms_peak"));

    // Kernels: as much again goes to waste at 50 %, but the devices are full already when they compute.
    const Result filled = run_with({wave, swings + "{dummy_load: {floor: 0.7, efficiency: 0.5}}"});
    CHECK(value(filled.metrics, "energy.filler") == Approx(0.04 * 500 / 0.98 * 1'800).epsilon(1e-7));
    CHECK(value(filled.metrics, "energy.nodes") - value(plain.metrics, "energy.nodes") ==
          Approx(value(filled.metrics, "energy.filler")).epsilon(1e-9));
}

TEST_CASE("a store smooths as far as it reaches, and its loss is at the meter", "[swings]") {
    const Result plain = run_with({wave});
    const Result stored = run_with(
        {wave, swings + "{smoothing: {time_constant: 5 s, energy: 1 MJ, power: 1 MW, efficiency: 0.9}}"});
    const double both = value(plain.metrics, "swings.worst_case_peak");
    // Of 10 MW with d = 0.8 and T = 10 s there are 3.043 MW left behind 5 s.
    CHECK(value(stored.metrics, "swings.worst_case_peak") == Approx(both * 0.3043).epsilon(1e-3));
    CHECK(value(stored.metrics, "swings.ramp_peak") == Approx(both * 0.1846).epsilon(1e-3));
    // In a period it takes and gives back 5 s * 0.3043 of the swing, and loses a tenth of that.
    const double mean = value(plain.metrics, "swings.worst_case_mean");
    CHECK(value(stored.metrics, "energy.smoothing") ==
          Approx(mean * 5 * 0.3043 / 10 * 0.1 * 3'600).epsilon(1e-3));
    CHECK(value(stored.metrics, "energy.utility") - value(plain.metrics, "energy.utility") ==
          Approx(value(stored.metrics, "energy.smoothing")).epsilon(1e-6));
    CHECK(value(stored.metrics, "energy.nodes") == value(plain.metrics, "energy.nodes"));
    CHECK(value(stored.metrics, "swings.unsmoothed_mean") == 0.0);
    CHECK(stored.trace_hash == plain.trace_hash);

    // A store of half the energy that both nodes move serves half of them, and all of the one.
    const double half = both * 5 * 0.30430 / 2;
    const Result small =
        run_with({wave, swings + "{smoothing: {time_constant: 5 s, energy: " + std::to_string(half) +
                            " J, power: 1 MW}}"});
    CHECK(value(small.metrics, "swings.worst_case_peak") == Approx(both * (0.3043 + 1) / 2).epsilon(1e-3));
    CHECK(value(small.metrics, "swings.unsmoothed_mean") == Approx(0.5 / 6).epsilon(2e-2));
}

TEST_CASE("what exceeds a limit of the grid is a finding with its time, its job and its excess", "[swings]") {
    const Result r =
        run_with({wave, swings + "{limits: {swing: 400 W, ramp: 100 kW, bands: [0 W, 40 W, 1 W]}}"});
    const double both = value(r.metrics, "swings.worst_case_peak");  // 535 W
    const Finding& f = finding(r, "F0217");
    CHECK(f.time_s == 600.0);
    CHECK(f.value == Approx(both));
    CHECK(f.limit == 400);
    CHECK(f.text.find("job 1 of train") != f.text.npos);
    CHECK(f.text.find("for 0.1667 h") != f.text.npos);
    int found = 0;
    for (const Finding& each : r.findings) found += each.code == "F0217" ? 1 : 0;
    CHECK(found == 3);  // the swing and two bands; the ramp keeps its limit, the first band has none
    CHECK_FALSE(has_finding(run_with({wave, swings + "{limits: {swing: 600 W}}"}).findings, "F0217"));
}

TEST_CASE("devices that slow down swing less, and the sums close whatever happens", "[swings]") {
    // Half of the cooling fails for the time of both jobs; each instant is audited.
    const Result r =
        run_with({wave,
                  "cooling={air: {preset: legacy_crac_7C, loop_time: 10 s}, throttle: [{above: 20 degC, "
                  "speed: 0.5}], heat_capacity_per_rack: 1 kJ/K, air_volume_per_rack: 0.1}",
                  "faults=[{name: f, part: air_cooling, at: 700 s, duration: 300 s, lost: 1}]"});
    const double before = column_at(r, "swing_w", 11);
    CHECK(before > 0);
    CHECK(column_at(r, "swing_w", 16) < 0.5 * before);
    CHECK(column_at(r, "swing_w", r.series.rows() - 1) == 0.0);
}

TEST_CASE("settings of swings that contradict each other are refused", "[swings]") {
    const auto refusal = [](const std::string& settings) {
        try {
            run_with({wave, swings + settings});
        } catch (const ConfigError& e) {
            return std::string{e.what()};
        }
        return std::string{};
    };
    CHECK(refusal("{bands: [1, 1]}").find("edges that rise") != std::string::npos);
    CHECK(refusal("{bands: [1]}").find("two to nine edges") != std::string::npos);
    CHECK(refusal("{limits: {bands: [1 W]}}").find("as many limits of bands") != std::string::npos);
    CHECK(refusal("{power_floor: 0.5, dummy_load: {floor: 0.5}}").find("not both") != std::string::npos);
    CHECK(refusal("{smoothing: {time_constant: 5 s, energy: 1 MJ}}").find("power") != std::string::npos);
}
