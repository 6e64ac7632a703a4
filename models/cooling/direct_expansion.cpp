// Room units with compressors of their own (CRAC), each with a condenser outdoors.
//
//   Q_av  = Q_design (1 - c (T_db - T_rated))          of all units, 0.3..1.2 of it          [W]
//   COP   = k (T_evap + 273.15) / (T_cond - T_evap), at most `best_cop`                      [1]
//   T_evap = T_supply - 8 K,  T_cond = max(T_db + 12 K, 25 degC)                             [degC]
//   P     = Q / COP;  part load by switching compressors, so the COP stays                   [W]
//   fans  of the units as air handlers; of the condensers in proportion to the heat          [W]
//
// No water is used and nothing is stored: what the units cannot move stays in the hall.
//
// Valid: outdoor air of -30..50 degC.  Ignores: defrost, humidity control, start-up of compressors.
// Source: Carnot COP with a constant share; its 0.35 and the differences reproduce seasonal COPs of 2.5..3.5
// of room units at 35 degC: estimates, as is 1 %/K of capacity.
#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "datahall/keys.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/model/registry.hpp"

#include "models/cooling/air_units.hpp"

namespace datahall {
namespace {

constexpr double kelvin = 273.15;
constexpr double evaporator_difference = 8.0;  // air over refrigerant, K
constexpr double condenser_difference = 12.0;  // refrigerant over outdoor air, K
constexpr double coldest_condenser = 25.0;     // degC, held by slower condenser fans
constexpr double best_cop = 7.0;

struct Config {
    std::optional<Watts> capacity;
    Celsius supply_air{16.0};
    AirUnits room_units{.rise = Kelvins::from_si(11.0),
                        .recirculation = 0.10,
                        .bypass = 0.25,
                        .spares = 2,
                        .fan_pressure = Pascals::from_si(530.0),  // 0.25 W/CFM
                        .fans = FanControl::constant};
    Celsius rated_outdoors{35.0};
    double capacity_per_kelvin = 0.01;
    double carnot_share = 0.35;
    double condenser_fans = 0.02;
};

class DirectExpansion final : public CoolingPlant {
public:
    explicit DirectExpansion(const Config& c) : config_{c} {}

    void size_for(Watts design_heat) override {
        design_ = config_.capacity.value_or(design_heat).si();
        if (!(design_ > 0.0)) throw std::logic_error{"direct_expansion: sized for no heat"};
    }
    Watts design_heat() const override { return Watts::from_si(design_); }

    TerminalUnits terminals() const override {
        return config_.room_units.terminals(config_.supply_air, config_.supply_air, false);
    }
    PlantLoop loop() const override { return {}; }
    int units(PlantPart part) const override {
        return part == PlantPart::pumps
                   ? 0
                   : static_cast<int>(config_.room_units.units + config_.room_units.spares);
    }
    Celsius set_point() const override { return config_.room_units.inlet(config_.supply_air); }
    Celsius loop_set_point() const override { return config_.supply_air; }

    CoolingDuty respond(Watts heat, const Weather& weather, const PlantSituation& now) const override {
        if (!(design_ > 0.0)) throw std::logic_error{"direct_expansion: respond() before size_for()"};
        const auto all = static_cast<double>(config_.room_units.units + config_.room_units.spares);
        const double left = std::max(all - std::max(now.out[0], now.out[1]), 0.0);
        const double warmer = (weather.dry_bulb - config_.rated_outdoors).si();
        const double derated = std::clamp(1.0 - config_.capacity_per_kelvin * warmer, 0.3, 1.2);
        // Fans of all units add heat that the coils have to carry as well.
        const double rated = design_ * (1.0 + terminals().power / terminals().spare_ratio) /
                             static_cast<double>(config_.room_units.units);
        const double capacity = left * rated * derated;
        const double moved = std::min(std::max(heat.si(), 0.0), capacity);
        return {.rejected = Watts::from_si(moved),
                .capacity = Watts::from_si(capacity),
                .power = {.fans = {},
                          .pumps = {},
                          .compressors = Watts::from_si(moved / cop(weather)),
                          .outdoors = Watts::from_si(moved * config_.condenser_fans)},
                .water = {},
                .supply = config_.supply_air,
                .dew_point = {},
                .reused = {},
                .free_share = moved > 0.0 ? 0.0 : 1.0,
                .outside_range = false,
                .stage = {}};
    }

private:
    double cop(const Weather& w) const {
        const double evaporating = config_.supply_air.degrees() - evaporator_difference;
        const double condensing = std::max(w.dry_bulb.degrees() + condenser_difference, coldest_condenser);
        return std::min(config_.carnot_share * (evaporating + kelvin) / (condensing - evaporating), best_cop);
    }

    Config config_;
    double design_ = 0.0;  // W
};

void describe(Keys& k, Config& c) {
    k.optional(
        {"capacity", "Heat that the units are built for; absent: the hall's design heat", {.above = 0}},
        c.capacity);
    k.optional({"supply_air", "Air as it leaves the units", {.at_least = 8, .at_most = 30}}, c.supply_air);
    describe(k, c.room_units);
    describe_control(k, c.room_units);
    k.optional({"rated_outdoors",
                "Outdoor air at which the units have their capacity",
                {.at_least = 10, .at_most = 55}},
               c.rated_outdoors);
    k.optional({"capacity_per_kelvin",
                "What they lose of it for each kelvin above",
                {.at_least = 0, .at_most = 0.05}},
               c.capacity_per_kelvin);
    k.optional({"carnot_share", "COP over that of the ideal machine", {.at_least = 0.1, .at_most = 0.8}},
               c.carnot_share);
    k.optional(
        {"condenser_fans", "Power of the condensers' fans over the heat", {.at_least = 0, .at_most = 0.1}},
        c.condenser_fans);
}

std::unique_ptr<CoolingPlant> make(Keys& keys) {
    Config c;
    describe(keys, c);
    if (!keys.done()) return nullptr;
    return std::make_unique<DirectExpansion>(c);
}

}  // namespace

void register_direct_expansion(Registry<CoolingPlant>& registry) {
    registry.add("direct_expansion", "Room units with compressors and condensers outdoors (CRAC)", make);
}

}  // namespace datahall
