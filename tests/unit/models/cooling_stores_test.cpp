// What plants hand on, hold back and let float: reused heat, tanks, water that is warmer at part load.
#include "models/cooling/typical_year.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

std::unique_ptr<CoolingPlant> plant(const std::string& yaml) {
    CoolingModels models;
    auto out = models.plant(yaml);
    out->size_for(1_MW);
    return out;
}

Weather mild(double dry_bulb) {
    return weather_from_humidity(dry_bulb, 0.5, 101'325.0);
}

const char* const warm = "{model: direct_liquid, facility_water: 40 degC, facility_water_limit: 45 degC";

}  // namespace

TEST_CASE("heat that is reused never reaches the dry coolers", "[cooling]") {
    const auto p = plant(std::string{warm} + ", heat_reuse: {share: 60 %, below: 15 degC}}");
    const auto without = plant(std::string{warm} + "}");
    const CoolingDuty some = p->respond(400_kW, mild(10.0), {});
    CHECK(some.reused == 400_kW);  // all of it
    CHECK(some.rejected == 400_kW);
    const CoolingDuty most = p->respond(1_MW, mild(10.0), {});
    CHECK(most.reused.si() == Approx(600e3));
    CHECK(most.power.outdoors < without->respond(1_MW, mild(10.0), {}).power.outdoors);
    CHECK(most.power.pumps == without->respond(1_MW, mild(10.0), {}).power.pumps);
    const CoolingDuty summer = p->respond(1_MW, mild(15.0), {});  // not below
    CHECK(summer.reused == 0_W);
    CHECK(summer.power.outdoors == without->respond(1_MW, mild(15.0), {}).power.outdoors);
}

TEST_CASE("capacity does not depend on how much of the heat is there to be reused", "[cooling]") {
    const auto p = plant(std::string{warm} + ", heat_reuse: {share: 60 %, below: 60 degC}}");
    const auto without = plant(std::string{warm} + "}");
    const Watts idle = p->respond(0_W, mild(42.0), {}).capacity;
    CHECK(p->respond(2_MW, mild(42.0), {}).capacity == idle);
    CHECK((idle - without->respond(0_W, mild(42.0), {}).capacity).si() == Approx(600e3));
    // Pumps that are out take the heat that others would use with them.
    const PlantSituation dry{.out = {0, 0, 3}, .mode = {}};
    CHECK(p->respond(1_MW, mild(5.0), dry).reused == 0_W);
}

TEST_CASE("a tank holds the design heat for its time, the pipes what passes in theirs", "[cooling]") {
    // For each W of design heat: 10 min are 600 J; 240 s of water over 6 K are 40 J/K.
    const PlantLoop chilled = plant("{model: chilled_water, tank: 10 min}")->loop();
    CHECK(chilled.tank == Approx(600.0));
    CHECK(chilled.heat_capacity == Approx(40.0));
    CHECK_FALSE(chilled.floats);
    const PlantLoop liquid =
        plant(std::string{warm} + ", facility_loop: {tank: 5 min, time: 100 s, rise: 8 K}}")->loop();
    CHECK(liquid.tank == Approx(300.0));
    CHECK(liquid.heat_capacity == Approx(12.5));
    CHECK(plant("{model: chilled_water}")->loop().tank == 0.0);
}

TEST_CASE("reset lets the water be as warm as the coils allow at part load", "[cooling]") {
    // Set point 22 degC and 12 K of rise over 14 degC water: a reach of 20 K.  At 1.05 x 90 % of the load the
    // coils spare 5.5 % of it: 1.1 K, in steps of 0.25 K.
    const auto p = plant(
        "{model: chilled_water, supply_air: 22 degC, chilled_water: 14 degC, reset: 4 K, pumps: "
        "{chilled_water: 1 Pa},"
        " air_handlers: {recirculation: 0, bypass: 0, rise: 12 K, fan_pressure: 0.001 Pa}}");
    CHECK(p->terminals().reach.si() == Approx(20.0));
    CHECK(p->respond(1_MW, mild(30.0), {}).supply == 14_degC);
    CHECK(p->respond(900_kW, mild(30.0), {}).supply == 15_degC);
    CHECK(p->respond(300_kW, mild(30.0), {}).supply == 18_degC);  // no more than 4 K
    CHECK(p->loop_set_point() == 14_degC);
}

TEST_CASE("warmer water at part load saves compressor power and costs no capacity", "[cooling]") {
    const std::string shape =
        "{model: chilled_water, supply_air: 18 degC, chilled_water: 7 degC, economizer: none";
    const auto fixed = plant(shape + "}");
    const auto floating = plant(shape + ", reset: 4 K}");
    for (const double load : {0.3, 0.5, 0.7}) {
        const CoolingDuty a = fixed->respond(1_MW * load, mild(28.0), {});
        const CoolingDuty b = floating->respond(1_MW * load, mild(28.0), {});
        CAPTURE(load);
        CHECK(b.power.compressors < a.power.compressors);
        CHECK(b.capacity == a.capacity);
        CHECK(b.rejected == a.rejected);
    }
    const CoolingDuty full = floating->respond(1_MW, mild(28.0), {});
    CHECK(full.power.total() == fixed->respond(1_MW, mild(28.0), {}).power.total());
}
