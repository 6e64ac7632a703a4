// `calc air`: moist air by models/cooling/psychrometrics.hpp.
#include <optional>

#include "datahall/keys.hpp"

#include "models/cooling/psychrometrics.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

constexpr double least_pressure = 30e3;  // Pa; the range of the equations
constexpr double most_pressure = 120e3;

struct Question {
    Celsius dry_bulb;
    std::optional<Celsius> wet_bulb, dew_point;
    std::optional<double> humidity;
    std::optional<Pascals> pressure;
    std::optional<Meters> altitude;
};

void describe(Keys& k, Question& q) {
    k.required({"dry_bulb", "Dry bulb", {.at_least = -100, .at_most = 100}}, q.dry_bulb);
    k.optional({"wet_bulb", "Wet bulb", {.at_least = -100, .at_most = 100}}, q.wet_bulb);
    k.optional({"dew_point", "Dew point, or frost point", {.at_least = -100, .at_most = 100}}, q.dew_point);
    k.optional({"humidity", "Relative humidity", {.at_least = 0, .at_most = 1, .example = "60 %"}},
               q.humidity);
    k.optional({"pressure", "At the place", {.at_least = least_pressure, .at_most = most_pressure}},
               q.pressure);
    k.optional({"altitude", "Of the place, in place of the pressure", {.at_least = -500, .at_most = 9'000}},
               q.altitude);
    const int given =
        int{q.wet_bulb.has_value()} + int{q.dew_point.has_value()} + int{q.humidity.has_value()};
    if (given != 1) k.refuse("", "expected one of wet bulb, dew point and humidity");
    if (q.pressure && q.altitude) k.refuse("altitude", "expected pressure or altitude, not both");
    const Celsius wettest = q.wet_bulb ? *q.wet_bulb : q.dew_point.value_or(q.dry_bulb);
    if (wettest > q.dry_bulb) k.refuse("dry_bulb", "expected at least the wet bulb and the dew point");
}

double pressure_of(const Question& q) {
    if (q.pressure) return q.pressure->si();
    return psychro::pressure_at(q.altitude.value_or(Meters{}).si());
}

double humidity_ratio_of(const Question& q, double pressure) {
    const double t = q.dry_bulb.degrees();
    if (q.wet_bulb) return psychro::humidity_ratio_at_wet_bulb(t, q.wet_bulb->degrees(), pressure);
    const double vapour = q.dew_point ? psychro::saturation_pressure(q.dew_point->degrees())
                                      : *q.humidity * psychro::saturation_pressure(t);
    return psychro::humidity_ratio(vapour, pressure);
}

}  // namespace

CalcSheet calc_air(Keys& keys, const CalcSources& /*sources*/) {
    Question q;
    describe(keys, q);
    const double pressure = pressure_of(q);
    if (psychro::saturation_pressure(q.dry_bulb.degrees()) >= pressure) {
        keys.refuse("dry_bulb", "expected a temperature below the boiling point at that pressure");
    }
    if (!keys.done()) return {};
    const double w = humidity_ratio_of(q, pressure);
    if (w < 0.0) {
        keys.refuse("wet_bulb", "no air has so low a wet bulb at that dry bulb");
        return {};
    }
    const psychro::MoistAir a = psychro::moist_air(q.dry_bulb.degrees(), w, pressure);
    return {.inputs = {{"dry_bulb", a.dry_bulb, "degC", "Dry bulb"},
                       {"pressure", pressure, "Pa", "At the place"}},
            .results = {{"wet_bulb", q.wet_bulb ? q.wet_bulb->degrees() : a.wet_bulb, "degC",
                         "Thermodynamic wet bulb"},
                        {"dew_point", a.dew_point, "degC", "Dew point, or frost point"},
                        {"relative_humidity", a.relative_humidity, "1", "Relative humidity"},
                        {"humidity_ratio", a.humidity_ratio, "kg/kg", "Water by dry air"},
                        {"vapor_pressure", a.vapour_pressure, "Pa", "Partial pressure of the vapor"},
                        {"saturation_pressure", psychro::saturation_pressure(a.dry_bulb), "Pa",
                         "Vapor pressure of saturated air at the dry bulb"},
                        {"enthalpy", a.enthalpy, "J/kg", "By dry air, 0 at 0 degC"},
                        {"volume", a.volume, "m3/kg", "By dry air"},
                        {"density", a.density, "kg/m3", "Of air and vapor together"}}};
}

}  // namespace datahall
