// The approach of an open cooling tower by the YorkCalc polynomial.
//
//   T_app = s sum_{i,j,k=0..2} c[9i+3j+k] Twb^k R^j LGR^i                                 [K]
//   LGR = FR_water / FR_air,  FR_air = fan speed,  FR_water = 1                           [1]
//
// s scales the polynomial from its own design approach (3.8445 K at 25.55 degC wet bulb and a range
// of 5.56 K) to the cell's.
//
// Valid: Twb -34.4..26.7 degC, range 1.1..22.2 K, LGR 1..8.  Outside, wet bulb and range are read
// at the edge and the approach goes on in proportion to the range; is_outside() says so, except
// below 1.1 K, where the straight line to no approach at no heat is the physics.
// Ignores: altitude, fouling.
// Source: YorkCalc of EnergyPlus and Modelica Buildings.
#pragma once

namespace datahall {

/// Approach [K] of the polynomial itself; nothing clamped.
double yorkcalc_approach(double wet_bulb, double range, double liquid_to_gas);

/// Leaving temperature [degC] of water entering at `entering`, by bisection on the range.
double yorkcalc_leaving(double entering, double wet_bulb, double liquid_to_gas);

/// The approach as a parabola of LGR, for a wet bulb and a range.
struct ApproachCurve {
    double constant, linear, square;

    ApproachCurve(double twb, double range);
    double at(double liquid_to_gas) const {
        return constant + liquid_to_gas * (linear + liquid_to_gas * square);
    }
};

/// The clamped approach of a cell: the polynomial inside its range, a line outside.
class YorkApproach {
public:
    YorkApproach(double scale, double wet_bulb, double range);

    double at_speed(double speed) const;  // K
    bool is_above(double approach, double speed) const { return at_speed(speed) > approach; }
    bool is_outside(double /*approach*/) const { return outside_; }

private:
    ApproachCurve curve_;
    double scale_;
    bool outside_;
};

/// The law of one cell, sized by its approach [K] at the design point.
class YorkLaw {
public:
    explicit YorkLaw(double approach);
    YorkApproach at(double wet_bulb, double range) const { return {scale_, wet_bulb, range}; }
    double scale() const { return scale_; }

private:
    double scale_;  // of the approach
};

}  // namespace datahall
