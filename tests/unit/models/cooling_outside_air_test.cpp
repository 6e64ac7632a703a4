// Outdoor air through the hall: evaporation by psychrometric identities, mixing, coil, closed hall.
#include "datahall/config_error.hpp"

#include "models/cooling/psychrometrics.hpp"
#include "models/cooling/typical_year.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

std::unique_ptr<CoolingPlant> plant(const std::string& settings) {
    CoolingModels models;
    auto out = models.plant("{model: outside_air, recirculation: 0, bypass: 0, " + settings + "}");
    out->size_for(1_MW);
    return out;
}

CoolingDuty duty(const CoolingPlant& p, Watts heat, const Weather& w) {
    return p.respond(heat, w, {});
}

Weather air_of(double dry_bulb, double humidity, double pressure = 101'325.0) {
    return weather_from_humidity(dry_bulb, humidity, pressure);
}

double moisture(double dew_point, double pressure) {
    return psychro::humidity_ratio(psychro::saturation_pressure(dew_point), pressure);
}

}  // namespace

TEST_CASE("direct evaporation is adiabatic: the wet bulb stays", "[cooling]") {
    const auto p =
        plant("evaporation: direct, effectiveness: 90 %, humidity_limit: 100 %, supply_air: 8 degC");
    for (const double pressure : {101'325.0, 84'000.0}) {
        for (double t = 12.0; t <= 46.0; t += 2.0) {
            for (const double humidity : {0.05, 0.2, 0.5, 0.8}) {
                const Weather w = air_of(t, humidity, pressure);
                if (w.wet_bulb.degrees() < 8.0) continue;  // no frozen pads, no exhaust mixed in
                const CoolingDuty d = duty(*p, 1_MW, w);
                const double after = moisture(d.dew_point->degrees(), pressure);
                CAPTURE(t, humidity, pressure, d.supply.degrees(), w.wet_bulb.degrees());
                CHECK(psychro::wet_bulb(d.supply.degrees(), after, pressure) ==
                      Approx(w.wet_bulb.degrees()).margin(0.2));
                CHECK((w.dry_bulb - d.supply).si() == Approx(0.9 * (w.dry_bulb - w.wet_bulb).si()));
                CHECK(d.free_share == 1.0);
            }
        }
    }
}

TEST_CASE("what evaporates is what the air gains, and what is bled", "[cooling]") {
    // 1 MW over a rise of 10 K: 100 kW/K or 99.4 kg/s of air.  Four cycles bleed a third of what evaporates.
    const auto p = plant("rise: 10 K, evaporation: direct, cycles_of_concentration: 4");
    const Weather w = air_of(32.0, 0.2);
    const CoolingDuty d = duty(*p, 1_MW, w);
    const double gained =
        moisture(d.dew_point->degrees(), 101'325.0) - moisture(w.dew_point.degrees(), 101'325.0);
    CHECK(d.water.si() == Approx(1e5 / 1006.0 * gained * 4.0 / 3.0));
    CHECK(d.supply.degrees() == Approx(22.0));  // only as far as needed
    CHECK(gained == Approx(10.0 * 1006.0 / 2.43e6));
    // Indirect: the same heat leaves with water of the other stream, and the supply stays as dry as it was.
    const CoolingDuty i =
        duty(*plant("rise: 10 K, evaporation: indirect, effectiveness: 70 %, cycles_of_concentration: 4"),
             1_MW, w);
    CHECK(i.water.si() == Approx(1e5 * 10.0 / 2.43e6 * 4.0 / 3.0));
    CHECK(i.dew_point->degrees() == Approx(w.dew_point.degrees()));
}

TEST_CASE("pads stop at the humidity limit", "[cooling]") {
    const auto p = plant("evaporation: direct, humidity_limit: 70 %");
    const Weather w = air_of(30.0, 0.5);
    const CoolingDuty d = duty(*p, 1_MW, w);
    const double humidity = psychro::saturation_pressure(d.dew_point->degrees()) /
                            psychro::saturation_pressure(d.supply.degrees());
    CHECK(humidity == Approx(0.7).margin(1e-3));
    CHECK(d.supply > 22_degC);
    const CoolingDuty damp = duty(*p, 1_MW, air_of(30.0, 0.75));  // already beyond it
    CHECK(damp.water.si() == 0.0);
    CHECK(damp.supply == 30_degC);
}

TEST_CASE("cold air is warmed to the set point by exhaust and stays as dry as it is", "[cooling]") {
    const auto p = plant("evaporation: direct, coil_share: 100 %");
    for (const double t : {-30.0, 0.0, 21.9}) {
        const Weather w = air_of(t, 0.5);
        const CoolingDuty d = duty(*p, 1_MW, w);
        CHECK(d.supply == 22_degC);
        CHECK(d.dew_point->degrees() == Approx(w.dew_point.degrees()));
        CHECK(d.water.si() == 0.0);
        CHECK(d.power.total() == 0_W);
    }
}

TEST_CASE("warm air without a coil warms the racks, and counts against the capacity past its limit",
          "[cooling]") {
    const auto p = plant("evaporation: none, supply_limit: 30 degC, units: 10, spares: 0");
    CHECK(duty(*p, 1_MW, air_of(29.0, 0.3)).supply == 29_degC);
    CHECK(duty(*p, 1_MW, air_of(29.0, 0.3)).rejected == 1_MW);
    // Reach 12 K: 3 K beyond the limit take a quarter of what the units carry, their fans' heat included.
    const CoolingDuty d = duty(*p, 1_MW, air_of(33.0, 0.3));
    const double fans = 1e6 / (1.2 * 1006.0 * 12.0) * 350.0;
    CHECK(d.capacity.si() == Approx(0.75 * (1e6 + fans)));
    CHECK(d.supply == 33_degC);
}

TEST_CASE("the coil takes what evaporation leaves, at its COP", "[cooling]") {
    // 1 MW over 12 K, from 28 to 22 degC: half of it.
    const auto p = plant("evaporation: none, coil_share: 60 %, carnot_share: 45 %");
    const CoolingDuty d = duty(*p, 1_MW, air_of(28.0, 0.3));
    const double cop = 0.45 * (14.0 + 273.15) / (28.0 + 12.0 - 14.0);
    CHECK(d.power.compressors.si() == Approx(0.5e6 / cop));
    CHECK(d.free_share == Approx(0.5));
    CHECK(d.supply.degrees() == Approx(22.0));
    CHECK(d.stage == PlantStage{1, 1});
    // 0.6 MW are 7.2 K of the 11 K.
    CHECK(duty(*p, 1_MW, air_of(33.0, 0.3)).supply.degrees() == Approx(25.8));
    PlantSituation broken;
    broken.out[0] = 1;
    CHECK(p->respond(1_MW, air_of(28.0, 0.3), broken).supply == 28_degC);
}

TEST_CASE("the hall closes on humid days as far as its coil carries the heat", "[cooling]") {
    const auto p = plant("evaporation: direct, coil_share: 100 %, dew_point_limit: 18 degC");
    const Weather muggy = air_of(26.0, 0.8);  // dew point 22.3 degC
    const CoolingDuty all = duty(*p, 800_kW, muggy);
    CHECK(all.stage.mode == 0);
    CHECK(all.supply == 22_degC);
    CHECK(all.dew_point->degrees() == Approx(14.0));  // of the coil: 8 K below the air
    CHECK(all.water.si() == 0.0);
    CHECK(all.free_share == 0.0);
    // A quarter more than the coil carries: a fifth is outdoor air.
    const CoolingDuty part = duty(*p, 1.25_MW, muggy);
    CHECK(part.stage.mode == 1);
    CHECK(part.free_share == Approx(0.2));
    CHECK(part.dew_point->degrees() > 14.0);
    CHECK(part.supply > 22_degC);
    CHECK(duty(*plant("evaporation: direct, dew_point_limit: 18 degC"), 800_kW, muggy).free_share == 1.0);
}

TEST_CASE("no compressor works harder for outdoor air than for exhaust", "[cooling]") {
    const auto p = plant("evaporation: none, coil_share: 110 %");
    for (double t = 22.0; t <= 50.0; t += 1.0) {
        const CoolingDuty d = duty(*p, 1_MW, air_of(t, 0.05));
        const double open = 1e6 * (t - 22.0) / 12.0;
        const double cop = std::min(0.45 * 287.15 / (t + 12.0 - 14.0), 8.0);
        CAPTURE(t);
        CHECK(d.power.compressors.si() == Approx(std::min(open, 1e6) / cop).margin(1e-6));
        CHECK(d.supply.degrees() == Approx(22.0));
    }
}

TEST_CASE("the supply is never below its set point, nor its dew point above the supply", "[cooling]") {
    for (const char* way : {"none", "direct", "indirect"}) {
        for (const char* coil : {"0", "30 %", "110 %"}) {
            const auto p =
                plant(std::string{"dew_point_limit: 30 degC, evaporation: "} + way + ", coil_share: " + coil);
            for (double t = -40.0; t <= 50.0; t += 1.0) {
                for (const double humidity : {0.05, 0.4, 1.0}) {
                    for (const Watts heat : {0_W, 300_kW, 1_MW, 2_MW}) {
                        const CoolingDuty d = duty(*p, heat, air_of(t, humidity));
                        CAPTURE(way, coil, t, humidity, heat.si());
                        REQUIRE(d.supply.degrees() >= 22.0 - 1e-9);
                        REQUIRE(*d.dew_point <= d.supply);
                        REQUIRE(d.water.si() >= 0.0);
                    }
                }
            }
        }
    }
}

TEST_CASE("heat passes an outdoor-air hall whatever the supply", "[cooling]") {
    const auto p = plant("evaporation: direct");
    CHECK(p->loop().floats);
    CHECK(p->loop().heat_capacity == 0.0);
    CHECK_FALSE(p->terminals().need_water);
    CHECK(p->units(PlantPart::chillers) == 0);
    CHECK(plant("coil_share: 20 %")->units(PlantPart::chillers) == 1);
    CHECK_THROWS_AS(plant("supply_limit: 20 degC"), ConfigError);
}
