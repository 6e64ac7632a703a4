// Emissions and energy costs of runs, beside what their series says.
#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::string chain = "power:\n  chain: [{name: row, type: lossless, rating: 30 kW}]\n";
const std::string carbon = "site.carbon={file: \"shipped:data/carbon/caiso_2022.csv.gz\", basis: life_cycle}";
const std::string price = "site.energy_price={file: \"shipped:data/price/ercot_2023.csv.gz\"}";
const std::string jobs = "1,3600,9000,9000,48\n2,20000,30000,30000,30\n3,90000,5000,5000,48\n";

Result run_with(std::vector<std::string> overrides) {
    overrides.insert(overrides.end(), working.begin(), working.end());
    overrides.push_back("duration=48 h");
    return run_hall(chain, std::move(overrides), jobs);
}

std::vector<double> column(const Result& r, const std::string& name) {
    std::vector<double> values;
    for (std::size_t c = 0; c < r.series.columns.size(); ++c) {
        if (r.series.columns[c].name != name) continue;
        for (std::size_t row = 0; row < r.series.rows(); ++row)
            values.push_back(r.series.values[row * r.series.columns.size() + c]);
    }
    REQUIRE_FALSE(values.empty());
    return values;
}

// Energy of each hour times the value at its beginning, from hour `from` on.
double by_hours(const Result& r, const std::string& signal, std::size_t from) {
    const std::vector<double> energy = column(r, "utility_energy_j");
    const std::vector<double> value = column(r, signal);
    double sum = 0;
    for (std::size_t h = from; h + 1 < energy.size(); ++h)
        sum += (energy[h + 1] - energy[h]) / 3.6e6 * value[h];
    return sum;
}

std::string refusal_of(const std::string& override) {
    return refusal(chain, {override});
}

}  // namespace

TEST_CASE("a run emits and costs what its hours do, and counts after the warm-up", "[signals]") {
    for (const std::size_t warm_up : {0U, 7U}) {
        const Result r = run_with({carbon, price, "warm_up=" + std::to_string(warm_up) + " h"});
        CHECK(value(r.metrics, "carbon.emitted") ==
              Approx(by_hours(r, "carbon_kg_per_kwh", warm_up)).epsilon(1e-12));
        CHECK(value(r.metrics, "cost.energy_hourly") ==
              Approx(by_hours(r, "price_usd_per_kwh", warm_up)).epsilon(1e-12));
        const std::vector<double> intensity = column(r, "carbon_kg_per_kwh");
        double sum = 0;
        for (std::size_t h = warm_up; h < 48; ++h) sum += intensity[h];
        CHECK(value(r.metrics, "carbon.intensity_mean") * 3.6e6 ==
              Approx(sum / static_cast<double>(48 - warm_up)).epsilon(1e-12));
        CHECK(value(r.metrics, "efficiency.cue") ==
              Approx(value(r.metrics, "carbon.emitted") / (value(r.metrics, "energy.it") / 3.6e6))
                  .epsilon(1e-12));
    }
}

TEST_CASE("a constant intensity makes CUE that times PUE", "[signals]") {
    const Result r = run_with({"site.carbon={intensity: 400 g/kWh}"});
    CHECK(value(r.metrics, "carbon.emitted") ==
          Approx(0.4 * value(r.metrics, "energy.utility") / 3.6e6).epsilon(1e-12));
    CHECK(value(r.metrics, "efficiency.cue") ==
          Approx(0.4 * value(r.metrics, "efficiency.pue")).epsilon(1e-12));
    CHECK(value(r.metrics, "carbon.intensity_mean") == Approx(400 / 3.6e9).epsilon(1e-12));
}

TEST_CASE("water of the grid's generation adds its intensity times PUE to the site's WUE", "[signals]") {
    const Result r = run_with({"site.generation_water=1.8 L/kWh"});
    CHECK(value(r.metrics, "water.generation") ==
          Approx(1.8 * value(r.metrics, "energy.utility") / 3.6e6).epsilon(1e-12));
    CHECK(
        value(r.metrics, "efficiency.wue_source") ==
        Approx(value(r.metrics, "efficiency.wue") + 1.8 * value(r.metrics, "efficiency.pue")).epsilon(1e-12));
    for (const Metric& m : run_with({}).metrics) CHECK(m.name != "efficiency.wue_source");
}

TEST_CASE("signals change nothing in a run but what is said of it", "[signals]") {
    const Result without = run_with({});
    const Result with = run_with({carbon, price});
    CHECK(with.trace_hash == without.trace_hash);
    for (const Metric& m : without.metrics) {
        CAPTURE(m.name);
        CHECK(metric(with.metrics, m.name).value == m.value);
    }
    CHECK(with.metrics.size() == without.metrics.size() + 5);
    CHECK(with.audits.size() == without.audits.size() + 2);  // the energy of both, against the meter
    CHECK(has_finding(with.findings, "F0603"));              // 3 h of California
    CHECK_FALSE(has_finding(without.findings, "F0603"));
}

TEST_CASE("energy that is made on site neither costs nor emits", "[signals]") {
    const std::string sunny =
        "site.weather={model: synthetic, mean: 25 degC, annual_amplitude: 0 K, daily_amplitude: 0 K, "
        "noon_irradiance: 1000}";
    const std::string constant = "site.carbon={intensity: 400 g/kWh}";
    const Result dark = run_with({sunny, constant});
    const Result panels = run_with({sunny, constant, "power.solar={rating: 10 kW}"});
    CHECK(value(dark.metrics, "carbon.emitted") - value(panels.metrics, "carbon.emitted") ==
          Approx(0.4 * value(panels.metrics, "energy.solar") / 3.6e6).epsilon(1e-9));
}

TEST_CASE("a calendar's hours must cover the run", "[signals]") {
    const std::string by_calendar =
        "site.energy_price={file: \"shipped:data/price/ercot_2023.csv.gz\", align: calendar}";
    CHECK_THAT(refusal_of(by_calendar), Catch::Contains("the file covers 2023-01-01T06:00:00Z"));
    // The last ten hours of the file, to its end.
    const Result r = run_hall(chain, {by_calendar, "start=2023-12-31T20:00:00Z"});
    CHECK(value(r.metrics, "cost.energy_hourly") ==
          Approx(by_hours(r, "price_usd_per_kwh", 0)).epsilon(1e-12));
    const ScratchScenario file{steady_hall + chain};
    CHECK_THROWS_AS(simulate(load(file.path(), {by_calendar, "start=2023-12-31T20:00:00Z"}),
                             {.until = Seconds::from_si(11 * 3'600.0)}),
                    ConfigError);
}
