// One cell of an open cooling tower: how warm its water leaves, at which fan speed, and what it consumes.
//
//   T_leave = Twb + T_app(Twb, R, fan speed)      york_tower.hpp or effectiveness_tower.hpp     [degC]
//   R = Q / (m cp)                                the water circulates as designed               [K]
//   P_fan = P_r speed^3;  below the least speed the fan cycles against free convection           [W]
//   water: E = 0.85 Q / h_fg,  B = max(E / (CoC - 1) - D, 0),  D = drift m                    [kg/s]
//
// Free convection is air at 12.5 % of the rated flow, the end of YorkCalc's range.
//
// Valid: what the law of the approach is valid for; outside, Operation::outside_range is set.
// Ignores: altitude, fouling, basin heating, recirculation of plumes.
// Source: affinity laws; evaporation 0.75..0.90, drift and cycles of concentration are estimates.
#pragma once

#include <variant>

#include "models/cooling/effectiveness_tower.hpp"
#include "models/cooling/york_tower.hpp"

namespace datahall {

enum class TowerModel { yorkcalc, effectiveness };

struct TowerDesign {
    double heat = 0.0;                     // W rejected per cell at the design point
    double approach = 3.89;                // K at 25.55 degC wet bulb
    double range = 5.56;                   // K
    double fan_share = 0.012;              // fan power over design heat; 0.010..0.015, estimate
    double cycles_of_concentration = 5.0;  // 3..6, estimate
    TowerModel model = TowerModel::yorkcalc;
};

class CoolingTower {
public:
    using Law = std::variant<YorkLaw, EffectivenessLaw>;

    struct Operation {
        double leaving = 0.0;  // degC
        double fan = 0.0;      // W
        bool outside_range = false;
    };

    explicit CoolingTower(const TowerDesign& design);

    /// Rejects `heat` W with the least fan speed that cools to `target` degC; at full speed the
    /// water leaves as warm as it must.
    Operation operate(double heat, double wet_bulb, double target) const;
    /// Rejects `heat` W at a fan speed of 0..1 of the rated one; 0 is free convection.
    Operation at_speed(double heat, double wet_bulb, double speed) const;
    /// The heat [W] that water entering at `entering` >= wet_bulb degC loses at that speed, by bisection on
    /// the range.
    double heat_of(double entering, double wet_bulb, double speed) const;
    /// Leaving temperature at full speed.
    double coldest(double heat, double wet_bulb) const;
    double water_flow() const { return flow_; }  // circulated, kg/s
    /// Water consumed while `heat` W is rejected [kg/s].
    double consumption(double heat) const;

    double range(double heat) const;  // of the water, K
    const Law& law() const { return law_; }

private:
    TowerDesign design_;
    double flow_;  // kg/s
    Law law_;
};

}  // namespace datahall
