// Counterflow heat exchanger by effectiveness and transfer units.
//
//   NTU = UA / C_min,  C = C_min / C_max,  E = exp(-NTU (1 - C))                    [1]
//   eps = (1 - E) / (1 - C E),  or  NTU / (1 + NTU)  for C = 1                      [1]
//   Q   = eps C_min (T_hot,in - T_cold,in)                                          [W]
//
// C are heat capacity rates m cp [W/K].  Valid: NTU >= 0, 0 <= C <= 1, steady flow.
// Ignores: fouling, heat lost to the surroundings.  Source: Kays and London, Compact Heat Exchangers.
#pragma once

#include <cmath>

#include "datahall/math.hpp"

namespace datahall {

/// Share of the largest possible heat that is transferred, 0..1.
inline double counterflow_effectiveness(double transfer_units, double capacity_ratio) {
    constexpr double balanced = 1e-6;  // the general form loses its digits nearer to C = 1
    if (std::fabs(1.0 - capacity_ratio) < balanced) return transfer_units / (1.0 + transfer_units);
    const double decay = math::exp(-transfer_units * (1.0 - capacity_ratio));
    return (1.0 - decay) / (1.0 - capacity_ratio * decay);
}

}  // namespace datahall
