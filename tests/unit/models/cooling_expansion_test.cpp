// Room units with compressors of their own: COP, capacity in the heat, units that are out, fans.
#include "models/cooling/typical_year.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

// Air straight through: no recirculation, no bypass, 10 + 2 units.
std::unique_ptr<CoolingPlant> plant(const std::string& settings = {}) {
    CoolingModels models;
    auto out = models.plant("{model: direct_expansion, recirculation: 0, bypass: 0, " + settings + "}");
    out->size_for(1_MW);
    return out;
}

Weather dry(double dry_bulb) {
    return weather_from_humidity(dry_bulb, 0.3, 101'325.0);
}

// 1 MW over 1.2 x 1006 x 11 K, against 530 Pa: what ten units take.
constexpr double fans_of_ten = 1e6 / (1.2 * 1006.0 * 11.0) * 530.0;

}  // namespace

TEST_CASE("room units have a share of Carnot, and no better than 7 in the cold", "[cooling]") {
    const auto p = plant("carnot_share: 35 %, supply_air: 16 degC");
    // Evaporating 8 K below the supply, condensing 12 K above outdoors: 0.35 x 281.15 / (47 - 8).
    const CoolingDuty hot = p->respond(1_MW, dry(35.0), {});
    CHECK(hot.power.compressors.si() == Approx(1e6 / (0.35 * 281.15 / 39.0)));
    CHECK(1e6 / hot.power.compressors.si() == Approx(2.52).margin(0.01));
    // The condenser is held at 25 degC below 13 degC outdoors: 0.35 x 281.15 / 17 = 5.79.
    for (const double t : {-30.0, 0.0, 13.0})
        CHECK(p->respond(1_MW, dry(t), {}).power.compressors.si() == Approx(1e6 / 5.788).epsilon(1e-3));
    const auto good = plant("carnot_share: 80 %, supply_air: 22 degC");
    CHECK(good->respond(700_kW, dry(0.0), {}).power.compressors.si() == Approx(1e5));
}

TEST_CASE("room units lose a hundredth of their capacity for each kelvin above 35 degC", "[cooling]") {
    const auto p = plant();
    // Twelve units of a tenth of the heat and of the fans of ten each.
    const double rated = 1.2 * (1e6 + fans_of_ten);
    CHECK(p->respond(0_W, dry(35.0), {}).capacity.si() == Approx(rated));
    CHECK(p->respond(0_W, dry(45.0), {}).capacity.si() == Approx(0.9 * rated));
    CHECK(p->respond(0_W, dry(25.0), {}).capacity.si() == Approx(1.1 * rated));
    CHECK(p->respond(0_W, dry(-20.0), {}).capacity.si() == Approx(1.2 * rated));  // no more than that
    const CoolingDuty all = p->respond(2_MW, dry(45.0), {});
    CHECK(all.rejected == all.capacity);
    CHECK(all.supply == 16_degC);  // heat stays in the hall, which gets warmer
}

TEST_CASE("a unit or its condenser that is out takes its share of the capacity", "[cooling]") {
    const auto p = plant();
    const Watts whole = p->respond(0_W, dry(35.0), {}).capacity;
    PlantSituation some{.out = {3, 0, 0}, .mode = {}};
    CHECK(p->respond(0_W, dry(35.0), some).capacity / whole == Approx(0.75));
    some.out = {3, 6, 0};  // the same units, and three more condensers
    CHECK(p->respond(0_W, dry(35.0), some).capacity / whole == Approx(0.5));
    some.out = {12, 12, 0};
    const CoolingDuty none = p->respond(1_MW, dry(35.0), some);
    CHECK(none.capacity == 0_W);
    CHECK(none.rejected == 0_W);
    CHECK(none.power.total() == 0_W);
    CHECK(p->units(PlantPart::chillers) == 12);
    CHECK(p->units(PlantPart::outdoor_units) == 12);
    CHECK(p->units(PlantPart::pumps) == 0);
}

TEST_CASE("fans of room units run all, at full speed or with the heat", "[cooling]") {
    // Two of twelve units are spare: constant fans take 1.2 times, those on drives move 1 / 1.2 each.
    const Watts constant = respond(*plant("fans: constant"), 1_MW, dry(20.0)).power.fans;
    CHECK(constant.si() == Approx(1.2 * fans_of_ten));
    const double x = 1.0 / 1.2;
    const double share = 0.0013 + 0.147 * x + 0.9506 * x * x - 0.0998 * x * x * x;
    const Watts variable = respond(*plant("fans: variable"), 1_MW, dry(20.0)).power.fans;
    CHECK(variable / constant == Approx(share));
}

TEST_CASE("condenser fans follow the heat, and no water or store is there", "[cooling]") {
    const auto p = plant("condenser_fans: 2 %");
    const CoolingDuty d = p->respond(600_kW, dry(20.0), {});
    CHECK(d.power.outdoors == 12_kW);
    CHECK(d.power.pumps == 0_W);
    CHECK(d.water.si() == 0.0);
    CHECK(d.free_share == 0.0);
    CHECK_FALSE(d.dew_point);
    CHECK(p->loop().heat_capacity == 0.0);
    CHECK_FALSE(p->loop().floats);
    CHECK_FALSE(p->terminals().need_water);
}

TEST_CASE("an open room takes more for the same heat", "[cooling]") {
    CoolingModels models;
    const auto open = models.plant("{model: direct_expansion, recirculation: 15 %, bypass: 35 %}");
    open->size_for(1_MW);
    // Racks breathe 15/85 of the rise more; fans move 0.85 / 0.65 of the racks' air.
    CHECK(open->set_point().degrees() == Approx(16.0 + 11.0 * 15.0 / 85.0));
    CHECK(respond(*open, 1_MW, dry(20.0)).power.fans.si() == Approx(1.2 * fans_of_ten * 0.85 / 0.65));
}
