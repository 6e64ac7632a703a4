// The two plants: sizing, energy, limits, and a year in Denver.
#include <functional>
#include <vector>

#include "datahall/config_error.hpp"

#include "models/cooling/typical_year.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

std::unique_ptr<CoolingPlant> plant(const std::string& yaml, Watts design = 1_MW) {
    CoolingModels models;
    auto out = models.plant(yaml);
    out->size_for(design);
    return out;
}

Weather mild(double dry_bulb, double humidity = 0.5) {
    return weather_from_humidity(dry_bulb, humidity, 101'325.0);
}

const char* const legacy =
    "{model: chilled_water, supply_air: 14 degC, chilled_water: 7 degC, chilled_water_rise: 5 K, economizer: "
    "none,"
    " air_handlers: {recirculation: 20 %, bypass: 35 %, fan_pressure: 742 Pa, fans: constant},"
    " towers: {condenser_floor: 24 degC}}";
const char* const contained =
    "{model: chilled_water, supply_air: 23 degC, chilled_water: 18 degC, chilled_water_rise: 8 K,"
    " air_handlers: {rise: 13 K}}";
const char* const liquid =
    "{model: direct_liquid, facility_water: 32 degC, dry_coolers: {pad_effectiveness: 75 %},"
    " trim_chiller: {capacity_share: 20 %}}";

struct Year {
    double overhead = 0.0;    // cooling electricity over heat
    double water = 0.0;       // L per kWh of heat
    double free_share = 0.0;  // mean
    double clamped = 0.0;     // share of hours
    double unmet = 0.0;       // share of the heat
};

Year year_of(const std::string& yaml, const std::string& file, double load) {
    CoolingModels models;
    const auto weather = models.weather("{model: epw, file: \"shipped:data/weather/" + file + ".epw.gz\"}");
    const auto p = plant(yaml);
    Year y;
    for (int hour = 0; hour < 8'760; ++hour) {
        const Utc time{from_civil({.year = 2021}).seconds + hour * 3'600};
        const CoolingDuty duty = respond(*p, 1_MW * load, weather->at(time));
        y.overhead += duty.power.total() / (1_MW * load) / 8'760;
        y.water += duty.water.si() * 3'600.0 / (1'000.0 * load) / 8'760;
        y.free_share += duty.free_share / 8'760;
        y.clamped += duty.outside_range ? 1.0 / 8'760 : 0.0;
        y.unmet += (1_MW * load - duty.rejected) / (1_MW * load) / 8'760;
    }
    return y;
}

}  // namespace

TEST_CASE("a year in Denver costs what plants of that kind cost", "[cooling]") {
    // Bands of published PUE less what power distribution and lighting take (0.07..0.15 with an old UPS,
    // 0.03..0.06 with a modern one): 1.35..1.6 on 7 degC water without economizer, 1.05..1.15 on warm
    // liquid.  A contained hall at 15 degC lies at 1.2..1.35; on 18 degC water in Denver's dry
    // air, with ideal control, most hours need no chiller, so its lower end is that of liquid.
    const Year old = year_of(legacy, "denver", 0.7);
    const Year modern = year_of(contained, "denver", 0.7);
    const Year warm = year_of(liquid, "denver", 0.7);
    CAPTURE(old.overhead, modern.overhead, warm.overhead, modern.free_share, old.water, warm.water);
    CHECK(old.overhead > 0.25);
    CHECK(old.overhead < 0.45);
    CHECK(modern.overhead > 0.03);
    CHECK(modern.overhead < 0.20);
    CHECK(modern.overhead > warm.overhead);
    CHECK(warm.overhead > 0.01);
    CHECK(warm.overhead < 0.08);
    CHECK(old.clamped == 0.0);
    CHECK(modern.free_share > 0.6);
    CHECK(warm.free_share > 0.98);
    CHECK(old.unmet == 0.0);
    CHECK(modern.unmet == 0.0);
    CHECK(warm.unmet == 0.0);
    CHECK(old.water > 1.2);  // all heat over towers: 1.1..1.35 L/kWh evaporate, and more is bled
    CHECK(old.water < 2.3);
    CHECK(warm.water < 0.5);
}

TEST_CASE("a plant without a stated capacity is sized for the design heat", "[cooling]") {
    for (const char* yaml : {legacy, contained, liquid}) {
        CAPTURE(yaml);
        const CoolingDuty duty = respond(*plant(yaml, 2_MW), 2_MW, mild(25.0));
        CHECK(duty.rejected == 2_MW);
        CHECK(duty.capacity >= 2_MW);
        CHECK(duty.capacity <= 3.2_MW);  // two chillers and a spare, at most 5 % over and cooler than design
    }
}

TEST_CASE("a stated capacity is kept whatever the hall", "[cooling]") {
    const auto small = plant("{model: chilled_water, capacity: 500 kW}", 5_MW);
    const CoolingDuty duty = respond(*small, 5_MW, mild(25.0));
    CHECK(duty.capacity < 900_kW);
    CHECK(duty.rejected == duty.capacity);
}

TEST_CASE("plants of ten times the size need ten times the power", "[cooling]") {
    for (const char* yaml : {legacy, contained, liquid}) {
        for (const double t : {-10.0, 8.0, 18.0, 33.0}) {
            const CoolingDuty one = respond(*plant(yaml, 1_MW), 700_kW, mild(t));
            const CoolingDuty ten = respond(*plant(yaml, 10_MW), 7_MW, mild(t));
            CAPTURE(yaml, t);
            CHECK(ten.power.total().si() == Approx(10.0 * one.power.total().si()).epsilon(1e-9));
            CHECK(ten.water.si() == Approx(10.0 * one.water.si()).epsilon(1e-9));
            CHECK(ten.supply.degrees() == Approx(one.supply.degrees()).margin(1e-9));
        }
    }
}

TEST_CASE("racks breathe the supply air and their share of exhaust", "[cooling]") {
    // r / (1 - r) x 12 K with r = 20 %: 3 K.
    CHECK(plant(legacy)->set_point().degrees() == Approx(17.0));
    const auto sealed =
        plant("{model: chilled_water, supply_air: 18 degC, air_handlers: {recirculation: 0 %}}");
    CHECK(sealed->set_point().degrees() == 18.0);
    CHECK(respond(*sealed, 500_kW, mild(20.0)).supply.degrees() == 18.0);
}

TEST_CASE("fan power of the air handlers follows flow, bypass and control", "[cooling]") {
    // 1 MW / (1.2 x 1006 x 12 K) = 69.03 m3/s; at 254 Pa 17.53 kW, all of it with constant fans and one spare
    // in ten: x 1.1.
    const auto constant = plant("{model: chilled_water, air_handlers: {fans: constant}}");
    CHECK(respond(*constant, 1_MW, mild(20.0)).power.fans.si() == Approx(17'535.0 * 1.1).epsilon(1e-3));
    CHECK(respond(*constant, 0_W, mild(20.0)).power.fans == respond(*constant, 1_MW, mild(20.0)).power.fans);
    const auto variable = plant("{model: chilled_water, air_handlers: {fans: variable}}");
    const Watts full = respond(*variable, 1_MW, mild(20.0)).power.fans;
    const Watts half = respond(*variable, 500_kW, mild(20.0)).power.fans;
    CHECK(half / full < 0.40);  // between square and cube of the flow
    CHECK(half / full > 0.12);
    // With b = 50 % every m3 through the racks needs two through the handlers (r = 0).
    const auto leaky =
        plant("{model: chilled_water, air_handlers: {fans: constant, recirculation: 0 %, bypass: 50 %}}");
    CHECK(respond(*leaky, 1_MW, mild(20.0)).power.fans.si() == Approx(17'535.0 * 1.1 * 2.0).epsilon(1e-3));
}

TEST_CASE("the economizer cools alone in the cold, helps in between and rests in the heat", "[cooling]") {
    const auto p = plant(contained);
    const CoolingDuty cold = respond(*p, 700_kW, mild(0.0));
    CHECK(cold.free_share == 1.0);
    CHECK(cold.power.compressors == 0_W);
    CHECK(cold.power.outdoors + cold.power.pumps > 0_W);
    double before = 1.0;
    bool partly = false;
    for (double t = 0.0; t <= 38.0; t += 0.25) {
        const CoolingDuty duty = respond(*p, 700_kW, mild(t));
        CAPTURE(t, duty.free_share);
        CHECK(duty.free_share <= before + 0.02);  // more towers may start in between
        partly = partly || (duty.free_share > 0.1 && duty.free_share < 0.9);
        before = duty.free_share;
    }
    CHECK(before == 0.0);
    CHECK(partly);
}

TEST_CASE("the chilled water carries the work of fans and pumps as well", "[cooling]") {
    // Condenser pumps next to nothing, so power.pumps is the chilled-water loop; towers alone reject
    // all of it: 1.25 x 0.85 evaporates and bleeds (cooling_tower.hpp).
    const auto p = plant("{model: chilled_water, pumps: {condenser: 1 Pa}, air_handlers: {fans: constant}}");
    const CoolingDuty duty = respond(*p, 400_kW, mild(-20.0));
    REQUIRE(duty.free_share == 1.0);
    const Watts load = 400_kW + duty.power.fans + duty.power.pumps;
    CHECK(duty.water.si() == Approx(1.25 * 0.85 * load.si() / 2.43e6).epsilon(1e-4));
}

TEST_CASE("an economizer never costs energy, and a partial one saves most", "[cooling]") {
    const std::string shape =
        "{model: chilled_water, supply_air: 23 degC, chilled_water: 16 degC, economizer: ";
    const auto none = plant(shape + "none}");
    const auto full = plant(shape + "full}");
    const auto partial = plant(shape + "partial}");
    for (double t = -20.0; t <= 35.0; t += 0.5) {
        CAPTURE(t);
        const Watts without = respond(*none, 700_kW, mild(t)).power.total();
        const Watts with_full = respond(*full, 700_kW, mild(t)).power.total();
        const Watts with_partial = respond(*partial, 700_kW, mild(t)).power.total();
        CHECK(with_full <= without);
        CHECK(with_partial <= with_full);
    }
}

TEST_CASE("warm chilled water is allowed and flagged while a chiller runs", "[cooling]") {
    const auto p = plant(contained);
    CHECK(respond(*p, 700_kW, mild(30.0)).outside_range);
    CHECK_FALSE(respond(*p, 700_kW, mild(0.0)).outside_range);
    CHECK_FALSE(respond(*plant(legacy), 700_kW, mild(30.0)).outside_range);
}

TEST_CASE("liquid cooling holds its set point with fans, then pads, then the trim chiller", "[cooling]") {
    const auto p = plant(liquid);
    CHECK(p->set_point().degrees() == 36.0);  // 32 and 4 K of CDU
    const CoolingDuty cool = respond(*p, 1_MW, mild(15.0, 0.3));
    CHECK(cool.water.si() == 0.0);
    CHECK(cool.power.compressors == 0_W);
    CHECK(cool.power.outdoors < 30_kW);
    const CoolingDuty warm = respond(*p, 1_MW, mild(32.0, 0.2));
    CHECK(warm.water.si() > 0.0);
    CHECK(warm.power.compressors == 0_W);
    const CoolingDuty hot = respond(*p, 1_MW, mild(33.0, 0.5));
    CHECK(hot.power.compressors > 0_W);
    CHECK(hot.free_share < 1.0);
    for (const CoolingDuty& duty : {cool, warm, hot}) CHECK(duty.supply.degrees() == Approx(36.0));
}

TEST_CASE("a dry cooler at its design point leaves by its approach at full fan", "[cooling]") {
    // At 24 degC outdoors and an approach of 8 K, design heat leaves at exactly 32 degC with the fan full.
    const auto p = plant(
        "{model: direct_liquid, facility_water: 32 degC, dry_coolers: {approach: 8 K, fan_share: 3 %}}");
    const CoolingDuty duty = respond(*p, 1_MW, mild(23.999));
    const double pumps = duty.power.pumps.si();
    // Each loop: V = 1 MW / (1020 x 3925 x 10 K) = 24.98 L/s; 276 kPa / 0.6 and 200 kPa / 0.65.
    CHECK(pumps == Approx(24.978e-3 * (276e3 / 0.6 + 200e3 / 0.65)).epsilon(1e-3));
    CHECK(duty.power.outdoors.si() == Approx(0.03 * (1e6 + pumps)).epsilon(1e-3));
    CHECK(duty.supply.degrees() == Approx(36.0));
}

TEST_CASE("without a chiller warm days float the water up to its limit, then heat stays", "[cooling]") {
    const auto p = plant("{model: direct_liquid, facility_water: 32 degC, facility_water_limit: 45 degC}");
    const CoolingDuty warm = respond(*p, 1_MW, mild(30.0));
    CHECK(warm.rejected == 1_MW);
    CHECK(warm.supply.degrees() == Approx(30.0 + 8.0 + 4.0).margin(0.01));  // air + coil + CDU
    const CoolingDuty hot = respond(*p, 1_MW, mild(40.0));
    CHECK(hot.rejected < 1_MW);
    CHECK(hot.rejected == hot.capacity);
    CHECK(hot.supply.degrees() == Approx(45.0 + 4.0));
}

TEST_CASE("settings that no coil can meet are refused", "[cooling]") {
    CoolingModels models;
    CHECK_THROWS_AS(models.plant("{model: chilled_water, supply_air: 12 degC, chilled_water: 14 degC}"),
                    ConfigError);
    CHECK_THROWS_AS(
        models.plant("{model: chilled_water, chilled_water_rise: 20 K, air_handlers: {rise: 8 K}}"),
        ConfigError);
    CHECK_THROWS_AS(models.plant("{model: chilled_water, chillers: {curves: York}}"), ConfigError);
    CHECK_THROWS_AS(models.plant("{model: chilled_water, towers: {model: merkel}}"), ConfigError);
    CHECK(models.plant("{model: chilled_water, towers: {model: effectiveness}}"));
    CHECK_THROWS_AS(
        models.plant("{model: direct_liquid, facility_water: 40 degC, facility_water_limit: 35 degC}"),
        ConfigError);
    CHECK_THROWS_AS(models.plant("{model: chilled_water, economiser: none}"), ConfigError);
}
