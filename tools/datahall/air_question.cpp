#include "tools/datahall/air_question.hpp"

namespace datahall {
namespace {

constexpr double least_pressure = 30e3;  // Pa; the range of the equations
constexpr double most_pressure = 120e3;

}  // namespace

void describe(Keys& k, AirQuestion& q) {
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

namespace {

double pressure_of(const AirQuestion& q) {
    if (q.pressure) return q.pressure->si();
    return psychro::pressure_at(q.altitude.value_or(Meters{}).si());
}

double humidity_ratio_of(const AirQuestion& q, double pressure) {
    const double t = q.dry_bulb.degrees();
    if (q.wet_bulb) return psychro::humidity_ratio_at_wet_bulb(t, q.wet_bulb->degrees(), pressure);
    const double vapour = q.dew_point ? psychro::saturation_pressure(q.dew_point->degrees())
                                      : *q.humidity * psychro::saturation_pressure(t);
    return psychro::humidity_ratio(vapour, pressure);
}

}  // namespace

std::optional<psychro::MoistAir> air_of(Keys& k, const AirQuestion& q) {
    const double pressure = pressure_of(q);
    if (psychro::saturation_pressure(q.dry_bulb.degrees()) >= pressure) {
        k.refuse("dry_bulb", "expected a temperature below the boiling point at that pressure");
    }
    if (!k.done()) return std::nullopt;
    const double w = humidity_ratio_of(q, pressure);
    if (w < 0.0) {
        k.refuse("wet_bulb", "no air has so low a wet bulb at that dry bulb");
        return std::nullopt;
    }
    psychro::MoistAir air = psychro::moist_air(q.dry_bulb.degrees(), w, pressure);
    if (q.wet_bulb) air.wet_bulb = q.wet_bulb->degrees();  // not by way of its inverse
    return air;
}

}  // namespace datahall
