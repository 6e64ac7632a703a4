#include "models/cooling/cooling_tower.hpp"

#include <algorithm>

#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"

namespace datahall {
namespace {

constexpr double free_convection = 0.125;  // air flow with the fan off: the end of the fit, LGR 8
constexpr double least_speed = 0.3;        // of a fan on a drive; below, it cycles
constexpr double evaporated_share = 0.85;  // of the heat; the rest warms the air
constexpr double drift_share = 1e-4;       // of the circulating flow: 0.01 %, estimate

double fan_share(double speed) {
    if (speed >= least_speed) return cube_law(speed);
    const double on = (speed - free_convection) / (least_speed - free_convection);
    return std::max(on, 0.0) * cube_law(least_speed);
}

CoolingTower::Law law_of(const TowerDesign& design) {
    if (design.model == TowerModel::effectiveness) return EffectivenessLaw{design.approach, design.range};
    return YorkLaw{design.approach};
}

// The least speed [1] at which the approach is no larger than `wanted`.
template <class Approach>
double speed_for(const Approach& approach, double wanted) {
    double slow = free_convection;
    double fast = 1.0;
    for (int i = 0; i < 30; ++i) {  // to 1e-9 of full speed
        const double speed = 0.5 * (slow + fast);
        (approach.is_above(wanted, speed) ? slow : fast) = speed;
    }
    return fast;
}

}  // namespace

CoolingTower::CoolingTower(const TowerDesign& design)
    : design_{design}, flow_{design.heat / (water.specific_heat * design.range)}, law_{law_of(design)} {}

double CoolingTower::range(double heat) const {
    return heat / (flow_ * water.specific_heat);
}

double CoolingTower::coldest(double heat, double wet_bulb) const {
    const auto leaving = [&](const auto& law) {
        return wet_bulb + law.at(wet_bulb, range(heat)).at_speed(1.0);
    };
    return std::visit(leaving, law_);
}

CoolingTower::Operation CoolingTower::operate(double heat, double wet_bulb, double target) const {
    if (heat <= 0.0) return {.leaving = target};
    const double rated = design_.fan_share * design_.heat;
    const double wanted = target - wet_bulb;
    const auto operation = [&](const auto& law) -> Operation {
        const auto approach = law.at(wet_bulb, range(heat));
        const double least = approach.at_speed(1.0);
        if (least >= wanted) return {wet_bulb + least, rated, approach.is_outside(least)};
        return {target, rated * fan_share(speed_for(approach, wanted)), approach.is_outside(wanted)};
    };
    return std::visit(operation, law_);
}

CoolingTower::Operation CoolingTower::at_speed(double heat, double wet_bulb, double speed) const {
    const auto operation = [&](const auto& law) -> Operation {
        const auto approach = law.at(wet_bulb, range(heat));
        const double reached = approach.at_speed(std::max(speed, free_convection));
        return {wet_bulb + reached, design_.fan_share * design_.heat * fan_share(speed),
                approach.is_outside(reached)};
    };
    return std::visit(operation, law_);
}

double CoolingTower::heat_of(double entering, double wet_bulb, double speed) const {
    const double heat_by_range = flow_ * water.specific_heat;
    double low = 0.0;
    double high = (entering - wet_bulb) * heat_by_range;
    for (int i = 0; i < 50; ++i) {
        const double heat = 0.5 * (low + high);
        const double leaving = at_speed(heat, wet_bulb, speed).leaving;
        (leaving + heat / heat_by_range < entering ? low : high) = heat;
    }
    return 0.5 * (low + high);
}

double CoolingTower::consumption(double heat) const {
    if (heat <= 0.0) return 0.0;
    const double evaporation = evaporated_share * heat / heat_of_evaporation;
    const double drift = drift_share * flow_;
    const double blowdown = std::max(evaporation / (design_.cycles_of_concentration - 1.0) - drift, 0.0);
    return evaporation + drift + blowdown;
}

}  // namespace datahall
