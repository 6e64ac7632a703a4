// The tower against the YorkCalc polynomial's published points, and its own invariants.
#include "models/cooling/cooling_tower.hpp"

#include "models/cooling/fluids.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// A cell of 1 MW with the polynomial's own approach, so that nothing is scaled.
CoolingTower nominal_cell() {
    return CoolingTower{{.heat = 1e6, .approach = yorkcalc_approach(25.55, 5.56, 1.0)}};
}

CoolingTower cell_by(TowerModel model, double approach = 3.89, double range = 5.56) {
    return CoolingTower{{.heat = 1e6, .approach = approach, .range = range, .model = model}};
}

CoolingTower effective_cell(double approach = 3.89, double range = 5.56) {
    return cell_by(TowerModel::effectiveness, approach, range);
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
    const CoolingTower cell{{.heat = 1e6, .approach = 5.0, .range = 5.56, .fan_share = 0.012}};
    CHECK(cell.water_flow() == Approx(1e6 / (4'180.0 * 5.56)));
    CHECK(cell.coldest(1e6, 25.55) == Approx(30.55).margin(1e-9));
    const auto at_limit = cell.operate(1e6, 25.55, 10.0);
    CHECK(at_limit.leaving == Approx(30.55));
    CHECK(at_limit.fan == Approx(12e3));
}

TEST_CASE("a warmer target needs less fan by the cube of the speed", "[cooling]") {
    const CoolingTower cell = nominal_cell();
    // 60 % of the air gives 10.927 K of approach at 15 degC and full range (table above).
    const auto slow = cell.operate(1e6, 15.0, 15.0 + yorkcalc_approach(15.0, 5.56, 1.0 / 0.6));
    CHECK(slow.leaving == Approx(25.927).margin(1e-3));
    CHECK(slow.fan == Approx(12e3 * 0.216).epsilon(1e-6));
}

TEST_CASE("a speed, and the target that it reaches, are two ways to one operation", "[cooling]") {
    const CoolingTower cell{{.heat = 1e6, .approach = 5.0}};
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
    const CoolingTower cell = nominal_cell();
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
    const CoolingTower cell = nominal_cell();
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
    const CoolingTower cell = nominal_cell();
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
    const CoolingTower cell{{.heat = 1e6, .approach = 4.0, .cycles_of_concentration = 5.0}};
    const double consumed = cell.consumption(1e6);
    const double evaporated = 0.85 * 1e6 / heat_of_evaporation;
    CHECK(consumed == Approx(evaporated * 5.0 / 4.0));  // drift comes out of the blow-down
    CHECK(evaporated * heat_of_evaporation < 1e6);
    CHECK(consumed * 3'600.0 / 1e3 == Approx(1.574).epsilon(1e-3));  // L per kWh of heat
    CHECK(cell.consumption(0.0) == 0.0);
}

TEST_CASE("an effectiveness is that of a counterflow exchanger, without a step where flows balance",
          "[cooling]") {
    CHECK(tower_effectiveness(2.0, 0.5) == Approx(0.774600).margin(1e-6));
    CHECK(tower_effectiveness(2.0, 1.0) == Approx(2.0 / 3.0));
    CHECK(tower_effectiveness(2.0, 1.0 - 1e-8) == Approx(2.0 / 3.0).margin(1e-7));
    CHECK(tower_effectiveness(2.0, 1.0 + 1e-8) == Approx(2.0 / 3.0).margin(1e-7));
    CHECK(tower_effectiveness(2.0, 2.0) == Approx(0.463711).margin(1e-6));
    CHECK(tower_effectiveness(1e4, 1.5) == Approx(1.0 / 1.5));  // the water leaves at the wet bulb
    CHECK(tower_effectiveness(1e4, 0.5) == Approx(1.0));        // the air leaves as the water enters
}

TEST_CASE("saturated air has the enthalpy of the tables, and a tangent above 80 degC", "[cooling]") {
    // The tables have the enhancement factor of real air, below 0.5 % of the vapour.
    CHECK(saturated_enthalpy(20.0) == Approx(57.55e3).epsilon(4e-3));
    CHECK(saturated_enthalpy(30.0) == Approx(99.98e3).epsilon(4e-3));
    double before = saturated_enthalpy(-60.5);
    for (double t = -60.0; t <= 150.0; t += 0.5) {
        CAPTURE(t);
        CHECK(saturated_enthalpy(t) > before);
        before = saturated_enthalpy(t);
    }
}

TEST_CASE("a tower by effectiveness reproduces the design point that it was sized by", "[cooling]") {
    for (const double approach : {1.5, 3.89, 8.0, 15.0}) {
        for (const double range : {2.0, 5.56, 12.0}) {
            const CoolingTower cell = effective_cell(approach, range);
            CAPTURE(approach, range);
            CHECK(cell.coldest(1e6, 25.55) == Approx(25.55 + approach).margin(1e-6));
            CHECK(cell.operate(1e6, 25.55, 10.0).fan == Approx(12e3));
        }
    }
}

TEST_CASE("what the air takes up is what the water loses", "[cooling]") {
    const CoolingTower cell = effective_cell();
    const EffectivenessLaw law{3.89, 5.56};
    for (const double wet_bulb : {-20.0, 0.0, 12.0, 25.55, 32.0}) {
        for (const double speed : {0.125, 0.5, 1.0}) {
            const double heat = 0.7e6;
            const double range = cell.range(heat);
            const double leaving = cell.at_speed(heat, wet_bulb, speed).leaving;
            const auto t = law.at(wet_bulb, range).transfer(leaving - wet_bulb, speed);
            CAPTURE(wet_bulb, speed, leaving, t.effectiveness);
            CHECK(cell.water_flow() * t.heat == Approx(heat).epsilon(1e-8));
            CHECK(cell.water_flow() * 4'180.0 * range == Approx(heat));
            const double air_to_water = speed / 1.2;
            CHECK(t.effectiveness * air_to_water *
                      (saturated_enthalpy(leaving + range) - saturated_enthalpy(wet_bulb)) ==
                  Approx(4'180.0 * range).epsilon(1e-8));
            CHECK(t.effectiveness > 0.0);
            CHECK(t.effectiveness < 1.0);
        }
    }
}

TEST_CASE("an approach by effectiveness rises with slower air, more heat and colder weather", "[cooling]") {
    const CoolingTower cell = effective_cell();
    const auto approach = [&](double heat, double wet_bulb, double speed) {
        return cell.at_speed(heat, wet_bulb, speed).leaving - wet_bulb;
    };
    for (double wet_bulb = -50.0; wet_bulb <= 45.0; wet_bulb += 2.5) {
        for (const double heat : {0.05e6, 0.5e6, 1.2e6}) {
            for (const double speed : {0.125, 0.4, 0.9}) {
                CAPTURE(wet_bulb, heat, speed);
                const double here = approach(heat, wet_bulb, speed);
                CHECK(here > 0.0);
                CHECK(here > approach(heat, wet_bulb, speed + 0.1));
                CHECK(here < approach(heat * 1.1, wet_bulb, speed));
                CHECK(here < approach(heat, wet_bulb - 2.5, speed));
            }
        }
    }
    CHECK(approach(0.0, 10.0, 1.0) == 0.0);
    CHECK(approach(1e-3, 10.0, 1.0) == Approx(0.0).margin(1e-6));
}

TEST_CASE("a tower by effectiveness meets its targets at any wet bulb", "[cooling]") {
    const CoolingTower cell = effective_cell();
    for (double wet_bulb = -60.0; wet_bulb <= 45.0; wet_bulb += 5.0) {
        for (const double heat : {0.02e6, 0.6e6, 1.2e6}) {
            for (const double target : {5.0, 15.0, 29.4}) {
                const auto o = cell.operate(heat, wet_bulb, target);
                CAPTURE(wet_bulb, heat, target, o.leaving, o.fan);
                CHECK(o.leaving >= wet_bulb);
                CHECK(o.leaving >= target);
                CHECK((o.leaving == target || o.fan == Approx(12e3)));
                CHECK(o.fan >= 0.0);
                CHECK(o.fan <= 12e3);
                CHECK_FALSE(o.outside_range);
            }
        }
    }
    CHECK(cell.at_speed(5e6, 40.0, 0.0).outside_range);  // water hotter than 80 degC
}

TEST_CASE("speeds, targets and entering water are ways to one operation by effectiveness", "[cooling]") {
    const CoolingTower cell = effective_cell(5.0);
    for (const double speed : {0.2, 0.5, 0.8, 1.0}) {
        const auto o = cell.at_speed(0.7e6, 12.0, speed);
        const auto back = cell.operate(0.7e6, 12.0, o.leaving);
        CAPTURE(speed);
        CHECK(back.leaving == Approx(o.leaving));
        CHECK(back.fan == Approx(o.fan).epsilon(1e-6));
        CHECK(cell.heat_of(o.leaving + cell.range(0.7e6), 12.0, speed) == Approx(0.7e6).epsilon(1e-6));
    }
    CHECK(cell.at_speed(0.7e6, 12.0, 0.0).fan == 0.0);
    CHECK(cell.at_speed(0.7e6, 12.0, 0.0).leaving == cell.at_speed(0.7e6, 12.0, 0.125).leaving);
}

TEST_CASE("at full fan and design range both tower models agree to 1.5 K", "[cooling]") {
    const CoolingTower york = cell_by(TowerModel::yorkcalc);
    const CoolingTower effective = effective_cell();
    for (double wet_bulb = 5.0; wet_bulb <= 25.55; wet_bulb += 0.5) {
        const double apart = effective.coldest(1e6, wet_bulb) - york.coldest(1e6, wet_bulb);
        CAPTURE(wet_bulb, apart);
        CHECK(apart > 0.0);  // the polynomial is the colder one
        CHECK(apart < 1.5);
    }
    CHECK(effective.coldest(1e6, 5.0) - york.coldest(1e6, 5.0) == Approx(1.31).margin(0.01));
    CHECK(effective.coldest(1e6, 15.0) - york.coldest(1e6, 15.0) == Approx(0.66).margin(0.01));
}
