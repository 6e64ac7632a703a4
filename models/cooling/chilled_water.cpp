// An air-cooled hall on chilled water: air handlers, chilled-water loop, chillers, towers,
// water-side economizer.
//
//   V     = Q / (rho cp dT) (1 - r) / (1 - b)      air through the handlers            [m3/s]
//   T_in  = T_supply + r / (1 - r) dT              at the racks; set_point()           [degC]
//   P_fan = n P_r vsd(V / (n V_r)), or n P_r       all n = units + spares run          [W]
//   load  = Q + P_fan + P_pump                     heat into the chillers              [W]
//   reset: T_water = min(T_set + reset, T_return - Q reach / Q_r), as the coils allow  [degC]
//   towers, chillers, economizer: chiller_room.hpp
//
// r is the share of a rack's intake that is rack exhaust, b the share of supplied air that returns
// unused.  The air handlers are the plant's terminal units, which the engine runs zone by zone.
//
// Valid: steady load; chilled water 4..25 degC (above the chiller's own range its power falls by
// 2.5 % per kelvin and the duty is flagged).
// Ignores: altitude (air of 1.2 kg/m3), humidity control, pipe losses, mode dwell.
// Source: mass and energy balances; 8 degC water, 18 degC air and two York YT 1055 from the data
// centre examples of Modelica Buildings; fans 0.10..0.15 W/CFM (1 W/CFM = 2119 Pa), recirculation and bypass
// of contained halls 1..5 %, pump pressures: estimates.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "datahall/keys.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/model/registry.hpp"

#include "models/cooling/air_units.hpp"
#include "models/cooling/chiller_room.hpp"
#include "models/cooling/chiller_sets.hpp"
#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 2> tower_models{"yorkcalc", "effectiveness"};
constexpr std::array<std::string_view, 3> economizers{"none", "full", "partial"};

constexpr double least_pump_flow = 0.3;  // of the rated flow, so that chillers do not freeze
constexpr double most_flow = 1.5;        // of the design flow, with spare pumps
constexpr double coil_approach = 2.0;    // least difference of air and water at either end, K

struct Chillers {
    std::string curves = "York YT 1055kW/5.96COP/Vanes";
    std::unique_ptr<LineSource> file;
    std::int64_t units = 2;
    std::int64_t spares = 1;
};

struct Towers {
    Kelvins approach = Kelvins::from_si(3.89);
    double fan_share = 0.012;
    double cycles_of_concentration = 5.0;
    Celsius condenser_floor{15.0};
    Kelvins condenser_approach = Kelvins::from_si(6.0);
    TowerModel model = TowerModel::yorkcalc;
};

struct Pumps {
    Pascals chilled_water = Pascals::from_si(200e3);
    Pascals condenser = Pascals::from_si(200e3);
    double efficiency = 0.65;
    std::int64_t units = 2;
    std::int64_t spares = 1;
};

struct Config {
    std::optional<Watts> capacity;
    Celsius supply_air{18.0};
    Celsius chilled_water{8.0};
    Kelvins reset;
    Seconds loop_time = Seconds::from_si(240.0);
    Seconds tank;
    Kelvins chilled_water_rise = Kelvins::from_si(6.0);
    Economizer economizer = Economizer::partial;
    Kelvins exchanger_approach = Kelvins::from_si(1.5);
    AirUnits air_handlers;
    Chillers chillers;
    Towers towers;
    Pumps pumps;
};

class ChilledWater final : public CoolingPlant {
public:
    ChilledWater(Config config, const ChillerCurves& curves) : config_{std::move(config)}, curves_{curves} {}

    void size_for(Watts design_heat) override {
        design_ = config_.capacity.value_or(design_heat).si();
        if (!(design_ > 0.0)) throw std::logic_error{"chilled_water: sized for no heat"};
        const double load = design_ * (1.0 + fans_at_design());
        const double water_flow = load / (water.volumetric_heat() * config_.chilled_water_rise.si());
        pump_ = moving_power(water_flow, config_.pumps.chilled_water.si(), config_.pumps.efficiency);
        load_ = load + pump_;
        room_.emplace(room_design(load_), curves_, tower_design());
    }

    Watts design_heat() const override { return Watts::from_si(design_); }

    TerminalUnits terminals() const override {
        return config_.air_handlers.terminals(config_.supply_air, config_.chilled_water, true);
    }

    // The water that passes in that time at the design flow.
    PlantLoop loop() const override {
        return {.heat_capacity = config_.loop_time.si() / config_.chilled_water_rise.si(),
                .tank = config_.tank.si()};
    }

    int units(PlantPart part) const override {
        const Chillers& c = config_.chillers;
        return static_cast<int>(part == PlantPart::pumps ? config_.pumps.units + config_.pumps.spares
                                                         : c.units + c.spares);
    }

    CoolingDuty respond(Watts heat, const Weather& weather, const PlantSituation& now) const override {
        if (!room_) throw std::logic_error{"chilled_water: respond() before size_for()"};
        const double wet_bulb = weather.wet_bulb.degrees();
        const double asked = std::max(heat.si(), 0.0);
        const RoomLimits limits = limits_for(asked, now);
        const double flow = pumped(now);
        const double capacity =
            std::min(std::max(room_capacity(wet_bulb, limits) - pump_, 0.0), flow * load_);
        const double moved = std::min(asked, capacity);
        const double pump = flow > 0.0 ? pumps(moved) : 0.0;
        const ChillerRoomDuty room = room_->respond(moved > 0.0 ? moved + pump : 0.0, wet_bulb, limits);
        return {.rejected = Watts::from_si(moved),
                .capacity = Watts::from_si(capacity),
                .power = {.fans = {},
                          .pumps = Watts::from_si(pump + room.pumps),
                          .compressors = Watts::from_si(room.compressors),
                          .outdoors = Watts::from_si(room.towers)},
                .water = KilogramsPerSecond::from_si(room.water),
                .supply = Celsius{limits.supply},
                .reused = {},
                .free_share = room.free_share,
                .outside_range = room.outside_range,
                .stage = {static_cast<int>(room.mode), room.machines}};
    }

    Celsius set_point() const override { return config_.air_handlers.inlet(config_.supply_air); }
    Celsius loop_set_point() const override { return config_.chilled_water; }

private:
    // For each W of design heat.
    double fans_at_design() const {
        const AirUnits& a = config_.air_handlers;
        if (a.fans == FanControl::constant) return a.fan_power();
        return a.fan_power() * vsd_fan_share(1.0 / a.spare_ratio());
    }

    // Rated at the design load.
    double pumps(double load) const { return pump_ * pump_share(std::max(load / load_, least_pump_flow)); }

    // However warm the water may be at part load: with all heat it is at its set point.
    double room_capacity(double wet_bulb, RoomLimits limits) const {
        limits.supply = config_.chilled_water.degrees();
        return room_->capacity(wet_bulb, limits);
    }

    // Share of the design flow that the chilled-water pumps which are left can move.
    double pumped(const PlantSituation& now) const {
        const auto left = units(PlantPart::pumps) - now.out[static_cast<std::size_t>(PlantPart::pumps)];
        return std::clamp(static_cast<double>(left) / static_cast<double>(config_.pumps.units), 0.0,
                          most_flow);
    }

    // The warmest water with which the coils still carry the load, in steps that a sensor can tell.
    double water_for(double load) const {
        constexpr double step = 0.25;    // K
        constexpr double margin = 1.05;  // of coils
        if (config_.reset.si() <= 0.0) return config_.chilled_water.degrees();
        const double spare = 1.0 - margin * std::min(load / load_, 1.0);
        const double room = std::clamp(terminals().reach.si() * spare, 0.0, config_.reset.si());
        return config_.chilled_water.degrees() + step * std::floor(room / step);
    }

    RoomLimits limits_for(double load, const PlantSituation& now) const {
        const auto left = [&](PlantPart part) {
            return std::max(room_->units() - now.out[static_cast<std::size_t>(part)], 0);
        };
        RoomLimits limits{.chillers = std::min(left(PlantPart::chillers), now.most_machines),
                          .cells = left(PlantPart::outdoor_units),
                          .least = now.least_machines,
                          .mode = {},
                          .supply = water_for(load)};
        if (now.mode) limits.mode = static_cast<RoomMode>(*now.mode);
        return limits;
    }

    ChillerRoomDesign room_design(double heat) const {
        return {.heat = heat,
                .chillers = static_cast<int>(config_.chillers.units),
                .spares = static_cast<int>(config_.chillers.spares),
                .supply = config_.chilled_water.degrees(),
                .rise = config_.chilled_water_rise.si(),
                .exchanger = config_.exchanger_approach.si(),
                .floor = config_.towers.condenser_floor.degrees(),
                .approach = config_.towers.condenser_approach.si(),
                .pump_pressure = config_.pumps.condenser.si(),
                .pump_efficiency = config_.pumps.efficiency,
                .economizer = config_.economizer};
    }

    TowerDesign tower_design() const {
        return {.approach = config_.towers.approach.si(),
                .fan_share = config_.towers.fan_share,
                .cycles_of_concentration = config_.towers.cycles_of_concentration,
                .model = config_.towers.model};
    }

    Config config_;
    ChillerCurves curves_;
    double design_ = 0.0;  // heat from the hall, W
    double load_ = 0.0;    // with that of fans and pumps, W
    double pump_ = 0.0;    // chilled-water pumps at that load, W
    std::optional<ChillerRoom> room_;
};

const ChillerCurves* find_builtin(std::string_view name) {
    for (const NamedChiller& c : builtin_chillers()) {
        if (c.name == name) return &c.curves;
    }
    return nullptr;
}

std::string builtin_names() {
    std::string names;
    for (const NamedChiller& c : builtin_chillers()) {
        names += (names.empty() ? "'" : ", '") + std::string{c.name} + "'";
    }
    return names;
}

void describe(Keys& k, Chillers& c) {
    k.optional({"curves", "Name of the chiller's curves: one of four built in, or a row of `file`"},
               c.curves);
    k.optional({"file", "Table of chiller curves; absent: the built-in ones"}, c.file);
    k.optional({"units",
                "Chillers that carry the design heat together",
                {.at_least = 1, .at_most = 100, .example = "2"}},
               c.units);
    k.optional(
        {"spares", "Further chillers, each with its tower", {.at_least = 0, .at_most = 100, .example = "1"}},
        c.spares);
    if (!c.file && !find_builtin(c.curves)) {
        k.refuse("curves",
                 "expected one of " + builtin_names() + ", or a `file` that has it, got '" + c.curves + "'");
    }
}

void describe(Keys& k, Towers& t) {
    k.optional({"approach",
                "Leaving water over the wet bulb at 25.55 degC, full heat and full fan",
                {.at_least = 1.5, .at_most = 15}},
               t.approach);
    k.optional({"fan_share", "Rated fan power over the design heat of a tower", {.above = 0, .at_most = 0.1}},
               t.fan_share);
    k.optional({"cycles_of_concentration",
                "How far dissolved salts may concentrate before blow-down",
                {.above = 1, .at_most = 20, .example = "5"}},
               t.cycles_of_concentration);
    k.optional({"condenser_floor", "Coldest condenser water", {.at_least = 5, .at_most = 35}},
               t.condenser_floor);
    k.optional({"condenser_approach",
                "Condenser water over the wet bulb, as controlled",
                {.at_least = 1, .at_most = 20}},
               t.condenser_approach);
    k.choice(
        {"model",
         "How the approach follows weather, heat and air: a fitted polynomial, or Braun's transfer units"},
        Presence::optional, tower_models, t.model);
}

void describe(Keys& k, Pumps& p) {
    k.optional(
        {"chilled_water", "Pressure of the chilled-water loop at design flow", {.above = 0, .at_most = 1e6}},
        p.chilled_water);
    k.optional({"condenser", "Pressure of a condenser-water loop", {.above = 0, .at_most = 1e6}},
               p.condenser);
    k.optional({"efficiency", "Wire to water", {.at_least = 0.1, .at_most = 0.95}}, p.efficiency);
    k.optional({"units",
                "Chilled-water pumps that move the design flow together",
                {.at_least = 1, .at_most = 100, .example = "2"}},
               p.units);
    k.optional({"spares", "Further chilled-water pumps", {.at_least = 0, .at_most = 100, .example = "1"}},
               p.spares);
}

void describe(Keys& k, Config& c) {
    k.optional({"capacity", "Heat that the plant is built for; absent: the hall's design heat", {.above = 0}},
               c.capacity);
    k.optional({"supply_air", "Air as it leaves the air handlers", {.at_least = 8, .at_most = 35}},
               c.supply_air);
    k.optional({"chilled_water", "Chilled water as it leaves the chillers", {.at_least = 4, .at_most = 25}},
               c.chilled_water);
    k.optional(
        {"chilled_water_rise", "Temperature rise of the chilled water", {.at_least = 2, .at_most = 20}},
        c.chilled_water_rise);
    k.optional({"reset",
                "How much warmer the chilled water may get at part load, as far as the coils allow",
                {.at_least = 0, .at_most = 12}},
               c.reset);
    k.optional({"loop_time",
                "How long the water in the loop takes to pass once at the design flow; an estimate",
                {.at_least = 10, .at_most = 7200}},
               c.loop_time);
    k.optional({"tank",
                "How long a stratified tank of chilled water carries the design heat; 0: no tank",
                {.at_least = 0, .at_most = 86400}},
               c.tank);
    k.choice({"economizer", "Free cooling by the towers: never, when it carries all, or also a part"},
             Presence::optional, economizers, c.economizer);
    k.optional({"exchanger_approach",
                "Chilled water over tower water in the economizer",
                {.at_least = 0.5, .at_most = 5}},
               c.exchanger_approach);
    k.group({"air_handlers", "Fans, air paths and coils in the hall"}, Presence::optional, [&](Keys& units) {
        describe(units, c.air_handlers);
        describe_control(units, c.air_handlers);
    });
    k.optional({"chillers", "Water-cooled chillers"}, c.chillers);
    k.optional({"towers", "Cooling towers, one for each chiller"}, c.towers);
    k.optional({"pumps", "Water loops"}, c.pumps);
}

// Whether heat can pass from the air to the water at both ends of the coil.
void check_coil(Keys& k, const Config& c) {
    const double air_return = c.supply_air.degrees() + c.air_handlers.rise.si() / c.air_handlers.flow_share();
    const double water_return = c.chilled_water.degrees() + c.chilled_water_rise.si();
    if (c.chilled_water.degrees() + coil_approach > c.supply_air.degrees()) {
        k.refuse("chilled_water", "expected at least 2 K below supply_air");
    }
    if (water_return + coil_approach > air_return) {
        k.refuse("chilled_water_rise",
                 "expected chilled water to return at least 2 K below the returning air");
    }
}

std::unique_ptr<CoolingPlant> make(Keys& keys) {
    Config c;
    describe(keys, c);
    check_coil(keys, c);
    if (!keys.done()) return nullptr;
    const ChillerCurves* builtin = find_builtin(c.chillers.curves);
    const ChillerCurves curves =
        c.chillers.file ? read_chiller(*c.chillers.file, c.chillers.curves) : *builtin;
    return std::make_unique<ChilledWater>(std::move(c), curves);
}

}  // namespace

void register_chilled_water(Registry<CoolingPlant>& registry) {
    registry.add("chilled_water", "Air handlers, chillers, towers and a water-side economizer", make);
}

}  // namespace datahall
