#include "models/cooling/effectiveness_tower.hpp"

#include <algorithm>
#include <cmath>

#include "datahall/math.hpp"

#include "models/cooling/fluids.hpp"
#include "models/cooling/psychrometrics.hpp"

namespace datahall {
namespace {

constexpr double design_wet_bulb = 25.55;
constexpr double design_liquid_to_gas = 1.2;  // water over air by mass, estimate
constexpr double flow_exponent = 0.4;         // 1 + n, n = -0.6 of usual fills, estimate
constexpr double sea_level = 101'325.0;       // Pa
constexpr double hottest = 80.0;              // degC
constexpr double most_approach = 200.0;       // K
constexpr double most_transfer = 100.0;       // of c; a design approach of 1 K needs less than 10
constexpr double least_step = 1e-6;           // K: the slope of h_s over less is noise

double enthalpy_below_hottest(double t) {
    const double vapour = psychro::saturation_pressure(t);
    return psychro::enthalpy(t, psychro::humidity_ratio(vapour, sea_level));
}

}  // namespace

double tower_effectiveness(double ntu, double ratio) {
    const double x = ntu * (1.0 - ratio);
    if (std::fabs(1.0 - ratio) < 1e-9) return ntu / (1.0 + ntu);
    if (x < 0.0) return math::expm1(x) / (math::exp(x) - ratio);
    return -math::expm1(-x) / (1.0 - ratio * math::exp(-x));
}

double saturated_enthalpy(double t) {
    if (t <= hottest) return enthalpy_below_hottest(t);
    const double edge = enthalpy_below_hottest(hottest);
    return edge + (t - hottest) * (edge - enthalpy_below_hottest(hottest - 0.01)) / 0.01;
}

EffectivenessApproach::EffectivenessApproach(double transfer, double wet_bulb, double range)
    : transfer_{transfer}, wet_bulb_{wet_bulb}, range_{range}, outdoors_{saturated_enthalpy(wet_bulb)} {}

EffectivenessApproach::Transfer EffectivenessApproach::transfer(double approach, double speed) const {
    const double leaving = wet_bulb_ + approach;
    const double air_to_water = speed / design_liquid_to_gas;
    const double step = std::max(range_, least_step);
    const double entering_air = saturated_enthalpy(leaving + step);
    const double slope = (entering_air - saturated_enthalpy(leaving)) / step;
    Transfer t;
    t.ntu = transfer_ * math::pow(1.0 / air_to_water, flow_exponent);
    t.capacity_ratio = air_to_water * slope / water.specific_heat;
    t.effectiveness = tower_effectiveness(t.ntu, t.capacity_ratio);
    t.heat = t.effectiveness * air_to_water * (entering_air - outdoors_);
    return t;
}

bool EffectivenessApproach::is_above(double approach, double speed) const {
    return transfer(approach, speed).heat < water.specific_heat * range_;
}

double EffectivenessApproach::at_speed(double speed) const {
    if (range_ <= least_step) return 0.0;
    double low = 0.0;
    double high = most_approach;
    for (int i = 0; i < 40; ++i) {  // to 2e-10 K
        const double middle = 0.5 * (low + high);
        (is_above(middle, speed) ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

bool EffectivenessApproach::is_outside(double approach) const {
    return wet_bulb_ + approach + range_ > hottest;
}

EffectivenessLaw::EffectivenessLaw(double approach, double range) {
    double low = 0.0;
    double high = most_transfer;
    for (int i = 0; i < 60; ++i) {
        transfer_ = 0.5 * (low + high);
        (at(design_wet_bulb, range).is_above(approach, 1.0) ? low : high) = transfer_;
    }
}

}  // namespace datahall
