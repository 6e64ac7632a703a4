#include "sim/metrics/load_meter.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

TEST_CASE("a bus is metered between its changes: energies, extremes and time near its rating", "[metrics]") {
    LoadMeter meter;
    meter.set({0}, 700, 7, 1'000);
    meter.set({10}, 900, 9, 1'000);  // 90 %
    meter.set({14}, 500, 5, 500);    // half of the units are out: 100 %
    meter.set({20}, 300, 3, 1'000);
    const Instant end{25};
    // 700 x 10 + 900 x 4 + 500 x 6 + 300 x 5
    CHECK(meter.output(end) == 15'100);
    CHECK(meter.loss(end) == 151);
    CHECK(meter.lowest(end) == 300);
    CHECK(meter.highest() == 900);
    CHECK(meter.highest_loading() == 1.0);
    CHECK(meter.heavy_ns(end) == 10);  // from 10 to 20
}

TEST_CASE("exactly 80 % of a rating is not above it", "[metrics]") {
    LoadMeter meter;
    meter.set({0}, 80, 0, 100);
    CHECK(meter.heavy_ns({10}) == 0);
}

TEST_CASE("a level that does not hold for any time leaves no trace but in the highest", "[metrics]") {
    LoadMeter meter;  // starts at 0
    meter.set({0}, 5, 0, 10);
    CHECK(meter.lowest({0}) == 5);
    CHECK(meter.lowest({3}) == 5);
    meter.set({4}, 8, 0, 10);
    CHECK(meter.lowest({4}) == 5);
}

TEST_CASE("a meter that is restarted counts from there with the level that it has", "[metrics]") {
    LoadMeter meter;
    meter.set({0}, 100, 10, 100);
    meter.set({10}, 50, 5, 100);
    meter.restart({20});
    CHECK(meter.output({20}) == 0);
    CHECK(meter.highest() == 50);
    meter.set({30}, 60, 6, 100);
    CHECK(meter.output({40}) == 50 * 10 + 60 * 10);
    CHECK(meter.loss({40}) == 5 * 10 + 6 * 10);
    CHECK(meter.lowest({40}) == 50);
    CHECK(meter.highest_loading() == 0.6);
    CHECK(meter.heavy_ns({40}) == 0);  // full load was before
}
