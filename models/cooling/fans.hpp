// Power of fans and pumps at part of their rated flow.
//
//   cube law     P / P_r = x^3                        no static head: dry coolers, towers      [1]
//   VSD fan      P / P_r = 0.0013 + 0.147 x + 0.9506 x^2 - 0.0998 x^3                          [1]
//   pump         P / P_r = x^2.5                      loop with some static head               [1]
//   electric     P_r = dp V / eta                                                              [W]
//
// x is the flow over the rated flow.  Valid: 0.1 <= x <= 1 (the VSD fit), 0..1 (the others).
// Ignores: motor slip, belt losses, harmonics of drives.  Source: affinity laws; ASHRAE 90.1
// Appendix G (VSD fan); the pump exponent between 2.0 and 2.7 is an estimate.
#pragma once

#include <algorithm>
#include <cmath>

namespace datahall {

constexpr double cube_law(double flow_share) {
    return flow_share * flow_share * flow_share;
}

/// 0.9991 at full flow, as published.
constexpr double vsd_fan_share(double flow_share) {
    const double x = std::clamp(flow_share, 0.1, 1.0);
    return 0.0013 + x * (0.147 + x * (0.9506 - 0.0998 * x));
}

inline double pump_share(double flow_share) {
    return flow_share * flow_share * std::sqrt(flow_share);
}

/// Electric power [W] that moves `flow` m3/s against `pressure` Pa.
constexpr double moving_power(double flow, double pressure, double efficiency) {
    return flow * pressure / efficiency;
}

}  // namespace datahall
