// An air-cooled hall on chilled water: air handlers, chilled-water loop, chillers, towers,
// water-side economizer.
//
//   V     = Q / (rho cp dT) (1 - r) / (1 - b)      air through the handlers            [m3/s]
//   T_in  = T_supply + r / (1 - r) dT              at the racks; CoolingDuty::supply   [degC]
//   P_fan = n P_r vsd(V / (n V_r)), or n P_r       all n = units + spares run          [W]
//   load  = Q + P_fan + P_pump                     heat into the chilled water         [W]
//   towers, chillers, economizer: chiller_room.hpp
//
// r is the share of a rack's intake that is rack exhaust, b the share of supplied air that returns
// unused.  Overloaded, the plant moves its capacity and the air leaves the handlers warmer by
// unmet / (rho cp V).
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

#include "models/cooling/chiller_room.hpp"
#include "models/cooling/chiller_sets.hpp"
#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"

namespace datahall {
namespace {

enum class FanControl { variable, constant };
constexpr std::array<std::string_view, 2> fan_controls{"variable", "constant"};
constexpr std::array<std::string_view, 3> economizers{"none", "full", "partial"};

constexpr double least_pump_flow = 0.3;  // of the rated flow, so that chillers do not freeze
constexpr double coil_approach = 2.0;    // least difference of air and water at either end, K

struct AirHandlers {
    Kelvins rise = Kelvins::from_si(12.0);  // of the air through the racks
    double recirculation = 0.03;
    double bypass = 0.03;
    std::int64_t units = 10;
    std::int64_t spares = 1;
    Pascals fan_pressure = Pascals::from_si(254.0);  // 0.12 W/CFM
    FanControl fans = FanControl::variable;
    double least_flow = 0.3;
};

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
};

struct Pumps {
    Pascals chilled_water = Pascals::from_si(200e3);
    Pascals condenser = Pascals::from_si(200e3);
    double efficiency = 0.65;
};

struct Config {
    std::optional<Watts> capacity;
    Celsius supply_air{18.0};
    Celsius chilled_water{8.0};
    Kelvins chilled_water_rise = Kelvins::from_si(6.0);
    Economizer economizer = Economizer::partial;
    Kelvins exchanger_approach = Kelvins::from_si(1.5);
    AirHandlers air_handlers;
    Chillers chillers;
    Towers towers;
    Pumps pumps;
};

// Air through the handlers for each m3/s through the racks.
double handler_flow_share(const AirHandlers& a) {
    return (1.0 - a.recirculation) / (1.0 - a.bypass);
}

class ChilledWater final : public CoolingPlant {
public:
    ChilledWater(Config config, const ChillerCurves& curves) : config_{std::move(config)}, curves_{curves} {}

    void size_for(Watts design_heat) override {
        design_ = config_.capacity.value_or(design_heat).si();
        if (!(design_ > 0.0)) throw std::logic_error{"chilled_water: sized for no heat"};
        const AirHandlers& a = config_.air_handlers;
        const auto handlers = static_cast<double>(a.units + a.spares);
        flow_ = air_flow(design_) * handlers / static_cast<double>(a.units);
        most_air_ = design_ * handlers / static_cast<double>(a.units);
        const double water_flow = design_ / (water.volumetric_heat() * config_.chilled_water_rise.si());
        pump_ = moving_power(water_flow, config_.pumps.chilled_water.si(), config_.pumps.efficiency);
        room_.emplace(room_design(design_ + fans(design_) + pumps(design_)), curves_, tower_design());
    }

    CoolingDuty respond(Watts heat, const Weather& weather) const override {
        if (!room_) throw std::logic_error{"chilled_water: respond() before size_for()"};
        const double wet_bulb = weather.wet_bulb.degrees();
        const double asked = std::max(heat.si(), 0.0);
        const double overhead = fans(most_air_) + pumps(most_air_);
        const double capacity = std::clamp(room_->capacity(wet_bulb) - overhead, 0.0, most_air_);
        const double moved = std::min(asked, capacity);
        const double fan = fans(moved);
        const double pump = pumps(moved);
        const ChillerRoomDuty room = room_->respond(moved + fan + pump, wet_bulb);
        return {.rejected = Watts::from_si(moved),
                .capacity = Watts::from_si(capacity),
                .power = {.fans = Watts::from_si(fan),
                          .pumps = Watts::from_si(pump + room.pumps),
                          .compressors = Watts::from_si(room.compressors),
                          .outdoors = Watts::from_si(room.towers)},
                .water = KilogramsPerSecond::from_si(room.water),
                .supply = set_point() + Kelvins::from_si((asked - moved) / (air.volumetric_heat() * flow_)),
                .free_share = room.free_share,
                .outside_range = room.outside_range};
    }

    Celsius set_point() const override {
        const double r = config_.air_handlers.recirculation;
        return config_.supply_air + config_.air_handlers.rise * (r / (1.0 - r));
    }

private:
    // Through the handlers, m3/s.
    double air_flow(double heat) const {
        const AirHandlers& a = config_.air_handlers;
        return heat / (air.volumetric_heat() * a.rise.si()) * handler_flow_share(a);
    }

    double fans(double heat) const {
        const AirHandlers& a = config_.air_handlers;
        const double rated = flow_ * a.fan_pressure.si();
        if (a.fans == FanControl::constant) return rated;
        return rated * vsd_fan_share(std::clamp(air_flow(heat) / flow_, a.least_flow, 1.0));
    }

    // Rated at the design heat; spare handlers may draw more.
    double pumps(double heat) const { return pump_ * pump_share(std::max(heat / design_, least_pump_flow)); }

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
                .cycles_of_concentration = config_.towers.cycles_of_concentration};
    }

    Config config_;
    ChillerCurves curves_;
    double design_ = 0.0;    // W
    double most_air_ = 0.0;  // heat that all handlers carry, W
    double flow_ = 0.0;      // of all handlers, m3/s
    double pump_ = 0.0;      // chilled-water pumps at the design heat, W
    std::optional<ChillerRoom> room_;
};

void describe(Keys& k, AirHandlers& a) {
    k.optional({"rise", "Temperature rise of the air through the racks", {.at_least = 2, .at_most = 30}},
               a.rise);
    k.optional({"recirculation",
                "Share of the racks' intake that is rack exhaust; contained 1-5 %, open 10-30 %",
                {.at_least = 0, .at_most = 0.6}},
               a.recirculation);
    k.optional({"bypass",
                "Share of the supplied air that returns unused; contained 1-5 %, open 20-50 %",
                {.at_least = 0, .at_most = 0.8}},
               a.bypass);
    k.optional({"units",
                "Air handlers that carry the design heat together",
                {.at_least = 1, .at_most = 10'000, .example = "10"}},
               a.units);
    k.optional(
        {"spares", "Further air handlers, running too", {.at_least = 0, .at_most = 10'000, .example = "1"}},
        a.spares);
    k.optional({"fan_pressure",
                "Electric fan power over air flow; 1 W/CFM is 2119 Pa",
                {.above = 0, .at_most = 5'000, .example = "254 Pa"}},
               a.fan_pressure);
    k.choice({"fans", "How the fans follow the heat"}, Presence::optional, fan_controls, a.fans);
    k.optional(
        {"least_flow", "Least flow of a variable fan over its rated flow", {.at_least = 0.1, .at_most = 1}},
        a.least_flow);
}

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
}

void describe(Keys& k, Pumps& p) {
    k.optional(
        {"chilled_water", "Pressure of the chilled-water loop at design flow", {.above = 0, .at_most = 1e6}},
        p.chilled_water);
    k.optional({"condenser", "Pressure of a condenser-water loop", {.above = 0, .at_most = 1e6}},
               p.condenser);
    k.optional({"efficiency", "Wire to water", {.at_least = 0.1, .at_most = 0.95}}, p.efficiency);
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
    k.choice({"economizer", "Free cooling by the towers: never, when it carries all, or also a part"},
             Presence::optional, economizers, c.economizer);
    k.optional({"exchanger_approach",
                "Chilled water over tower water in the economizer",
                {.at_least = 0.5, .at_most = 5}},
               c.exchanger_approach);
    k.optional({"air_handlers", "Fans, air paths and coils in the hall"}, c.air_handlers);
    k.optional({"chillers", "Water-cooled chillers"}, c.chillers);
    k.optional({"towers", "Cooling towers, one for each chiller"}, c.towers);
    k.optional({"pumps", "Water loops"}, c.pumps);
}

// Whether heat can pass from the air to the water at both ends of the coil.
void check_coil(Keys& k, const Config& c) {
    const double air_return =
        c.supply_air.degrees() + c.air_handlers.rise.si() / handler_flow_share(c.air_handlers);
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
