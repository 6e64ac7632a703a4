// Expectations: what a band is, when it is met, and what cannot be checked at all.
#include "sim/study/expectations.hpp"

#include <limits>

#include "tests/support/catch.hpp"
#include "tests/unit/run/engine.hpp"

namespace datahall {
namespace {

const std::vector<Metric> metrics{
    {"energy.it", 3.6e6, "J", ""},
    {"network.links", 49152.0, "count", ""},
    {"network.cable_length", 1e6, "m", ""},
    {"network.cable_miles", 500.0, "mi", ""},
    {"cooling.air_hottest", 27.0, "degC", ""},
    {"efficiency.pue", 1.25, "1", ""},
    {"power.density", 8000.0, "W/m2", ""},
    {"jobs.wait_p95", std::nullopt, "s", ""},
    {"odd.infinite", std::numeric_limits<double>::infinity(), "W", ""},
};

Verdict verdict(const Expectation& e) {
    return check_expectations({&e, 1}, metrics).at(0);
}

std::vector<ExpectationMistake> mistakes(const Expectation& e) {
    return find_mistakes({&e, 1}, metrics);
}

}  // namespace

TEST_CASE("a value within its band, and one on its border, is met") {
    CHECK(verdict({.metric = "energy.it", .low = "900 Wh", .high = "1.1 kWh"}).is_met());
    CHECK(verdict({.metric = "energy.it", .low = "1 kWh", .high = "1 kWh"}).is_met());  // 3.6 MJ
    CHECK(verdict({.metric = "energy.it", .low = "3 MJ"}).is_met());
    CHECK(verdict({.metric = "energy.it", .high = "4 MJ"}).is_met());
}

TEST_CASE("a value outside says on which side") {
    CHECK(verdict({.metric = "energy.it", .low = "1.1 kWh"}).failure == "too low");
    CHECK(verdict({.metric = "energy.it", .high = "900 Wh"}).failure == "too high");
    CHECK(verdict({.metric = "energy.it", .equals = "2 kWh"}).failure == "not equal");
}

TEST_CASE("counts are equal exactly, all else within a billionth") {
    CHECK(is_equal(49152, 49152, "count"));
    CHECK_FALSE(is_equal(49152.000001, 49152, "count"));
    CHECK(is_equal(1e6 * (1 + 0.9e-9), 1e6, "W"));
    CHECK_FALSE(is_equal(1e6 * (1 + 1.1e-9), 1e6, "W"));
    CHECK(is_equal(0.0, 0.0, "W"));
    CHECK_FALSE(is_equal(1e-300, 0.0, "W"));
    CHECK(verdict({.metric = "network.links", .equals = "49152"}).is_met());
    CHECK_FALSE(verdict({.metric = "network.links", .equals = "49153"}).is_met());
}

TEST_CASE("bounds take any unit of the metric's kind") {
    // 1000 km are 621.371 mi.
    CHECK(verdict({.metric = "network.cable_length", .low = "621.3 mi", .high = "621.4 mi"}).is_met());
    CHECK_FALSE(verdict({.metric = "network.cable_length", .low = "621.4 mi"}).is_met());
    // 500 mi are 804.672 km: a metric in miles takes kilometers.
    CHECK(verdict({.metric = "network.cable_miles", .low = "804 km", .high = "805 km"}).is_met());
    // 27 degC are 80.6 degF.
    CHECK(verdict({.metric = "cooling.air_hottest", .low = "80 degF", .high = "81 degF"}).is_met());
    CHECK(verdict({.metric = "efficiency.pue", .low = "120 %", .high = "1.3"}).is_met());
}

TEST_CASE("a unit that no setting has is taken as it stands") {
    CHECK(verdict({.metric = "power.density", .low = "7.9e3 W/m2", .high = "8000W/m2"}).is_met());
    CHECK(mistakes({.metric = "power.density", .low = "8 kW/m2"}).size() == 1);
    CHECK(mistakes({.metric = "power.density", .low = "8000"}).size() == 1);
}

TEST_CASE("a figure that does not exist or is not finite is a failure, not a mistake") {
    const Expectation none{.metric = "jobs.wait_p95", .low = "0"};
    CHECK(mistakes(none).empty());
    CHECK(verdict(none).failure == "the figure does not exist here");
    CHECK(verdict({.metric = "odd.infinite", .low = "0"}).failure == "the figure is not finite");
}

TEST_CASE("an unknown metric is a mistake with a guess, and a failure if nobody asked before") {
    const auto found = mistakes({.metric = "energy.lt", .low = "0"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "E0401");
    CHECK(found[0].key == "metric");
    CHECK(found[0].hint == "did you mean 'energy.it'?");
    CHECK_FALSE(verdict({.metric = "energy.lt", .low = "0"}).is_met());
}

TEST_CASE("a bound of another kind is a mistake at its key") {
    const auto found = mistakes({.metric = "energy.it", .low = "3 MW", .high = "4 MJ"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].key == "low");
    CHECK(found[0].code == "E0202");
    CHECK_THAT(found[0].text, Catch::Contains("energy.it") && Catch::Contains("3 MW"));
    CHECK_FALSE(verdict({.metric = "energy.it", .low = "3 MW", .high = "4 MJ"}).is_met());
}

TEST_CASE("a band without room is a mistake") {
    const auto found = mistakes({.metric = "energy.it", .low = "2 kWh", .high = "1 kWh"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].key == "high");
}

TEST_CASE("verdicts stand in the order of the expectations and keep what was expected") {
    const std::vector<Expectation> expected{{.metric = "efficiency.pue", .low = "1.3", .source = "a paper"},
                                            {.metric = "network.links", .equals = "49152"}};
    const auto verdicts = check_expectations(expected, metrics);
    REQUIRE(verdicts.size() == 2);
    CHECK_FALSE(verdicts[0].is_met());
    CHECK(verdicts[0].expected.source == "a paper");
    CHECK(verdicts[0].value == 1.25);
    CHECK(verdicts[0].band.low == 1.3);
    CHECK(verdicts[1].is_met());
    CHECK(verdicts[1].unit == "count");
}

TEST_CASE("mistakes stand where the scenario has them, and expecting nothing is one") {
    const Scenario idle =
        test::load(test::shipped + "/claims/frontier_idle.yaml",
                   {"expect=[{metric: energy.it, low: 1 J}, {metric: enrgy.it, low: 1 J}]"});
    try {
        require_expectations(idle, metrics);
        FAIL("a mistake was not found");
    } catch (const ConfigError& error) {
        REQUIRE(error.problems().size() == 1);
        CHECK(error.problems()[0].path == "expect[1].metric");
        CHECK(error.problems()[0].where.file == "--set expect");
    }
    CHECK_THROWS_WITH(require_expectations(test::load(test::shipped + "/starter/batch_replay.yaml"), metrics),
                      Catch::Contains("batch_replay.yaml: error[E0103]: expect:"));
}

}  // namespace datahall
