// Moist air against the printed tables of the ASHRAE Handbook and against itself.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "models/cooling/psychrometrics.hpp"
#include "tests/support/catch.hpp"

using namespace datahall::psychro;

namespace {

constexpr double sea_level = 101'325.0;

double saturated(double t, double p) {
    return humidity_ratio(saturation_pressure(t), p);
}

/// A row of tests/data/cooling/moist_air.csv, in the order of its columns; made by make_moist_air.py beside
/// it.
struct State {
    double t, humidity, pressure, vapour, w, wet_bulb, dew_point, enthalpy, volume;
};

std::vector<State> independent_states() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/cooling/moist_air.csv"};
    std::string line;
    std::getline(in, line);
    std::vector<State> states;
    while (std::getline(in, line)) {
        std::istringstream fields{line};
        std::vector<double> v;
        for (std::string field; v.size() < 9 && std::getline(fields, field, ',');)
            v.push_back(std::stod(field));
        states.push_back({v.at(0), v[1], v[2], v[3], v[4], v[5], v[6], v[7], v.at(8)});
    }
    return states;
}

}  // namespace

TEST_CASE("moist air agrees with the ASHRAE equations evaluated with 50 digits", "[cooling]") {
    // -40 to 50 degC, 1 to 100 % and 60 to 105 kPa.  Wet bulb and dew point may be off by 0.02 K at most;
    // bisection brings both far below that.  The equations are the same, so all else differs by rounding.
    const std::vector<State> states = independent_states();
    CHECK(states.size() == 156);
    for (const State& s : states) {
        CAPTURE(s.t, s.humidity, s.pressure);
        const double vapour = s.humidity * saturation_pressure(s.t);
        const MoistAir air = moist_air(s.t, humidity_ratio(vapour, s.pressure), s.pressure);
        CHECK(vapour == Approx(s.vapour).epsilon(1e-9));
        CHECK(air.humidity_ratio == Approx(s.w).epsilon(1e-9));
        CHECK(air.relative_humidity == Approx(s.humidity).epsilon(1e-9));
        CHECK(air.wet_bulb == Approx(s.wet_bulb).margin(2e-6));
        CHECK(air.dew_point == Approx(s.dew_point).margin(1e-6));
        CHECK(air.enthalpy == Approx(s.enthalpy).margin(1e-3));
        CHECK(air.volume == Approx(s.volume).epsilon(1e-9));
        CHECK(air.density == Approx((1.0 + s.w) / s.volume).epsilon(1e-9));
    }
}

TEST_CASE("saturation pressure follows the ASHRAE equations over ice and water", "[cooling]") {
    CHECK(saturation_pressure(-20.0) == Approx(103.26).epsilon(1e-4));
    CHECK(saturation_pressure(25.0) == Approx(3'169.2).epsilon(1e-4));
    CHECK(saturation_pressure(50.0) == Approx(12'349.9).epsilon(1e-4));
    // Table 3 of the same chapter, made with a later formulation.
    CHECK(saturation_pressure(-20.0) == Approx(103.24).epsilon(3e-4));
    CHECK(saturation_pressure(25.0) == Approx(3'169.7).epsilon(3e-4));
    CHECK(saturation_pressure(50.0) == Approx(12'351.3).epsilon(3e-4));
}

TEST_CASE("humidity ratio from the wet bulb, over water and over ice", "[cooling]") {
    // Examples of psychrolib's test suite, at the pressure of 500 m.
    CHECK(humidity_ratio_at_wet_bulb(30.0, 25.0, 95'461.0) == Approx(0.0192281).epsilon(3e-4));
    CHECK(humidity_ratio_at_wet_bulb(-1.0, -5.0, 95'461.0) == Approx(0.001203998).epsilon(3e-4));
}

TEST_CASE("the wet bulb of a worked example", "[cooling]") {
    const double w = humidity_ratio(0.61 * saturation_pressure(7.0), 100'000.0);
    CHECK(wet_bulb(7.0, w, 100'000.0) == Approx(3.92667).margin(1e-3));
}

TEST_CASE("air of 40 degC dry and 20 degC wet has the properties of the ASHRAE example", "[cooling]") {
    const double w = humidity_ratio_at_wet_bulb(40.0, 20.0, sea_level);
    const double vapour = vapour_pressure(w, sea_level);
    CHECK(w >= 0.0064);
    CHECK(w <= 0.0065);
    CHECK(vapour / saturation_pressure(40.0) == Approx(0.14).epsilon(0.01));
    CHECK(enthalpy(40.0, w) == Approx(56'700.0).epsilon(0.01));
    CHECK(specific_volume(40.0, w, sea_level) == Approx(0.896).epsilon(0.01));
    CHECK(dew_point(vapour) == Approx(7.46).epsilon(0.01));
}

TEST_CASE("the standard atmosphere at 500 and 1000 m", "[cooling]") {
    CHECK(pressure_at(0.0) == 101'325.0);
    CHECK(pressure_at(500.0) == Approx(95'461.0).margin(1.0));
    CHECK(pressure_at(1'000.0) == Approx(89'875.0).margin(1.0));
}

TEST_CASE("the wet bulb lies between dew point and dry bulb and rises with humidity", "[cooling]") {
    for (double t = -30.0; t <= 45.0; t += 2.5) {
        double before = -1e9;
        for (double rh = 0.02; rh <= 1.0; rh += 0.02) {
            const double vapour = rh * saturation_pressure(t);
            const double w = humidity_ratio(vapour, sea_level);
            const double tw = wet_bulb(t, w, sea_level);
            CAPTURE(t, rh, tw);
            CHECK(tw <= t);
            CHECK(tw >= dew_point(vapour) - 1e-5);
            CHECK(tw > before);
            before = tw;
        }
    }
}

TEST_CASE("saturated air has its wet bulb and its dew point at the dry bulb", "[cooling]") {
    for (const double t : {-15.0, -0.5, 0.5, 12.0, 35.0}) {
        CHECK(wet_bulb(t, saturated(t, sea_level), sea_level) == Approx(t).margin(1e-5));
        CHECK(dew_point(saturation_pressure(t)) == Approx(t).margin(1e-8));
    }
}

TEST_CASE("the wet bulb inverts the humidity ratio to a ten-millionth", "[cooling]") {
    for (double t = -20.0; t <= 45.0; t += 5.0) {
        for (double rh = 0.1; rh < 1.0; rh += 0.2) {
            const double w = humidity_ratio(rh * saturation_pressure(t), 90'000.0);
            const double tw = wet_bulb(t, w, 90'000.0);
            if (tw < 0.0 && tw > -1.0) continue;  // two balances meet at 0 degC
            CAPTURE(t, rh);
            CHECK(humidity_ratio_at_wet_bulb(t, tw, 90'000.0) == Approx(w).margin(1e-8));
        }
    }
}

TEST_CASE("vapour pressure and humidity ratio invert each other", "[cooling]") {
    for (const double vapour : {20.0, 900.0, 7'000.0}) {
        CHECK(vapour_pressure(humidity_ratio(vapour, sea_level), sea_level) == Approx(vapour).epsilon(1e-9));
    }
}
