// Outdoor air through the hall, cooled by evaporation where that helps, and by a coil on the worst days.
//
//   direct      T = T_db - e (T_db - T_wb), and the air takes up what evaporates                [degC]
//   indirect    the same difference without the moisture: through a heat exchanger              [degC]
//   mixing      colder air is warmed to the set point with exhaust, which is as dry             [degC]
//   coil        Q = min(m cp (T - T_set), share Q_design);  P = Q / COP                         [W]
//               COP = k (T_set - 8 K + 273.15) / (T_db + 12 K - T_set + 8 K), at most 8         [1]
//   closed      Q = min(heat, share Q_design): the coil cools exhaust, outdoor air the rest     [W]
//   P_fan       as of air handlers: all units run, vsd(x)                                       [W]
//   water       E = m dW (direct) or m cp dT / h_fg (indirect), times C / (C - 1)               [kg/s]
//   capacity    G (T_limit + reach - T) at full flow, at most that of T = T_limit, at least the coil's [W]
//
// Air above the set point is supplied as warm as it is, and racks are warmer by as much: the plant counts as
// able to carry its heat up to `supply_limit`.  Pads are wetted only as far as needed, and not above
// `humidity_limit` of the supplied air.  The hall closes, as far as its coil carries the heat, while the dew
// point is above `dew_point_limit`, and wholly while the coil takes less for the exhaust than for outdoor
// air.
//
// Valid: outdoor air of -40..50 degC; air of 1.2 kg/m3.
// Ignores: filters that clog, smoke, altitude, humidification, heat of what condenses on the coil, the
// scavenger fan and pump of an indirect unit beyond what `fan_pressure` says.
// Source: psychrometrics.hpp; effectiveness of direct pads 85..90 %, indirect 60..75 % of the wet-bulb
// depression, and the coil's temperature differences: estimates.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "datahall/keys.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/model/registry.hpp"

#include "models/cooling/air_units.hpp"
#include "models/cooling/fluids.hpp"
#include "models/cooling/psychrometrics.hpp"

namespace datahall {
namespace {

enum class Evaporation { none, direct, indirect };
constexpr std::array<std::string_view, 3> evaporations{"none", "direct", "indirect"};
constexpr double kelvin = 273.15;
constexpr double evaporator_difference = 8.0;  // air over refrigerant, K
constexpr double condenser_difference = 12.0;  // refrigerant over outdoor air, K
constexpr double best_cop = 8.0;

struct Config {
    std::optional<Watts> capacity;
    Celsius supply_air{22.0};
    std::optional<Celsius> supply_limit;  // absent: 5 K warmer, 27 degC is recommended for all classes
    AirUnits air_units{.fan_pressure = Pascals::from_si(350.0)};
    Evaporation evaporation = Evaporation::direct;
    double effectiveness = 0.85;
    double humidity_limit = 0.80;
    Celsius dew_point_limit{21.0};
    double cycles_of_concentration = 5.0;
    double coil_share = 0.0;
    double carnot_share = 0.45;
};

/// Air as it reaches the hall, and what it took.
struct Supply {
    double temperature = 0.0;  // degC
    double dew_point = 0.0;    // degC
    double water = 0.0;        // kg/s consumed
    double before_coil = 0.0;  // degC
    double coil = 0.0;         // heat that the coil takes, W
    bool is_closed = false;    // the hall breathes its own air
};

Celsius supply_limit(const Config& c) {
    return c.supply_limit.value_or(c.supply_air + Kelvins::from_si(5.0));
}

class OutsideAir final : public CoolingPlant {
public:
    explicit OutsideAir(const Config& c) : config_{c} {}

    void size_for(Watts design_heat) override {
        design_ = config_.capacity.value_or(design_heat).si();
        if (!(design_ > 0.0)) throw std::logic_error{"outside_air: sized for no heat"};
    }
    Watts design_heat() const override { return Watts::from_si(design_); }

    TerminalUnits terminals() const override {
        return config_.air_units.terminals(config_.supply_air, config_.supply_air, false);
    }
    PlantLoop loop() const override { return {.floats = true}; }
    int units(PlantPart part) const override {
        return part == PlantPart::chillers && config_.coil_share > 0.0 ? 1 : 0;
    }
    Celsius set_point() const override { return config_.air_units.inlet(config_.supply_air); }
    Celsius loop_set_point() const override { return config_.supply_air; }

    CoolingDuty respond(Watts heat, const Weather& weather, const PlantSituation& now) const override {
        if (!(design_ > 0.0)) throw std::logic_error{"outside_air: respond() before size_for()"};
        const double asked = std::max(heat.si(), 0.0);
        const bool has_coil = now.out[0] == 0 && now.most_machines > 0;
        const double coil = has_coil ? config_.coil_share * design_ : 0.0;
        const Supply s = supply(asked, weather, coil);
        const double capacity = capacity_in(weather, coil);
        return {.rejected = Watts::from_si(std::min(asked, capacity)),
                .capacity = Watts::from_si(capacity),
                .power = {.fans = {},
                          .pumps = {},
                          .compressors = Watts::from_si(s.coil / cop(weather)),
                          .outdoors = {}},
                .water = KilogramsPerSecond::from_si(s.water),
                .supply = Celsius{s.temperature},
                .dew_point = Celsius{std::min(s.dew_point, s.temperature)},
                .reused = {},
                .free_share = asked > 0.0 ? 1.0 - std::min(s.coil / asked, 1.0) : 1.0,
                .outside_range = false,
                .stage = {s.is_closed    ? 0
                          : s.coil > 0.0 ? 1
                                         : 2,
                          s.coil > 0.0 ? 1 : 0}};
    }

private:
    // Heat capacity rate of the air for some heat, W/K.
    double rate(double heat) const {
        const AirUnits& a = config_.air_units;
        const double least = a.least_flow * design_ * a.spare_ratio();
        return std::max(heat, least) / a.rise.si() * a.flow_share();
    }

    // Of the heat in the hall, that of fans included: what warms no rack passes with the exhaust.
    double capacity_in(const Weather& w, double coil) const {
        const TerminalUnits units = terminals();
        const double full = design_ * (units.spare_ratio + units.power);
        const Supply s = opened(full, w, coil);
        const double over = std::max(s.temperature - supply_limit(config_).degrees(), 0.0);
        return std::max(full * (1.0 - over / units.reach.si()), coil);
    }

    Supply supply(double heat, const Weather& w, double coil) const {
        const Supply open = opened(heat, w, coil);
        const bool costs_less = open.coil > 0.0 && open.coil >= heat;
        const bool is_too_humid = coil > 0.0 && w.dew_point > config_.dew_point_limit;
        return costs_less || is_too_humid ? closed(heat, open, coil) : open;
    }

    Supply opened(double heat, const Weather& w, double coil) const {
        const double set = config_.supply_air.degrees();
        Supply s = outdoors(heat, w);
        s.before_coil = std::max(s.temperature, set);  // exhaust mixed in
        s.coil = std::min(rate(heat) * (s.before_coil - set), coil);
        s.temperature = s.before_coil - s.coil / rate(heat);
        return s;
    }

    // What the coil cannot carry leaves with outdoor air.
    Supply closed(double heat, const Supply& open, double coil) const {
        const double set = config_.supply_air.degrees();
        const double share = heat > coil ? coil / heat : 1.0;
        const double coldest = set - evaporator_difference;  // of the coil: as moist as air leaves it
        return {.temperature = set + (1.0 - share) * (open.before_coil - set),
                .dew_point = share * std::min(coldest, open.dew_point) + (1.0 - share) * open.dew_point,
                .water = (1.0 - share) * open.water,
                .coil = share * heat,
                .is_closed = share >= 1.0};
    }

    // Evaporation as far as it is needed, and allowed.
    Supply outdoors(double heat, const Weather& w) const {
        const double dry_bulb = w.dry_bulb.degrees();
        Supply s{.temperature = dry_bulb, .dew_point = w.dew_point.degrees()};
        const double depression = config_.effectiveness * (w.dry_bulb - w.wet_bulb).si();
        const double needed = std::clamp(dry_bulb - config_.supply_air.degrees(), 0.0, depression);
        if (config_.evaporation == Evaporation::none || needed <= 0.0) return s;
        const double bleed = config_.cycles_of_concentration / (config_.cycles_of_concentration - 1.0);
        if (config_.evaporation == Evaporation::indirect) {
            s.temperature -= needed;
            s.water = rate(heat) * needed / heat_of_evaporation * bleed;
            return s;
        }
        const double cooling = humid_limit(needed, w);
        const double moisture = moisture_after(cooling, w);
        const double pressure = w.pressure.si();
        const double before = moisture_of(w);
        s.temperature -= cooling;
        s.dew_point = psychro::dew_point(psychro::vapour_pressure(moisture, pressure));
        s.water = rate(heat) / air.specific_heat * (moisture - before) * bleed;
        return s;
    }

    static double moisture_of(const Weather& w) {
        return psychro::humidity_ratio(psychro::saturation_pressure(w.dew_point.degrees()), w.pressure.si());
    }
    // Adiabatic: what evaporates takes its heat from the air.
    static double moisture_after(double cooling, const Weather& w) {
        return moisture_of(w) + air.specific_heat * cooling / heat_of_evaporation;
    }
    double humidity_after(double cooling, const Weather& w) const {
        const double vapour = psychro::vapour_pressure(moisture_after(cooling, w), w.pressure.si());
        return vapour / psychro::saturation_pressure(w.dry_bulb.degrees() - cooling);
    }
    // Humidity rises with the cooling: bisection to a millikelvin.
    double humid_limit(double needed, const Weather& w) const {
        if (humidity_after(needed, w) <= config_.humidity_limit) return needed;
        double allowed = 0.0;
        double refused = needed;
        for (int i = 0; i < 16; ++i) {
            const double middle = 0.5 * (allowed + refused);
            (humidity_after(middle, w) <= config_.humidity_limit ? allowed : refused) = middle;
        }
        return allowed;
    }

    double cop(const Weather& w) const {
        const double evaporating = config_.supply_air.degrees() - evaporator_difference;
        const double lift = w.dry_bulb.degrees() + condenser_difference - evaporating;
        return std::min(config_.carnot_share * (evaporating + kelvin) / std::max(lift, 1.0), best_cop);
    }

    Config config_;
    double design_ = 0.0;  // W
};

void describe_air(Keys& k, Config& c) {
    k.optional({"capacity", "Heat that the plant is built for; absent: the hall's design heat", {.above = 0}},
               c.capacity);
    k.optional({"supply_air", "Air as supplied, while the weather allows it", {.at_least = 8, .at_most = 40}},
               c.supply_air);
    k.optional({"supply_limit",
                "Warmest supply with which the plant counts as able to carry its heat; absent: 5 K warmer "
                "than supply_air",
                {.at_least = 8, .at_most = 50}},
               c.supply_limit);
    describe(k, c.air_units);
}

void describe(Keys& k, Config& c) {
    describe_air(k, c);
    k.choice({"evaporation", "How outdoor air is cooled: not, by pads in it, or through a heat exchanger"},
             Presence::optional, evaporations, c.evaporation);
    k.optional(
        {"effectiveness", "How far evaporation cools towards the wet bulb", {.at_least = 0, .at_most = 0.98}},
        c.effectiveness);
    k.optional({"humidity_limit",
                "Relative humidity of the supply up to which pads may wet it",
                {.at_least = 0.3, .at_most = 1}},
               c.humidity_limit);
    k.optional({"dew_point_limit",
                "Outdoor dew point above which the hall closes, as far as its coil carries the heat",
                {.at_least = -40, .at_most = 40}},
               c.dew_point_limit);
    k.optional({"cycles_of_concentration",
                "How far dissolved salts may concentrate",
                {.above = 1, .at_most = 20, .example = "5"}},
               c.cycles_of_concentration);
    k.optional({"coil_share",
                "Capacity of a compressor coil over the design heat; 0: none",
                {.at_least = 0, .at_most = 1.5}},
               c.coil_share);
    k.optional({"carnot_share", "Its COP over that of the ideal machine", {.at_least = 0.1, .at_most = 0.8}},
               c.carnot_share);
}

std::unique_ptr<CoolingPlant> make(Keys& keys) {
    Config c;
    describe(keys, c);
    if (supply_limit(c) < c.supply_air) keys.refuse("supply_limit", "expected at least supply_air");
    if (!keys.done()) return nullptr;
    return std::make_unique<OutsideAir>(c);
}

}  // namespace

void register_outside_air(Registry<CoolingPlant>& registry) {
    registry.add("outside_air", "Outdoor air with evaporative cooling and, as an option, a compressor coil",
                 make);
}

}  // namespace datahall
