// Cold plates on warm water: coolant distribution units, facility water, dry coolers, and
// optionally adiabatic pads and a trim chiller.
//
//   T_in   = T_facility + dT_cdu                      at the racks; set_point()            [degC]
//   P_pump = P_r x^2.5,  x = Q / Q_design >= 0.3      both loops, variable speed           [W]
//   Q_dry  = eps C_min (T_hot - T_air)                counterflow coil; UA = UA_r y^0.8    [W]
//   P_fan  = P_r y^3,  y = air flow over rated        least y that holds the set point     [W]
//   pads     T_air = T_db - e (T_db - T_wb)           only as far as full fans need it     [degC]
//   trim     COP = k (T_set - 2 K) / (T_db + 15 K - T_set + 2 K), at most 8                [1]
//
// In that order: fans, then pads, then trim chiller.  When all three cannot hold the set point,
// pumps run at full flow and the facility water floats up to `facility_water_limit`; the heat that
// holds it there is the capacity.  The distribution units are the plant's terminal units, which the engine
// runs zone by zone.  Heat that is reused leaves before the dry coolers (heat_reuse.hpp).
//
// Valid: steady load, outdoor air -40..50 degC, facility water 15..60 degC.  Both loops hold 25 %
// propylene glycol, so that coils survive frost.
// Ignores: fouling, altitude, pipe losses, heat that racks give to the room air.
// Source: eps-NTU (heat_exchanger.hpp); 1.5 L/min per kW at 2.76 bar from the OCP Open Accelerator
// guideline; approaches of 3..5 K (CDU) and 5..10 K (coil), fans 20..40 W/kW, pads 70..85 %,
// trim chiller: estimates.
#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "datahall/keys.hpp"
#include "datahall/math.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/model/registry.hpp"

#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"
#include "models/cooling/heat_exchanger.hpp"
#include "models/cooling/heat_reuse.hpp"

namespace datahall {
namespace {

constexpr double least_flow = 0.3;             // of a pump on a drive
constexpr double least_fan_speed = 0.1;        // keeps coils from freezing unevenly
constexpr double air_film_exponent = 0.8;      // heat transfer of turbulent flow
constexpr double evaporator_difference = 2.0;  // trim chiller: water over refrigerant, K
constexpr double condenser_difference = 15.0;  // refrigerant over outdoor air, K
constexpr double best_cop = 8.0;
constexpr double kelvin = 273.15;
constexpr double most_flow = 1.5;  // of the design flow, with spare pumps

struct DistributionUnits {
    Kelvins approach = Kelvins::from_si(4.0);
    Kelvins rise = Kelvins::from_si(10.0);
    Pascals pump_pressure = Pascals::from_si(276e3);
    double pump_efficiency = 0.6;
    std::int64_t units = 4;
    std::int64_t spares = 1;
};

struct FacilityLoop {
    Kelvins rise = Kelvins::from_si(10.0);
    Pascals pump_pressure = Pascals::from_si(200e3);
    double pump_efficiency = 0.65;
    std::int64_t pumps = 2;
    std::int64_t spare_pumps = 1;
    Seconds time = Seconds::from_si(180.0);
    Seconds tank;
};

struct DryCoolers {
    std::int64_t units = 4;
    Kelvins approach = Kelvins::from_si(8.0);
    double fan_share = 0.03;
    double pad_effectiveness = 0.0;
    double cycles_of_concentration = 5.0;
};

struct TrimChiller {
    double capacity_share = 0.0;
    double carnot_share = 0.45;
};

struct Config {
    std::optional<Watts> capacity;
    Celsius facility_water{32.0};
    Celsius facility_water_limit{45.0};
    DistributionUnits distribution;
    FacilityLoop facility_loop;
    DryCoolers dry_coolers;
    TrimChiller trim_chiller;
    HeatReuse heat_reuse;
};

/// How the outdoor side moves some heat.
struct Outdoors {
    double fan_speed = 1.0;
    double pad_cooling = 0.0;  // of the air, K
    double trim_heat = 0.0;    // W
    double supply = 0.0;       // facility water, degC
    bool at_full_flow = false;
};

class DirectLiquid final : public CoolingPlant {
public:
    explicit DirectLiquid(const Config& c) : config_{c} {}

    void size_for(Watts design_heat) override {
        design_ = config_.capacity.value_or(design_heat).si();
        if (!(design_ > 0.0)) throw std::logic_error{"direct_liquid: sized for no heat"};
        const FacilityLoop& f = config_.facility_loop;
        load_ = design_ * (1.0 + unit_pump_power());
        pump_ = moving_power(flow(design_, f.rise), f.pump_pressure.si(), f.pump_efficiency);
        rated_heat_ = load_ + pump_;
        rate_ = rated_heat_ / f.rise.si();
        // At the design point air and water warm and cool alike (C = 1), so eps = NTU / (1 + NTU)
        // and eps (approach + rise) = rise.
        units_of_transfer_ = f.rise.si() / config_.dry_coolers.approach.si();
        trim_ = config_.trim_chiller.capacity_share * design_;
    }

    Watts design_heat() const override { return Watts::from_si(design_); }

    TerminalUnits terminals() const override {
        const DistributionUnits& d = config_.distribution;
        return {.rise = d.rise,
                .reach = d.approach + d.rise,
                .spare_ratio = static_cast<double>(d.units + d.spares) / static_cast<double>(d.units),
                .power = unit_pump_power(),
                .law = FlowLaw::pump,
                .least_flow = least_flow,
                .are_pumps = true};
    }

    // The water that passes in that time at the design flow.
    PlantLoop loop() const override {
        const FacilityLoop& f = config_.facility_loop;
        return {.heat_capacity = f.time.si() / f.rise.si(), .tank = f.tank.si()};
    }

    int units(PlantPart part) const override {
        if (part == PlantPart::chillers) return trim_ > 0.0 ? 1 : 0;
        const FacilityLoop& f = config_.facility_loop;
        return static_cast<int>(part == PlantPart::pumps ? f.pumps + f.spare_pumps
                                                         : config_.dry_coolers.units);
    }

    CoolingDuty respond(Watts heat, const Weather& weather, const PlantSituation& now) const override {
        if (!(design_ > 0.0)) throw std::logic_error{"direct_liquid: respond() before size_for()"};
        const Moment m = moment(weather, now);
        const double asked = std::max(heat.si(), 0.0);
        const double wanted = config_.heat_reuse.taken(design_, design_, weather);
        const double capacity = std::clamp(capacity_in(m) + wanted, 0.0, m.pumped * load_);
        const double moved = std::min(asked, capacity);
        const double reused = std::min(moved, wanted);
        const double to_coolers = moved - reused;
        const bool too_hot = asked > capacity && capacity < m.pumped * load_;
        const bool runs = capacity > 0.0;
        const Outdoors out = too_hot ? at_limit(to_coolers, m) : outdoors(to_coolers, m);
        const double pump = out.at_full_flow ? pump_ : pump_at(moved);
        return {.rejected = Watts::from_si(moved),
                .capacity = Watts::from_si(capacity),
                .power = {.fans = {},
                          .pumps = Watts::from_si(runs ? pump : 0.0),
                          .compressors = Watts::from_si(out.trim_heat / trim_cop(weather)),
                          .outdoors = Watts::from_si(runs ? m.coolers * fan_power(out.fan_speed) : 0.0)},
                .water = KilogramsPerSecond::from_si(runs ? m.coolers * water_for(out.pad_cooling) : 0.0),
                .supply = Celsius{out.supply},
                .reused = Watts::from_si(reused),
                .free_share = 1.0 - out.trim_heat / (moved + pump),
                .outside_range = false,
                .stage = {out.trim_heat > 0.0 ? 0 : 2, out.trim_heat > 0.0 ? 1 : 0}};
    }

    Celsius set_point() const override { return config_.facility_water + config_.distribution.approach; }
    Celsius loop_set_point() const override { return config_.facility_water; }

private:
    /// What an answer is about: the weather, and what is left of the plant.
    struct Moment {
        double dry_bulb = 0.0;  // degC
        double wettest = 0.0;   // air behind wet pads, degC
        double coolers = 1.0;   // share of the dry coolers
        double trim = 0.0;      // capacity of the trim chiller, W
        double pumped = 1.0;    // most flow over the design flow
    };

    Moment moment(const Weather& weather, const PlantSituation& now) const {
        const auto left = [&](PlantPart part) {
            return static_cast<double>(units(part) - now.out[static_cast<std::size_t>(part)]);
        };
        const double coolers =
            left(PlantPart::outdoor_units) / static_cast<double>(config_.dry_coolers.units);
        const double pumps = left(PlantPart::pumps) / static_cast<double>(config_.facility_loop.pumps);
        return {.dry_bulb = weather.dry_bulb.degrees(),
                .wettest = wettest_air(weather),
                .coolers = std::clamp(coolers, 0.0, 1.0),
                .trim = left(PlantPart::chillers) > 0.0 && now.most_machines > 0 ? trim_ : 0.0,
                .pumped = std::clamp(pumps, 0.0, most_flow)};
    }

    // Of the distribution units, for each W of design heat.
    double unit_pump_power() const {
        const DistributionUnits& d = config_.distribution;
        return moving_power(flow(1.0, d.rise), d.pump_pressure.si(), d.pump_efficiency);
    }

    static double flow(double heat, Kelvins rise) { return heat / (glycol_25.volumetric_heat() * rise.si()); }

    static double flow_share(double heat, double design) {
        return std::clamp(heat / design, least_flow, 1.0);
    }

    double pump_at(double heat) const { return pump_ * pump_share(flow_share(heat, load_)); }

    double fan_power(double speed) const {
        return config_.dry_coolers.fan_share * rated_heat_ * cube_law(speed);
    }

    // Heat moved by the coils for each kelvin of hot water over air, W/K.
    double conductance(double water_share, double fan_speed) const {
        const double least = std::min(water_share, fan_speed);
        const double ratio = least / std::max(water_share, fan_speed);
        const double film = fan_speed < 1.0 ? math::pow(fan_speed, air_film_exponent) : 1.0;
        return rate_ * least * counterflow_effectiveness(units_of_transfer_ * film / least, ratio);
    }

    double wettest_air(const Weather& w) const {
        return w.dry_bulb.degrees() - config_.dry_coolers.pad_effectiveness * (w.dry_bulb - w.wet_bulb).si();
    }

    double capacity_in(const Moment& m) const {
        if (m.coolers <= 0.0) return std::max(m.trim - pump_, 0.0);
        const double eps = m.coolers * conductance(1.0, 1.0) / rate_;
        const double headroom = config_.facility_water_limit.degrees() - m.wettest;
        const double coils = (eps * rate_ * headroom + m.trim) / (1.0 - eps);
        return std::max(std::max(coils, m.trim) - pump_, 0.0);
    }

    Outdoors outdoors(double heat, const Moment& m) const {
        const double set = config_.facility_water.degrees();
        const double load = heat + pump_at(heat);
        const double share = flow_share(load, rated_heat_);
        const double hot = set + load / (rate_ * share);
        const double full = m.coolers * conductance(share, 1.0);
        if (full * (hot - m.dry_bulb) >= load) {
            return {.fan_speed = speed_for(load / m.coolers, share, hot - m.dry_bulb), .supply = set};
        }
        const double air_needed = full > 0.0 ? hot - load / full : m.wettest - 1.0;
        if (air_needed >= m.wettest) return {.pad_cooling = m.dry_bulb - air_needed, .supply = set};
        const double by_coils = std::max(full * (hot - m.wettest), 0.0);
        if (load - by_coils <= m.trim) {
            return {.pad_cooling = m.dry_bulb - m.wettest, .trim_heat = load - by_coils, .supply = set};
        }
        return floating(heat + pump_, m);
    }

    // Everything runs at full; the water is as warm as it must be.
    Outdoors floating(double load, const Moment& m) const {
        const double trimmed = std::min(m.trim, load);
        const double coils = m.coolers * conductance(1.0, 1.0);
        const double set = config_.facility_water.degrees();
        const double limit = config_.facility_water_limit.degrees();
        const double needed = coils > 0.0 ? m.wettest + (load - trimmed) / coils - load / rate_ : set;
        return {.pad_cooling = m.dry_bulb - m.wettest,
                .trim_heat = trimmed,
                .supply = std::clamp(needed, set, limit),
                .at_full_flow = true};
    }

    // Hotter than the plant is built for: the water is as warm as it may be, heat stays behind.
    Outdoors at_limit(double heat, const Moment& m) const {
        Outdoors out = floating(heat + pump_, m);
        out.supply = config_.facility_water_limit.degrees();
        return out;
    }

    // Least fan speed that moves the load.  Heat over speed is concave, so false position with halved
    // ends (the Illinois rule) meets 1e-9 within some eight steps.
    double speed_for(double load, double water_share, double difference) const {
        const auto excess = [&](double speed) {
            return conductance(water_share, speed) * difference / load - 1.0;
        };
        double slow = least_fan_speed;
        double fast = 1.0;
        double too_little = excess(slow);
        double too_much = excess(fast);
        if (too_little >= 0.0) return slow;
        double speed = fast;
        for (int i = 0; i < 30 && std::fabs(too_much) > 0.0; ++i) {
            speed = (slow * too_much - fast * too_little) / (too_much - too_little);
            const double e = excess(speed);
            if (std::fabs(e) < 1e-9) break;
            if (e < 0.0) {
                slow = speed;
                too_little = e;
                too_much *= 0.5;
            } else {
                fast = speed;
                too_much = e;
                too_little *= 0.5;
            }
        }
        return speed;
    }

    // Air at full flow takes up rate_ W per kelvin, as water does at the design point.
    double water_for(double pad_cooling) const {
        const double cycles = config_.dry_coolers.cycles_of_concentration;
        return pad_cooling * rate_ / heat_of_evaporation * cycles / (cycles - 1.0);
    }

    double trim_cop(const Weather& weather) const {
        const double evaporating = config_.facility_water.degrees() - evaporator_difference;
        const double lift = weather.dry_bulb.degrees() + condenser_difference - evaporating;
        const double ideal = (evaporating + kelvin) / std::max(lift, 1.0);
        return std::min(config_.trim_chiller.carnot_share * ideal, best_cop);
    }

    Config config_;
    double design_ = 0.0;      // heat from the racks, W
    double load_ = 0.0;        // with that of the distribution units' pumps, W
    double pump_ = 0.0;        // facility loop at full flow, W
    double rated_heat_ = 0.0;  // of the dry coolers, W
    double rate_ = 0.0;        // heat capacity rate of the facility water at full flow, W/K
    double units_of_transfer_ = 0.0;
    double trim_ = 0.0;  // capacity of the trim chiller, W
};

void describe(Keys& k, DistributionUnits& d) {
    k.optional({"approach", "Coolant at the racks over facility water", {.at_least = 1, .at_most = 15}},
               d.approach);
    k.optional({"rise", "Temperature rise of the coolant through the racks", {.at_least = 2, .at_most = 25}},
               d.rise);
    k.optional({"pump_pressure", "Pressure of the rack loop at design flow", {.above = 0, .at_most = 1e6}},
               d.pump_pressure);
    k.optional({"pump_efficiency", "Wire to water", {.at_least = 0.1, .at_most = 0.95}}, d.pump_efficiency);
    k.optional({"units",
                "Coolant distribution units that carry the design heat together",
                {.at_least = 1, .at_most = 10'000, .example = "4"}},
               d.units);
    k.optional({"spares", "Further distribution units", {.at_least = 0, .at_most = 10'000, .example = "1"}},
               d.spares);
}

void describe(Keys& k, FacilityLoop& f) {
    k.optional({"rise", "Temperature rise of the facility water", {.at_least = 2, .at_most = 25}}, f.rise);
    k.optional({"pump_pressure", "Pressure of the loop at design flow", {.above = 0, .at_most = 1e6}},
               f.pump_pressure);
    k.optional({"pump_efficiency", "Wire to water", {.at_least = 0.1, .at_most = 0.95}}, f.pump_efficiency);
    k.optional({"pumps",
                "Facility-water pumps that move the design flow together",
                {.at_least = 1, .at_most = 100, .example = "2"}},
               f.pumps);
    k.optional({"spare_pumps", "Further ones", {.at_least = 0, .at_most = 100, .example = "1"}},
               f.spare_pumps);
    k.optional({"time",
                "How long the water in the loop takes to pass once at the design flow; an estimate",
                {.at_least = 10, .at_most = 7200}},
               f.time);
    k.optional({"tank",
                "How long a stratified tank of facility water carries the design heat; 0: no tank",
                {.at_least = 0, .at_most = 86400}},
               f.tank);
}

void describe(Keys& k, DryCoolers& d) {
    k.optional({"units", "Dry coolers of equal size", {.at_least = 1, .at_most = 1'000, .example = "4"}},
               d.units);
    k.optional({"approach",
                "Leaving water over the dry bulb at full heat and full fan",
                {.at_least = 2, .at_most = 25}},
               d.approach);
    k.optional({"fan_share", "Rated fan power over rated heat", {.above = 0, .at_most = 0.2}}, d.fan_share);
    k.optional({"pad_effectiveness",
                "How far adiabatic pads cool the air towards the wet bulb; 0 without pads",
                {.at_least = 0, .at_most = 0.95}},
               d.pad_effectiveness);
    k.optional({"cycles_of_concentration",
                "How far dissolved salts may concentrate before the pads are drained",
                {.above = 1, .at_most = 20, .example = "5"}},
               d.cycles_of_concentration);
}

void describe(Keys& k, TrimChiller& t) {
    k.optional({"capacity_share",
                "Capacity over the design heat; 0 without a chiller",
                {.at_least = 0, .at_most = 1.5}},
               t.capacity_share);
    k.optional({"carnot_share", "COP over that of the ideal machine", {.at_least = 0.1, .at_most = 0.8}},
               t.carnot_share);
}

void describe(Keys& k, Config& c) {
    k.optional({"capacity",
                "Heat that the plant is built for; absent: the design heat of the cold plates",
                {.above = 0}},
               c.capacity);
    k.optional({"facility_water",
                "Facility water as supplied to the distribution units",
                {.at_least = 15, .at_most = 60}},
               c.facility_water);
    k.optional({"facility_water_limit",
                "How warm it may get before heat stays behind",
                {.at_least = 15, .at_most = 70}},
               c.facility_water_limit);
    k.optional({"distribution", "Coolant distribution units and the rack loop"}, c.distribution);
    k.optional({"facility_loop", "Facility water loop"}, c.facility_loop);
    k.optional({"dry_coolers", "Coils and fans outdoors"}, c.dry_coolers);
    k.optional({"trim_chiller", "Air-cooled chiller for the hottest hours"}, c.trim_chiller);
    k.optional({"heat_reuse", "Heat that others use"}, c.heat_reuse);
    if (c.facility_water_limit < c.facility_water) {
        k.refuse("facility_water_limit", "expected at least facility_water");
    }
}

std::unique_ptr<CoolingPlant> make(Keys& keys) {
    Config c;
    describe(keys, c);
    if (!keys.done()) return nullptr;
    return std::make_unique<DirectLiquid>(c);
}

}  // namespace

void register_direct_liquid(Registry<CoolingPlant>& registry) {
    registry.add("direct_liquid", "Cold plates on warm water with dry coolers", make);
}

}  // namespace datahall
