// The approach of an open cooling tower by effectiveness and transfer units: Merkel's enthalpy
// difference as what drives, saturated air as a heat exchanger's second stream.
//
//   C_s = (h_s(T_in) - h_s(T_out)) / (T_in - T_out)      heat capacity of saturated air    [J/(kg K)]
//   m*  = m_a C_s / (m_w cp_w)                                                                [1]
//   NTU = c (m_w / m_a)^(1 + n),  n = -0.6;  m_a = fan speed m_w / 1.2                        [1]
//   eps = (1 - exp(-NTU (1 - m*))) / (1 - m* exp(-NTU (1 - m*)));  NTU / (1 + NTU) at m* = 1  [1]
//   Q   = eps m_a (h_s(T_in) - h_s(T_wb)) = m_w cp_w (T_in - T_out)                           [W]
//
// T_out by bisection between the wet bulb and 200 K above it.  c comes from the design point:
// approach and range at 25.55 degC wet bulb and full fan.  h_s(T) is the enthalpy of saturated air
// at 101325 Pa (psychrometrics.hpp), over ice below 0.01 degC.
//
// Valid: any wet bulb of weather, in proportion to how well Merkel's assumptions hold (Lewis number 1,
// no loss of water); water entering below 80 degC, where h_s goes on along its tangent and is_outside()
// says so; a design approach of at least 1 K.  Air below some 30 % of its design flow is
// extrapolation.
// Ignores: altitude, fouling, freezing of the fill.
// Source: J. E. Braun, S. A. Klein, J. W. Mitchell: Effectiveness models for cooling towers and
// cooling coils, ASHRAE Transactions 95(2), 1989.  n and the design liquid-to-gas ratio of 1.2 are
// estimates.
#pragma once

namespace datahall {

/// Effectiveness of `ntu` transfer units at a ratio m* of heat capacity rates.
double tower_effectiveness(double ntu, double ratio);

/// Enthalpy of saturated air at 101325 Pa, J per kg of dry air.
double saturated_enthalpy(double t);

/// A cell at a wet bulb and a range; what it holds is for each kg of water.
class EffectivenessApproach {
public:
    EffectivenessApproach(double transfer, double wet_bulb, double range);

    double at_speed(double speed) const;  // K
    bool is_above(double approach, double speed) const;
    bool is_outside(double approach) const;

    struct Transfer {
        double ntu = 0.0;
        double capacity_ratio = 0.0;  // m*
        double effectiveness = 0.0;
        double heat = 0.0;  // that the air takes, J for each kg of water
    };
    Transfer transfer(double approach, double speed) const;

private:
    double transfer_;
    double wet_bulb_;
    double range_;
    double outdoors_;  // enthalpy of air saturated at the wet bulb
};

/// The law of one cell, sized by its approach and range [K] at the design point.
class EffectivenessLaw {
public:
    EffectivenessLaw(double approach, double range);
    EffectivenessApproach at(double wet_bulb, double range) const { return {transfer_, wet_bulb, range}; }
    double coefficient() const { return transfer_; }

private:
    double transfer_;  // c: NTU where air and water flow alike
};

}  // namespace datahall
