// Zones and water under random changes: no heat is lost, events come when they were predicted.
#include "sim/run/heat/thermal_zone.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/run/heat/water_loop.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t kilowatt = 1'000'000'000;  // uW
constexpr Instant at_s(double s) {
    return {static_cast<std::int64_t>(s * 1e9)};
}

// 10 kW over 1 kW/K: at 20 degC with water of 14 degC and a rise of 12 K, 18 kW may pass.
ThermalZone rack() {
    ThermalZone zone{{11e3, 245e3, 1'000.0}, 20.0, 12.0};
    zone.set_cooling({}, {.conductance = 1'000.0, .water = 14.0});
    return zone;
}

}  // namespace

TEST_CASE("heat that the units can move passes and stores nothing", "[heat]") {
    ThermalZone zone = rack();
    zone.set_heat({}, 10 * kilowatt);
    CHECK(zone.law() == ZoneLaw::held);
    CHECK(zone.is_at_rest());
    CHECK(zone.air(at_s(1e6)) == 20.0);
    CHECK(zone.total_moved(at_s(1e6)) == zone.total_heat(at_s(1e6)));
    CHECK(zone.next_switch() == kNever);
}

TEST_CASE("more heat than the units can move warms the air to where they can", "[heat]") {
    ThermalZone zone = rack();
    zone.set_heat({}, 24 * kilowatt);
    CHECK(zone.law() == ZoneLaw::coil);
    CHECK(zone.air(at_s(1e6)) == Approx(14.0 - 12.0 + 24.0));  // where 1 kW/K moves 24 kW
    CHECK(zone.next_switch() == kNever);
    const Instant warm = zone.next_above(25.0);
    CHECK(zone.air(warm) >= 25.0);
    CHECK(zone.air({warm.ns - 1}) < 25.0);
    // Back to 10 kW: warm metal first, then the set point again, and at last at rest.
    zone.set_heat(at_s(7'200), 10 * kilowatt);
    const Instant cool = zone.next_switch();
    REQUIRE(cool != kNever);
    zone.review(cool);
    CHECK(zone.law() == ZoneLaw::held);
    CHECK(zone.air(cool) == 20.0);
    CHECK(zone.flow(cool) > 10e3);
    const Instant rest = zone.next_switch();
    zone.review(rest);
    CHECK(zone.is_at_rest());
    CHECK(zone.stored(rest) == 0.0);
    CHECK(joules_of(zone.total_heat(rest) - zone.total_moved(rest)) == Approx(0.0).margin(1e-3));
}

TEST_CASE("without flow nothing is moved, and water warmer than the exhaust warms no hall", "[heat]") {
    ThermalZone still = rack();
    still.set_heat({}, 10 * kilowatt);
    still.set_cooling({}, {.conductance = 0.0, .water = 14.0});
    CHECK(still.law() == ZoneLaw::still);
    CHECK(still.total_moved(at_s(600)) == 0);
    CHECK(still.air(at_s(600)) - 20.0 == Approx(32.6).epsilon(0.01));  // 10 kW a rack without cooling
    ThermalZone hot = rack();
    hot.set_heat({}, 10 * kilowatt);
    hot.set_cooling({}, {.conductance = 1'000.0, .water = 40.0});
    CHECK(hot.law() == ZoneLaw::still);
    const Instant helps = hot.next_switch();  // once the exhaust is warmer than the water
    CHECK(hot.air(helps) == Approx(28.0));
    hot.review(helps);
    CHECK(hot.law() == ZoneLaw::coil);
}

TEST_CASE("air that comes as it is holds the zone as warm, and metal follows", "[heat]") {
    ThermalZone zone = rack();
    zone.set_heat({}, 5 * kilowatt);
    // 4 K warmer outdoors: units at full flow would make it cooler by their spare flow, but it is not.
    zone.set_cooling(at_s(100), {.conductance = 1'000.0, .water = 18.0, .warmer = 4.0});
    CHECK(zone.law() == ZoneLaw::held);
    CHECK(zone.air(at_s(100)) == 24.0);
    CHECK(zone.metal(at_s(100)) == Approx(20.0));
    CHECK(zone.flow(at_s(100)) == Approx(5e3 - 4e3));  // metal takes 1 kW/K x 4 K
    const Instant rest = zone.next_switch();
    zone.review(rest);
    CHECK(zone.is_at_rest());
    CHECK(zone.stored(rest) == Approx(256e3 * 4.0));
    CHECK(joules_of(zone.total_heat(rest) - zone.total_moved(rest)) == Approx(256e3 * 4.0));
    // Cool air again: the zone falls to it at full flow, and gives all of that back.
    zone.set_cooling(rest, {.conductance = 1'000.0, .water = 14.0});
    CHECK(zone.law() == ZoneLaw::coil);
    Instant now = rest;
    while (!zone.is_at_rest()) {
        now = zone.next_switch();
        REQUIRE(now != kNever);
        zone.review(now);
    }
    CHECK(zone.air(now) == 20.0);
    CHECK(joules_of(zone.total_heat(now) - zone.total_moved(now)) == Approx(0.0).margin(1e-3));
}

TEST_CASE("a capped zone passes what its plant takes", "[heat]") {
    ThermalZone zone = rack();
    zone.set_cooling({}, {.conductance = 1'000.0, .water = 14.0, .cap = 6'000.0});
    zone.set_heat({}, 10 * kilowatt);
    CHECK(zone.law() == ZoneLaw::capped);
    CHECK(zone.flow(at_s(100)) == 6'000.0);
    zone.set_heat(at_s(100), 2 * kilowatt);
    const Instant cool = zone.next_switch();
    zone.review(cool);
    CHECK(zone.air(cool) == 20.0);
    CHECK(zone.law() == ZoneLaw::held);
}

TEST_CASE("heat = moved + stored whatever happens, and however an interval is cut", "[heat]") {
    SplitMix random{3};
    for (int run = 0; run < 50; ++run) {
        ThermalZone whole = rack();
        ThermalZone cut = rack();
        double t = 0.0;
        for (int step = 0; step < 200; ++step) {
            const std::int64_t heat = random.below(40'000) * std::int64_t{1'000'000};
            const double conductance = random.below(3) == 0 ? 0.0 : random.below(2'000);
            const double water = 5.0 + random.below(40);
            const double cap = random.below(2) == 0 ? 1e99 : random.below(30'000);
            for (ThermalZone* z : {&whole, &cut}) {
                z->set_heat(at_s(t), heat);
                z->set_cooling(at_s(t), {.conductance = conductance, .water = water, .cap = cap});
            }
            const double end = t + 1 + random.below(2'000);
            // One follows its own events only, the other is looked at in between, too.
            for (double look = t; look < end; look += 37.0) cut.review(std::max(at_s(look), cut.since()));
            for (ThermalZone* z : {&whole, &cut}) {
                for (Instant next = z->next_switch(); next < at_s(end); next = z->next_switch())
                    z->review(next);
            }
            t = end;
        }
        CAPTURE(run);
        for (const ThermalZone* z : {&whole, &cut}) {
            const double heat = joules_of(z->total_heat(at_s(t)));
            const double kept = joules_of(z->total_heat(at_s(t)) - z->total_moved(at_s(t)));
            CHECK(std::fabs(kept - z->stored(at_s(t))) <= 1e-9 * heat);
        }
    }
}

TEST_CASE("water warms by what the plant does not take, after the tank", "[heat]") {
    // 1 MJ/K and a tank of 30 MJ; 100 kW come, 60 kW may go: 40 kW stay.
    WaterLoop loop{1e6, 30e6, 8.0};
    FlowSum flow;
    flow.add(100e3);
    loop.set_plant(60e3, 60e3, 8.0);
    loop.set_flow(flow);
    CHECK_FALSE(loop.is_held());
    CHECK(loop.supply(at_s(700)) == 8.0);                            // 28 MJ in the tank
    CHECK(loop.supply(at_s(1'000)) == Approx(8.0 + (40.0 - 30.0)));  // 10 MJ in the water
    CHECK(loop.next_change(8.0, 0.75).ns == Approx(1e9 * (30e6 + 0.75e6) / 40e3));
    // All of it taken back at 50 kW more than comes.
    loop.advance(at_s(1'000));
    loop.set_flow(flow);
    loop.set_plant(150e3, 200e3, 8.0);
    CHECK(loop.next_change(18.0, 50.0).ns == Approx(1e9 * (1'000 + 40e6 / 50e3)));
    loop.advance(at_s(1'800));
    CHECK(loop.is_held());
    CHECK(loop.taken(at_s(1'800)) == Approx(loop.received(at_s(1'800))).epsilon(1e-12));
}

TEST_CASE("water that is colder than wanted warms first", "[heat]") {
    WaterLoop loop{1e6, 0.0, 8.0};
    FlowSum flow;
    flow.add(100e3);
    loop.set_flow(flow);
    loop.set_plant(0.0, 500e3, 10.0);  // asked for nothing until the water is there
    CHECK(loop.supply(at_s(0)) == 8.0);
    CHECK(loop.supply(at_s(10)) == Approx(9.0));
    CHECK(loop.taken(at_s(10)) == 0.0);
    CHECK(loop.next_change(8.0, 50.0).ns == Approx(20e9));
}

TEST_CASE("a loop finds the first time at which a changing flow matters", "[heat]") {
    // 50 kW rising by 100 kW with 100 s: over the capacity of 100 kW after 100 ln 2 seconds.
    WaterLoop loop{1e6, 0.0, 8.0};
    FlowSum flow;
    flow.add(50e3);
    flow.add(-0.01, 1e3);
    loop.set_plant(50e3, 100e3, 8.0);
    loop.set_flow(flow);
    CHECK(loop.is_held());
    CHECK(loop.next_change(8.0, 0.5).ns == Approx(1e9 * 100 * 0.69314718055994529).margin(10));
}
