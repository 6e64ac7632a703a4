#include "models/cooling/psychrometrics.hpp"

#include <algorithm>

#include "datahall/math.hpp"

namespace datahall::psychro {
namespace {

constexpr double kelvin = 273.15;
constexpr double mass_ratio = 0.621945;  // molar mass of water over that of dry air
constexpr double driest = 1e-7;          // keeps logarithms finite in absolutely dry air
constexpr double coldest = -100.0;       // end of the equation over ice, degC
constexpr double hottest = 100.0;

double ln_pressure_over_ice(double k) {
    return -5.6745359e3 / k + 6.3925247 +
           k * (-9.677843e-3 + k * (6.2215701e-7 + k * (2.0747825e-9 + k * -9.484024e-13))) +
           4.1635019 * math::log(k);
}

double ln_pressure_over_water(double k) {
    return -5.8002206e3 / k + 1.3914993 + k * (-4.8640239e-2 + k * (4.1764768e-5 + k * -1.4452093e-8)) +
           6.5459673 * math::log(k);
}

double adiabatic_over_water(double t, double tw, double pressure) {
    const double saturated = humidity_ratio(saturation_pressure(tw), pressure);
    return ((2501.0 - 2.326 * tw) * saturated - 1.006 * (t - tw)) / (2501.0 + 1.86 * t - 4.186 * tw);
}

double adiabatic_over_ice(double t, double tw, double pressure) {
    const double saturated = humidity_ratio(saturation_pressure(tw), pressure);
    return ((2830.0 - 0.24 * tw) * saturated - 1.006 * (t - tw)) / (2830.0 + 1.86 * t - 2.1 * tw);
}

// The argument in [low, high] at which the rising `f` reaches `value`.
template <class F>
double where_rising(double low, double high, int steps, double value, F f) {
    for (int i = 0; i < steps; ++i) {
        const double middle = 0.5 * (low + high);
        (f(middle) < value ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace

double saturation_pressure(double t) {
    const double k = t + kelvin;
    return math::exp(t > 0.01 ? ln_pressure_over_water(k) : ln_pressure_over_ice(k));
}

double humidity_ratio(double vapour, double pressure) {
    return std::max(mass_ratio * vapour / (pressure - vapour), driest);
}

double vapour_pressure(double humidity_ratio, double pressure) {
    return pressure * humidity_ratio / (mass_ratio + humidity_ratio);
}

double humidity_ratio_at_wet_bulb(double t, double tw, double pressure) {
    return tw >= 0.0 ? adiabatic_over_water(t, tw, pressure) : adiabatic_over_ice(t, tw, pressure);
}

double wet_bulb(double t, double humidity_ratio, double pressure) {
    const double w = std::max(humidity_ratio, driest);
    const bool over_water = t > 0.0 && w >= adiabatic_over_water(t, 0.0, pressure);
    const double low = over_water ? 0.0 : coldest;
    const double high = over_water ? t : std::min(t, 0.0);
    return where_rising(low, high, 28, w, [&](double tw) {  // 100 K / 2^28 < 1e-6 K
        return over_water ? adiabatic_over_water(t, tw, pressure) : adiabatic_over_ice(t, tw, pressure);
    });
}

double dew_point(double vapour) {
    return where_rising(coldest, hottest, 38, vapour, saturation_pressure);  // 200 K / 2^38 < 1e-9 K
}

double enthalpy(double t, double humidity_ratio) {
    return 1000.0 * (1.006 * t + humidity_ratio * (2501.0 + 1.86 * t));
}

double specific_volume(double t, double humidity_ratio, double pressure) {
    return 287.042 * (t + kelvin) * (1.0 + 1.607858 * humidity_ratio) / pressure;
}

MoistAir moist_air(double t, double humidity_ratio, double pressure) {
    const double w = std::max(humidity_ratio, driest);
    const double vapour = vapour_pressure(w, pressure);
    const double volume = specific_volume(t, w, pressure);
    return {.dry_bulb = t,
            .wet_bulb = wet_bulb(t, w, pressure),
            .dew_point = dew_point(vapour),
            .relative_humidity = vapour / saturation_pressure(t),
            .humidity_ratio = w,
            .vapour_pressure = vapour,
            .pressure = pressure,
            .enthalpy = enthalpy(t, w),
            .volume = volume,
            .density = (1.0 + w) / volume};
}

double pressure_at(double altitude) {
    return 101325.0 * math::pow(1.0 - 2.25577e-5 * altitude, 5.2559);
}

}  // namespace datahall::psychro
