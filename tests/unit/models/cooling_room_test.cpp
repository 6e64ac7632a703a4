// Chillers, towers and economizer together, against the balance of each stream.
#include "models/cooling/chiller_room.hpp"
#include "models/cooling/chiller_sets.hpp"
#include "models/cooling/fluids.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// One York YT 1055 shape with one tower; condenser water at the towers' design approach.
ChillerRoomDesign one_machine(Economizer economizer) {
    return {.heat = 1e6,
            .chillers = 1,
            .spares = 0,
            .supply = 6.67,
            .rise = 6.0,
            .approach = 3.89,
            .pump_pressure = 200e3,
            .pump_efficiency = 0.65,
            .economizer = economizer};
}

// All machines of a room of `n`, chilled water as designed.
RoomLimits all(int n = 1) {
    return {.chillers = n, .cells = n, .mode = {}, .supply = 6.67};
}

const ChillerCurves& york() {
    return builtin_chillers()[0].curves;
}

// feir(6.67, 29.44) = 1.00896, the part-load curve at 1 is 1.000179, the COP 5.96: see the chiller's own
// test.
constexpr double design_power = 1e6 / 5.96 * 1.00896 * 1.000179;

}  // namespace

TEST_CASE("at the design point each machine of a room runs at its rating", "[cooling]") {
    const ChillerRoom room{one_machine(Economizer::none), york(), {.approach = 3.89, .fan_share = 0.012}};
    const ChillerRoomDuty duty = room.respond(1e6, 25.55, all());
    const double condenser_heat = 1e6 + design_power;  // the work leaves with the heat
    CHECK(duty.compressors == Approx(design_power).epsilon(1e-5));
    CHECK(duty.towers == Approx(0.012 * condenser_heat).epsilon(1e-4));
    CHECK(duty.pumps == Approx(condenser_heat / (4'180.0 * 5.56) / 997.0 * 200e3 / 0.65).epsilon(1e-5));
    CHECK(duty.water == Approx(1.25 * 0.85 * condenser_heat / heat_of_evaporation).epsilon(1e-5));
    CHECK(duty.free_share == 0.0);
    CHECK_FALSE(duty.outside_range);
    CHECK(room.capacity(25.55, all()) >= 1e6);
    CHECK(room.capacity(25.55, all()) <= 1.05e6 * 1.001);  // PLRmax
}

TEST_CASE("a free-cooling room rejects the heat alone, a mechanical one the work too", "[cooling]") {
    const ChillerRoom room{one_machine(Economizer::full), york(), {.approach = 3.89}};
    const ChillerRoomDuty cold = room.respond(0.3e6, -15.0, all());
    CHECK(cold.free_share == 1.0);
    CHECK(cold.compressors == 0.0);
    CHECK(cold.water == Approx(1.25 * 0.85 * 0.3e6 / heat_of_evaporation));
    const ChillerRoomDuty warm = room.respond(0.6e6, 20.0, all());
    CHECK(warm.free_share == 0.0);
    CHECK(warm.water == Approx(1.25 * 0.85 * (0.6e6 + warm.compressors) / heat_of_evaporation));
}

TEST_CASE("a partial economizer takes the share that its water temperature allows", "[cooling]") {
    const ChillerRoom room{one_machine(Economizer::partial), york(), {.approach = 3.89}};
    const CoolingTower cell{{.heat = 1e6 + design_power, .approach = 3.89}};
    for (const double wet_bulb : {-1.5, -0.5}) {
        const double heat = 0.6e6;
        const ChillerRoomDuty duty = room.respond(heat, wet_bulb, all());
        CAPTURE(wet_bulb, duty.free_share);
        REQUIRE(duty.free_share > 0.0);
        REQUIRE(duty.free_share < 1.0);
        // Fans are full, the exchanger adds 1.5 K: f = (T_return - T_cell - 1.5) / rise.
        const double reached = cell.coldest(heat + duty.compressors, wet_bulb) + 1.5;
        CHECK(duty.free_share == Approx((6.67 + 6.0 - reached) / 6.0).margin(1e-4));
        // The chiller carries the rest, at the condenser floor of 15 degC.
        const EirChiller chiller{york(), 1e6 / 1.01031};
        const double rest = (1.0 - duty.free_share) * heat;
        CHECK(duty.compressors == Approx(chiller.power(chiller.at(6.67, 15.0), rest)).epsilon(1e-4));
    }
}

TEST_CASE("a room of two machines never takes more than one machine alone", "[cooling]") {
    ChillerRoomDesign design = one_machine(Economizer::none);
    design.chillers = 2;
    design.heat = 2e6;
    const ChillerRoom pair{design, york(), {.approach = 3.89}};
    const ChillerRoom single{one_machine(Economizer::none), york(), {.approach = 3.89}};
    for (double heat = 0.1e6; heat <= 1e6; heat += 0.1e6) {
        CHECK(pair.respond(heat, 20.0, all(2)).power() <=
              single.respond(heat, 20.0, all()).power() * (1 + 1e-9));
    }
    CHECK(pair.respond(2e6, 20.0, all(2)).power() == Approx(2.0 * single.respond(1e6, 20.0, all()).power()));
}

TEST_CASE("a room whose towers go by effectiveness has one design point with another room", "[cooling]") {
    const auto room = [](TowerModel model) {
        return ChillerRoom{one_machine(Economizer::partial), york(), {.approach = 3.89, .model = model}};
    };
    const ChillerRoom fitted = room(TowerModel::yorkcalc);
    const ChillerRoom effective = room(TowerModel::effectiveness);
    CHECK(effective.respond(1e6, 25.55, all()).power() ==
          Approx(fitted.respond(1e6, 25.55, all()).power()).epsilon(1e-6));
    // At full fan and much heat its towers leave warmer in the cold: less capacity of free cooling.
    const RoomLimits towers_only{.chillers = 0, .cells = 1, .mode = {}, .supply = 6.67};
    for (const double wet_bulb : {-12.0, -8.0, -4.0}) {
        CAPTURE(wet_bulb);
        CHECK(effective.capacity(wet_bulb, towers_only) < fitted.capacity(wet_bulb, towers_only));
        CHECK(effective.capacity(wet_bulb, towers_only) > 0.6 * fitted.capacity(wet_bulb, towers_only));
        CHECK(effective.respond(0.6e6, wet_bulb, all()).power() ==
              Approx(fitted.respond(0.6e6, wet_bulb, all()).power()).epsilon(0.15));
    }
    // Both ends of the weather beyond the polynomial.
    for (const double wet_bulb : {-45.0, 29.0}) {
        const ChillerRoomDuty duty = effective.respond(0.5e6, wet_bulb, all());
        CAPTURE(wet_bulb);
        CHECK_FALSE(duty.outside_range);
        CHECK(fitted.respond(0.5e6, wet_bulb, all()).outside_range);
        CHECK(duty.power() > 0.0);
    }
}

TEST_CASE("capacity and power follow the wet bulb whichever the towers' model", "[cooling]") {
    for (const TowerModel model : {TowerModel::yorkcalc, TowerModel::effectiveness}) {
        const ChillerRoom room{one_machine(Economizer::partial), york(), {.approach = 3.89, .model = model}};
        double capacity = 2e6;
        double power = 0.0;
        for (double wet_bulb = -10.0; wet_bulb <= 26.0; wet_bulb += 2.0) {
            CAPTURE(static_cast<int>(model), wet_bulb);
            CHECK(room.capacity(wet_bulb, all()) <= capacity * (1 + 1e-9));
            CHECK(room.respond(0.6e6, wet_bulb, all()).power() >= power * (1 - 1e-6));
            capacity = room.capacity(wet_bulb, all());
            power = room.respond(0.6e6, wet_bulb, all()).power();
        }
    }
}
