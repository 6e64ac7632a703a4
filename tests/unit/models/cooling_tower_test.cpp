// The tower against the YorkCalc polynomial's published points, and its own invariants.
#include "models/cooling/fluids.hpp"
#include "models/cooling/york_tower.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// A cell of 1 MW with the polynomial's own approach, so that nothing is scaled.
YorkTower nominal_cell() {
    return YorkTower{{.heat = 1e6, .approach = yorkcalc_approach(25.55, 5.56, 1.0)}};
}

}  // namespace

TEST_CASE("the approach polynomial at its design point, slower air and a colder day", "[cooling]") {
    CHECK(yorkcalc_approach(25.55, 5.56, 1.0) == Approx(3.8445).margin(1e-4));
    CHECK(yorkcalc_approach(20.0, 5.56, 1.0 / 0.8) == Approx(6.5629).margin(1e-4));
    CHECK(yorkcalc_approach(10.0, 5.56, 1.0) == Approx(7.7706).margin(1e-4));
}

TEST_CASE("approaches over wet bulb, air flow and range", "[cooling]") {
    struct Row {
        double wet_bulb;
        double air[4];  // 100, 80, 60, 40 % at a range of 5.56 K
        double at_3k, at_8k;
    };
    const Row table[] = {{20, {5.058, 6.563, 9.016, 13.718}, 3.079, 6.737},
                         {15, {6.330, 8.090, 10.927, 16.238}, 3.889, 8.385},
                         {10, {7.771, 9.777, 12.987, 18.909}, 4.879, 10.198},
                         {5, {9.381, 11.623, 15.197, 21.732}, 6.050, 12.177}};
    for (const Row& row : table) {
        CAPTURE(row.wet_bulb);
        for (int i = 0; i < 4; ++i) {
            CHECK(yorkcalc_approach(row.wet_bulb, 5.56, 1.0 / (1.0 - 0.2 * i)) ==
                  Approx(row.air[i]).margin(5.1e-4));
        }
        CHECK(yorkcalc_approach(row.wet_bulb, 3.0, 1.0) == Approx(row.at_3k).margin(5.1e-4));
        CHECK(yorkcalc_approach(row.wet_bulb, 8.0, 1.0) == Approx(row.at_8k).margin(5.1e-4));
    }
}

TEST_CASE("water entering at 30 degC leaves a tower at 15 degC wet bulb by its range", "[cooling]") {
    const double leaving = yorkcalc_leaving(30.0, 15.0, 1.0);
    CHECK(30.0 - leaving == Approx(7.2327).margin(1e-3));
    CHECK(leaving == Approx(22.7673).margin(1e-3));
}

TEST_CASE("a cell at its design point leaves by its design approach at full fan", "[cooling]") {
    const YorkTower cell{{.heat = 1e6, .approach = 5.0, .range = 5.56, .fan_share = 0.012}};
    CHECK(cell.water_flow() == Approx(1e6 / (4'180.0 * 5.56)));
    CHECK(cell.coldest(1e6, 25.55) == Approx(30.55).margin(1e-9));
    const auto at_limit = cell.operate(1e6, 25.55, 10.0);
    CHECK(at_limit.leaving == Approx(30.55));
    CHECK(at_limit.fan == Approx(12e3));
}

TEST_CASE("a warmer target needs less fan by the cube of the speed", "[cooling]") {
    const YorkTower cell = nominal_cell();
    // 60 % of the air gives 10.927 K of approach at 15 degC and full range (table above).
    const auto slow = cell.operate(1e6, 15.0, 15.0 + yorkcalc_approach(15.0, 5.56, 1.0 / 0.6));
    CHECK(slow.leaving == Approx(25.927).margin(1e-3));
    CHECK(slow.fan == Approx(12e3 * 0.216).epsilon(1e-6));
}

TEST_CASE("a speed, and the target that it reaches, are two ways to one operation", "[cooling]") {
    const YorkTower cell{{.heat = 1e6, .approach = 5.0}};
    for (const double speed : {0.2, 0.5, 0.8, 1.0}) {
        const auto o = cell.at_speed(0.7e6, 12.0, speed);
        const auto back = cell.operate(0.7e6, 12.0, o.leaving);
        CAPTURE(speed);
        CHECK(back.leaving == Approx(o.leaving));
        CHECK(back.fan == Approx(o.fan).epsilon(1e-6));
    }
    // Fan off: no power, and what free convection at 12.5 % of the air gives.
    CHECK(cell.at_speed(0.7e6, 12.0, 0.0).fan == 0.0);
    CHECK(cell.at_speed(0.7e6, 12.0, 0.0).leaving == cell.at_speed(0.7e6, 12.0, 0.125).leaving);
}

TEST_CASE("the heat of entering water is the heat that makes it so warm", "[cooling]") {
    const YorkTower cell = nominal_cell();
    const double heat = cell.heat_of(30.0, 15.0, 1.0);
    CHECK(cell.range(heat) == Approx(7.2327).margin(1e-3));  // as the polynomial alone, above
    CHECK(cell.at_speed(heat, 15.0, 1.0).leaving + cell.range(heat) == Approx(30.0));
}

TEST_CASE("below its least speed the fan cycles against free convection", "[cooling]") {
    // 20 % of the air, between free convection at 12.5 % and the least speed of 30 %: on for
    // (0.2 - 0.125) / (0.3 - 0.125) = 3/7 of the time at 0.3^3 of the power.
    const auto o = nominal_cell().operate(1e6, 10.0, 10.0 + yorkcalc_approach(10.0, 5.56, 5.0));
    CHECK(o.fan == Approx(12e3 * 0.027 * 3.0 / 7.0).epsilon(1e-6));
}

TEST_CASE("leaving water is never colder than the wet bulb nor warmer than a target in reach", "[cooling]") {
    const YorkTower cell = nominal_cell();
    for (double wet_bulb = -40.0; wet_bulb <= 35.0; wet_bulb += 1.0) {
        for (const double heat : {0.02e6, 0.2e6, 0.6e6, 1e6, 1.2e6}) {
            for (const double target : {5.0, 15.0, 29.4}) {
                const auto o = cell.operate(heat, wet_bulb, target);
                CAPTURE(wet_bulb, heat, target, o.leaving, o.fan);
                CHECK(o.leaving >= wet_bulb);
                CHECK(o.leaving >= target);
                CHECK((o.leaving == target || o.fan == Approx(12e3)));
                CHECK(o.fan >= 0.0);
                CHECK(o.fan <= 12e3);
                CHECK(o.outside_range == (wet_bulb < -34.4 || wet_bulb > 26.7));
            }
        }
    }
}

TEST_CASE("fan power rises with wet bulb and with heat, and falls with a warmer target", "[cooling]") {
    const YorkTower cell = nominal_cell();
    double before = 0.0;
    for (double wet_bulb = -10.0; wet_bulb <= 28.0; wet_bulb += 0.5) {
        const double fan = cell.operate(0.8e6, wet_bulb, 20.0).fan;
        CHECK(fan >= before);
        CHECK(cell.operate(0.8e6, wet_bulb, 24.0).fan <= fan);
        before = fan;
    }
    before = 0.0;
    for (double heat = 0.0; heat <= 1.2e6; heat += 0.02e6) {
        const double fan = cell.operate(heat, 12.0, 20.0).fan;
        CHECK(fan >= before);
        before = fan;
    }
}

TEST_CASE("evaporation carries less than the heat, and make-up is what the cycles ask", "[cooling]") {
    const YorkTower cell{{.heat = 1e6, .approach = 4.0, .cycles_of_concentration = 5.0}};
    const double consumed = cell.consumption(1e6);
    const double evaporated = 0.85 * 1e6 / heat_of_evaporation;
    CHECK(consumed == Approx(evaporated * 5.0 / 4.0));  // drift comes out of the blow-down
    CHECK(evaporated * heat_of_evaporation < 1e6);
    CHECK(consumed * 3'600.0 / 1e3 == Approx(1.574).epsilon(1e-3));  // L per kWh of heat
    CHECK(cell.consumption(0.0) == 0.0);
}
