// The terminal units of one zone, compiled from what the plant says of them.
//
//   G = Q_design spare_ratio / reach    at full flow                                       [W/K]
//   x = Q / (Q_design rated_flow)       flow of variable units over their rated one          [1]
//   P = P_r law(x)                      all units, spare ones included, run at one speed     [W]
//
// Lost units take their share of conductance, flow and power with them.
#pragma once

#include <algorithm>
#include <cmath>

#include "datahall/model/cooling.hpp"

namespace datahall {

struct TerminalRow {
    double conductance = 0.0;  // W/K
    double rated_heat = 0.0;   // W that the rated flow carries
    double rated_power = 0.0;  // W
    FlowLaw law = FlowLaw::constant;
    double least_flow = 1.0;

    static TerminalRow of(const TerminalUnits& t, double design_w) {
        return {.conductance = design_w * t.spare_ratio / t.reach.si(),
                .rated_heat = design_w * t.rated_flow,
                .rated_power = design_w * t.power,
                .law = t.law,
                .least_flow = t.least_flow};
    }

    /// Electric power [W] while they carry `heat` W, or all that they can; `left` of them are there.
    double power(double heat, double left) const {
        if (!(left > 0.0) || !(rated_heat > 0.0)) return 0.0;
        return left * rated_power * share(std::clamp(heat / (rated_heat * left), least_flow, 1.0));
    }

private:
    double share(double x) const {
        switch (law) {
            case FlowLaw::drive_fan:
                return 0.0013 + x * (0.147 + x * (0.9506 - 0.0998 * x));
            case FlowLaw::cube:
                return x * x * x;
            case FlowLaw::pump:
                return x * x * std::sqrt(x);
            case FlowLaw::constant:
                break;
        }
        return 1.0;
    }
};

}  // namespace datahall
