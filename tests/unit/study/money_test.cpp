// Annuities, the monthly cost after Barroso, and the division of a run's cost among its streams.
#include "sim/study/money.hpp"

#include <cmath>

#include "sim/build/bill.hpp"
#include "sim/study/priced_run.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// CRF(r, n) = r (1 + r)^n / ((1 + r)^n - 1), a payment a year; annuity() pays by the month, so a rate of
// 12 r over n "months" is the same formula.
double crf(double r, double n) {
    return annuity(1.0, 12.0 * r, n);
}

Economics barroso(double it_months, double usd_per_kwh) {
    return {.usd_per_kwh = usd_per_kwh,
            .interest = 0.08,
            .facility_months = 144,
            .it_months = it_months,
            .it_upkeep = 0.05,
            .facility_upkeep = 0.04};
}

BillLine line(const char* group, double quantity, std::optional<double> usd) {
    BillLine l;
    l.group = group;
    l.part = group;
    l.quantity = quantity;
    l.usd = usd;
    l.usd_low = usd.value_or(0.0) / 2.0;
    l.usd_high = usd.value_or(0.0) * 2.0;
    return l;
}

// Ten servers of 1,000 USD, a switch of 2,000 USD, 5 kW of building at 10 USD, a week at 2 kW of utility
// power.
Result small_result() {
    Result r;
    r.bill = {line("server", 10, 1000.0), line("switch", 1, 2000.0), line("facility", 5000, 10.0)};
    r.metrics = {{"run.counted", 7 * 86'400.0, "s", ""}, {"energy.utility", 2000 * 7 * 86'400.0, "J", ""}};
    return r;
}

// No interest and no upkeep: a month costs 50,000 / 100 + 12,000 / 50 + 2 kW * 730 h * 0.1 = 500 + 240 + 146.
const Economics plain{.usd_per_kwh = 0.1, .facility_months = 100, .it_months = 50};

}  // namespace

TEST_CASE("an annuity pays the published amounts", "[money]") {
    CHECK(annuity(1000, 0.08, 60) == Approx(20.276394).margin(1e-6));
    CHECK(crf(0.10, 5) == Approx(0.263797).margin(1e-6));
    CHECK(crf(0.08, 20) == Approx(0.101852).margin(1e-6));
    CHECK(crf(0.10, 4) == Approx(0.315471).margin(1e-6));
    CHECK(crf(0.10, 6) == Approx(0.229607).margin(1e-6));
    CHECK(crf(0.12, 5) == Approx(0.277410).margin(1e-6));
    CHECK(crf(0.15, 5) == Approx(0.298316).margin(1e-6));
    // 2,300 MUSD at 15 % over 60 months.
    CHECK(annuity(2300, 0.15, 60) == Approx(54.7168).margin(1e-4));
}

TEST_CASE("without interest an annuity is the price in equal parts, and small interest comes close",
          "[money]") {
    CHECK(annuity(1200, 0.0, 12) == 100.0);
    // To first order A(r) / A(0) = 1 + i (m + 1) / 2.
    for (const double r : {1e-3, 1e-6, 1e-9, 1e-12, 1e-13, 1e-15, 1e-18, 1e-300}) {
        INFO(r);
        const double first_order = 1.0 + r / 12.0 * 61.0 / 2.0;
        CHECK(annuity(6000, r, 60) / 100.0 == Approx(first_order).epsilon(r * r * 100 + 1e-14));
    }
}

TEST_CASE("interest and a shorter life make payments larger", "[money]") {
    CHECK(annuity(1000, 0.09, 60) > annuity(1000, 0.08, 60));
    CHECK(annuity(1000, 0.08, 48) > annuity(1000, 0.08, 60));
    CHECK(annuity(1000, 0.08, 60) * 60 > 1000);
}

TEST_CASE("the monthly cost of a two-socket server is that of the book", "[money]") {
    // 500 W, 9,000 USD over 48 months, 10 USD/W, load 0.75, PUE 1.5, 0.067 USD/kWh.
    const MonthlyCost m = monthly_cost({.facility_usd = 10 * 500,
                                        .it_watts = 500,
                                        .it_usd = 9000,
                                        .energy_usd_a_month = 0.5 * 0.75 * 1.5 * 730 * 0.067},
                                       barroso(48, 0.067));
    CHECK(m.facility == Approx(54.1226).margin(0.0001));
    CHECK(m.facility_upkeep == Approx(20.0));
    CHECK(m.it == Approx(219.7163).margin(0.0001));
    CHECK(m.it_upkeep == Approx(37.5));
    CHECK(m.total() == Approx(358.8508).margin(0.0001));
    CHECK(m.energy / m.total() == Approx(0.0767).margin(0.0001));
}

TEST_CASE("the monthly cost of an H100 node is that of the same rule", "[money]") {
    const MonthlyCost m = monthly_cost({.facility_usd = 10 * 10'200,
                                        .it_watts = 10'200,
                                        .it_usd = 310'000,
                                        .energy_usd_a_month = 10.2 * 0.75 * 1.5 * 730 * 0.067},
                                       barroso(60, 0.067));
    CHECK(m.facility == Approx(1104.1016).margin(0.0001));
    CHECK(m.facility_upkeep == Approx(408.0));
    CHECK(m.it == Approx(6285.6822).margin(0.0001));
    CHECK(m.it_upkeep == Approx(1291.6667).margin(0.0001));
    CHECK(m.energy == Approx(561.2423).margin(0.0001));
    CHECK(m.total() == Approx(9650.6928).margin(0.0001));
}

TEST_CASE("the energy of a window is scaled to a month of 730 hours", "[money]") {
    const auto metrics = cost_metrics(small_result(), plain);
    CHECK(value(metrics, "cost.monthly_energy") == Approx(146.0));
    CHECK(value(metrics, "cost.monthly_facility") == Approx(500.0));
    CHECK(value(metrics, "cost.monthly_it") == Approx(240.0));
    CHECK(value(metrics, "cost.monthly_upkeep") == 0.0);
    CHECK(value(metrics, "cost.monthly") == Approx(886.0));
    CHECK(value(metrics, "cost.energy_share") == Approx(146.0 / 886.0));
}

TEST_CASE("capital is summed by group, and its spread from the ends of all prices", "[money]") {
    const auto metrics = capex_metrics(small_result().bill);
    CHECK(value(metrics, "cost.it_capex") == 10'000);
    CHECK(value(metrics, "cost.network_capex") == 2'000);
    CHECK(value(metrics, "cost.facility_capex") == 50'000);
    CHECK(value(metrics, "cost.capex") == 62'000);
    CHECK(value(metrics, "cost.capex_low") == 31'000);
    CHECK(value(metrics, "cost.capex_high") == 124'000);
}

TEST_CASE("streams share the cost of the window by energy and divide it by hours served", "[money]") {
    Result r = small_result();
    r.streams = {{.name = "big-one", .reference = "x", .served = 100, .lost = 3, .energy_j = 3e6},
                 {.name = "small", .reference = "x", .served = 50, .energy_j = 1e6},
                 {.name = "refused", .reference = "x", .served = 0, .energy_j = 0}};
    const auto metrics = cost_metrics(r, plain);
    const double window = 886.0 * 7 * 24 / 730;
    CHECK(value(metrics, "cost.big_one_per_hour") == Approx(window * 0.75 / 100));
    CHECK(value(metrics, "cost.small_per_hour") == Approx(window * 0.25 / 50));
    CHECK_FALSE(metric(metrics, "cost.refused_per_hour").value);
    CHECK(value(metrics, "cost.lost") == Approx(3 * window * 0.75 / 100));
    // All hours at their prices are the cost of the window.
    CHECK(100 * value(metrics, "cost.big_one_per_hour") + 50 * value(metrics, "cost.small_per_hour") ==
          Approx(window));
}

TEST_CASE("an unknown price empties every sum that needs it and no other", "[money]") {
    Result r = small_result();
    r.streams = {{.name = "one", .reference = "x", .served = 100, .lost = 1, .energy_j = 3e6}};
    r.bill.push_back(line("server", 1, std::nullopt));
    const auto metrics = cost_metrics(r, plain);
    for (const char* empty :
         {"cost.it_capex", "cost.capex", "cost.capex_low", "cost.capex_high", "cost.monthly_it",
          "cost.monthly_upkeep", "cost.monthly", "cost.energy_share", "cost.one_per_hour", "cost.lost"}) {
        INFO(empty);
        CHECK_FALSE(metric(metrics, empty).value);
    }
    CHECK(value(metrics, "cost.network_capex") == 2'000);
    CHECK(value(metrics, "cost.facility_capex") == 50'000);
    CHECK(value(metrics, "cost.monthly_energy") == Approx(146.0));
}

TEST_CASE("a run without counted time has no cost of energy", "[money]") {
    Result r = small_result();
    r.metrics.clear();
    const auto metrics = cost_metrics(r, plain);
    CHECK_FALSE(metric(metrics, "cost.monthly_energy").value);
    CHECK_FALSE(metric(metrics, "cost.monthly").value);
    CHECK(value(metrics, "cost.capex") == 62'000);
}

TEST_CASE("a run is priced from its meter and its bill", "[money]") {
    const std::string file = shipped + "/starter/philly_replay.yaml";
    Scenario scenario = load(file);
    const Economics e = economics_of(scenario.config());
    CHECK(e.facility_months == Approx(144));
    CHECK(e.it_months == Approx(60));
    const Result r = run_and_price(std::move(scenario), {.until = Seconds::from_si(2 * 86'400.0)});
    const double kwh_a_month = value(r.metrics, "energy.utility") / 3.6e6 / 48.0 * 730.0;
    CHECK(value(r.metrics, "cost.monthly_energy") == Approx(kwh_a_month * 0.0806));
    CHECK(value(r.metrics, "cost.monthly_facility") ==
          Approx(annuity(13.0 * value(r.metrics, "power.it_nameplate"), 0.08, 144)));
    // One stream: it pays for everything.
    CHECK(value(r.metrics, "cost.philly_per_hour") * value(r.metrics, "work.philly_served") ==
          Approx(value(r.metrics, "cost.monthly") * 48.0 / 730.0));
    // Its energy is what its jobs were billed.
    double billed = 0.0;
    for (const JobRecord& job : r.jobs) billed += job.energy_j;
    REQUIRE(r.streams.size() == 1);
    CHECK(r.streams[0].energy_j == Approx(billed).epsilon(1e-9));
}

TEST_CASE("a demand charge bills the highest quarters of an hour, and is in the monthly cost", "[money]") {
    Result r = small_result();
    Economics charged = plain;
    charged.usd_per_kw_month = 12.0;
    // No whole quarter of an hour was metered: not known, and so is the sum.
    CHECK_FALSE(metric(cost_metrics(r, charged), "cost.monthly_demand").value);
    CHECK_FALSE(metric(cost_metrics(r, charged), "cost.monthly").value);
    r.metrics.push_back({"power.utility_demand_monthly", 2500.0, "W", ""});
    CHECK(value(cost_metrics(r, charged), "cost.monthly_demand") == 30.0);  // 2.5 kW at 12 USD
    CHECK(value(cost_metrics(r, charged), "cost.monthly") ==
          Approx(value(cost_metrics(r, plain), "cost.monthly") + 30.0));
    CHECK(value(cost_metrics(r, plain), "cost.monthly_demand") == 0.0);
}

TEST_CASE("the demand charge of the price book is one for each kW and month", "[money]") {
    const std::string file = shipped + "/starter/batch_replay.yaml";
    const RunOptions short_run{.until = Seconds::from_si(3600.0)};
    const auto metrics =
        run_and_price(load(file, {"economics.demand_charge=demand_us_large"}), short_run).metrics;
    CHECK(value(metrics, "cost.monthly_demand") ==
          Approx(value(metrics, "power.utility_demand_monthly") / 1e3 * 10.0).epsilon(1e-12));
    CHECK_THROWS_AS(require_prices(load(file, {"economics.demand_charge=electricity_texas"})), ConfigError);
    CHECK_THROWS_AS(require_prices(load(file, {"economics.demand_charge=nothing"})), ConfigError);
}

TEST_CASE("the cheaper electricity is cheaper", "[money]") {
    const RunOptions short_run{.until = Seconds::from_si(3600.0)};
    const auto cost = [&](std::vector<std::string> overrides) {
        const std::string file = shipped + "/starter/batch_replay.yaml";
        return value(run_and_price(load(file, std::move(overrides)), short_run).metrics,
                     "cost.monthly_energy");
    };
    CHECK(cost({"economics.electricity=electricity_texas"}) ==
          Approx(cost({"economics.electricity=electricity_california"}) * 0.066 / 0.1864));
}

TEST_CASE("where energy has a price by the hour, the monthly cost is made of it", "[money]") {
    Result r = small_result();
    r.metrics.push_back({"cost.energy_hourly", 42.0, "USD", ""});
    const std::vector<Metric> costs = cost_metrics(r, plain);
    CHECK(value(costs, "cost.monthly_energy") == Approx(42.0 * 730 / 168));
    CHECK(value(costs, "cost.monthly") == Approx(500 + 240 + 42.0 * 730 / 168));
}
