// Sun and store at the utility meter: what they give, when the store is empty, and that the books close.
#include "sim/run/power/site_power.hpp"

#include <numbers>

#include "tests/support/splitmix.hpp"
#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// 24 kW of racks and what cools them, constant once it has answered.
const std::string direct = "power:\n  chain: [{name: row, type: lossless, rating: 30 kW}]\n";
const std::string even_weather =
    "site.weather={model: synthetic, annual_amplitude: 0 K, daily_amplitude: 0 K}";

double series_at(const Result& r, const std::string& column, std::size_t row) {
    for (std::size_t c = 0; c < r.series.columns.size(); ++c) {
        if (r.series.columns[c].name == column) return r.series.values[row * r.series.columns.size() + c];
    }
    FAIL("no column " << column);
    return 0;
}

}  // namespace

TEST_CASE("panels give by the sun, less as they get warm", "[site]") {
    const SolarConfig panels{.rating = Watts::from_si(1e6)};
    const auto at = [&](double irradiance, double air) {
        return solar_w(panels, {.dry_bulb = Celsius{air}, .irradiance = irradiance});
    };
    CHECK(at(0, 20) == 0);
    // Cells at 45 degC in 800 W/m2 and 20 degC: 1 - 0.0035 x 20 = 0.93.
    CHECK(at(800, 20) == Approx(1e6 * 0.8 * 0.93 * 0.86).epsilon(1e-12));
    CHECK(at(1'000, 25 - 31.25) == Approx(1e6 * 0.86).epsilon(1e-12));
    CHECK(at(800, 0) > at(800, 30));
}

TEST_CASE("the sun's power is used first, and what is left of it is curtailed", "[site]") {
    const std::string sunny =
        "site.weather={model: synthetic, mean: 25 degC, annual_amplitude: 0 K, daily_amplitude: 0 K, "
        "noon_irradiance: "
        "1000}";
    const Result dark = run_hall(direct, {sunny, "duration=24 h"});
    const Result some = run_hall(direct, {sunny, "duration=24 h", "power.solar={rating: 10 kW}"});
    double offered = 0;  // Wh of 10 kW, by hours
    for (int hour = 0; hour < 24; ++hour) {
        const double sun = std::max(0.0, std::cos(2 * std::numbers::pi * (hour - 12) / 24)) * 1'000;
        offered += 10e3 * sun / 1'000 * (1 - 0.0035 * sun / 32) * 0.86;
    }
    CHECK(value(some.metrics, "energy.solar") == Approx(offered * 3'600).epsilon(1e-9));
    CHECK(value(some.metrics, "energy.solar_curtailed") == 0);
    CHECK(value(dark.metrics, "energy.utility") - value(some.metrics, "energy.utility") ==
          Approx(offered * 3'600).epsilon(1e-9));
    CHECK(value(some.metrics, "efficiency.pue") ==
          Approx(value(dark.metrics, "efficiency.pue")).epsilon(1e-12));
    const Result much = run_hall(direct, {sunny, "duration=24 h", "power.solar={rating: 1 MW}"});
    CHECK(value(much.metrics, "energy.solar") + value(much.metrics, "energy.solar_curtailed") ==
          Approx(100 * offered * 3'600).epsilon(1e-9));
    CHECK(value(much.metrics, "energy.solar") + value(much.metrics, "energy.utility") ==
          Approx(value(dark.metrics, "energy.utility")).epsilon(1e-12));
}

TEST_CASE("a store takes a peak until it is empty, and is charged below it", "[site]") {
    // 100 W to 1 kW a node: 2.4 kW idle; a job of an hour makes it 24 kW.
    auto usual = working;
    usual.insert(usual.end(), {even_weather, "series_interval=60 s"});
    const std::string jobs = "1,3600,3600,3600,48\n";
    const auto run_with = [&](const std::string& storage) {
        auto all = usual;
        if (!storage.empty()) all.push_back("power.storage=" + storage);
        return run_hall(direct, all, jobs);
    };
    const Result bare = run_with("");
    const Result large =
        run_with("{energy: 100 kWh, power: 50 kW, above: 12 kW, below: 8 kW, efficiency: 80 %}");
    double peak = 0;
    for (std::size_t row = 0; row < large.series.rows(); ++row)
        peak = std::max(peak, series_at(large, "utility_power_w", row));
    CHECK(peak == Approx(12'000).epsilon(1e-9));
    CHECK(value(large.metrics, "power.utility_peak") == Approx(12'000).epsilon(1e-9));
    // What it gave is what was above 12 kW; it is charged to 8 kW until full: with 80 % back.
    double above = 0;
    for (std::size_t row = 1; row < bare.series.rows(); ++row) {
        above += std::max(0.0, series_at(bare, "utility_power_w", row) - 12'000) * 60;
    }
    CHECK(value(large.metrics, "energy.from_storage") == Approx(above).epsilon(0.02));
    CHECK(value(large.metrics, "energy.to_storage") * 0.8 ==
          Approx(value(large.metrics, "energy.from_storage")).epsilon(1e-9));
    CHECK(value(large.metrics, "energy.utility") - value(bare.metrics, "energy.utility") ==
          Approx(value(large.metrics, "energy.to_storage") * 0.2).epsilon(1e-9));
    CHECK(value(large.metrics, "storage.lowest_charge") ==
          Approx(1 - value(large.metrics, "energy.from_storage") / 360e6).epsilon(1e-9));
    // A small one is empty before the hour is over.
    const Result small =
        run_with("{energy: 2 kWh, power: 5 kW, above: 12 kW, below: 8 kW, efficiency: 80 %}");
    CHECK(value(small.metrics, "storage.lowest_charge") == 0);
    CHECK(value(small.metrics, "energy.from_storage") == Approx(2 * 3.6e6).epsilon(1e-9));
}

TEST_CASE("a store is charged from the sun's surplus", "[site]") {
    const std::string sunny =
        "site.weather={model: synthetic, mean: 25 degC, annual_amplitude: 0 K, daily_amplitude: 0 K, "
        "noon_irradiance: "
        "1000}";
    const Result r =
        run_hall(direct, {sunny, "duration=48 h", "power.solar={rating: 200 kW}",
                          "power.storage={energy: 500 kWh, power: 100 kW, above: 1 kW, below: 0 W}"});
    // It never takes more than the sun leaves, so nothing is drawn from the grid for it.
    CHECK(value(r.metrics, "energy.to_storage") > 0);
    const Result bare = run_hall(direct, {sunny, "duration=48 h", "power.solar={rating: 200 kW}"});
    CHECK(value(r.metrics, "energy.utility") < value(bare.metrics, "energy.utility"));
    CHECK(value(r.metrics, "energy.solar") ==
          Approx(value(bare.metrics, "energy.solar") + value(r.metrics, "energy.to_storage")).epsilon(1e-9));
}

TEST_CASE("without a grid sun and store stand still, and the books close", "[site]") {
    const std::string backed =
        "power:\n  chain: [{name: board, type: ats, rating: 60 kW, generator: {type: sure_sets, units: 1, "
        "rating: 60 "
        "kW}}]\n  other_load: 500 W\n";
    const std::string sunny = "site.weather={model: synthetic, noon_irradiance: 900}";
    SplitMix draw{3};
    for (int run = 0; run < 10; ++run) {
        std::string faults = "faults=[";
        for (int f = 0; f < 6; ++f) {
            faults += (f > 0 ? ", {name: f" : "{name: f") + std::to_string(f) +
                      ", element: utility, at: " + std::to_string(draw.below(30'000)) +
                      " s, duration: " + std::to_string(1 + draw.below(4'000)) + " s}";
        }
        const Result r =
            run_hall(backed,
                     {faults + "]", sunny, "power.solar={rating: 20 kW}",
                      "power.storage={energy: 10 kWh, power: 10 kW, above: 25 kW, below: 20 kW}"},
                     "1,0,20000,30000,20\n2,9000,9000,30000,28\n");
        INFO("run " << run);
        for (const Audit& a : r.audits) CHECK(a.passed);
        // What comes into the meter goes out of it, too.
        std::vector<Int128> in(r.power.flow.nodes.size());
        std::vector<Int128> out(r.power.flow.nodes.size());
        for (const EnergyLink& link : r.power.flow.links) {
            out[link.from] += link.energy;
            in[link.to] += link.energy;
        }
        for (std::size_t n = 0; n < in.size(); ++n) {
            INFO(r.power.flow.nodes[n].name);
            if (r.power.flow.nodes[n].kind == "level") CHECK(in[n] == out[n]);
        }
    }
}
