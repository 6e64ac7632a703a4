// `calc air`: moist air by models/cooling/psychrometrics.hpp.
#include <optional>

#include "tools/datahall/air_question.hpp"
#include "tools/datahall/calculations.hpp"

namespace datahall {

CalcSheet calc_air(Keys& keys, const CalcSources& /*sources*/) {
    AirQuestion q;
    describe(keys, q);
    const std::optional<psychro::MoistAir> found = air_of(keys, q);
    if (!found) return {};
    const psychro::MoistAir& a = *found;
    return {.inputs = {{"dry_bulb", a.dry_bulb, "degC", "Dry bulb"},
                       {"pressure", a.pressure, "Pa", "At the place"}},
            .results = {{"wet_bulb", a.wet_bulb, "degC", "Thermodynamic wet bulb"},
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
