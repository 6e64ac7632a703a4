// One cell of an open cooling tower by the YorkCalc approach polynomial.
//
//   T_leave = Twb + T_app,   T_app = s sum_{i,j,k=0..2} c[9i+3j+k] Twb^k R^j LGR^i        [degC, K]
//   R = Q / (m cp),  LGR = FR_water / FR_air,  FR_air = fan speed,  FR_water = 1          [K, 1]
//   P_fan = P_r speed^3;  below the least speed the fan cycles against free convection      [W]
//   water: E = 0.85 Q / h_fg,  B = max(E / (CoC - 1) - D, 0),  D = drift m               [kg/s]
//
// s scales the polynomial from its own design approach (3.8445 K at 25.55 degC wet bulb and a range
// of 5.56 K) to the cell's.  Free convection is air at LGR 8, 12.5 % of the rated flow.
//
// Valid: Twb -34.4..26.7 degC, range 1.1..22.2 K, LGR 1..8.  Outside, wet bulb and range are read
// at the edge and the approach goes on in proportion to the range; Operation::outside_range is set,
// except below 1.1 K, where the straight line to no approach at no heat is the physics.
// Ignores: altitude, fouling, basin heating, recirculation of plumes.
// Source: YorkCalc of EnergyPlus and Modelica Buildings; evaporation 0.75..0.90, drift and cycles
// of concentration are estimates.
#pragma once

namespace datahall {

/// Approach [K] of the polynomial itself; nothing clamped.
double yorkcalc_approach(double wet_bulb, double range, double liquid_to_gas);

/// Leaving temperature [degC] of water entering at `entering`, by bisection on the range.
double yorkcalc_leaving(double entering, double wet_bulb, double liquid_to_gas);

struct TowerDesign {
    double heat = 0.0;                     // W rejected per cell at the design point
    double approach = 3.89;                // K at 25.55 degC wet bulb
    double range = 5.56;                   // K
    double fan_share = 0.012;              // fan power over design heat; 0.010..0.015, estimate
    double cycles_of_concentration = 5.0;  // 3..6, estimate
};

class YorkTower {
public:
    struct Operation {
        double leaving = 0.0;  // degC
        double fan = 0.0;      // W
        bool outside_range = false;
    };

    explicit YorkTower(const TowerDesign& design);

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
    double scale() const { return scale_; }

private:
    TowerDesign design_;
    double flow_;   // kg/s
    double scale_;  // of the approach
};

}  // namespace datahall
