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

/// Both sides of a counterflow exchanger: what its conductance and its flows make of the inlets.
struct ExchangerDuty {
    double transfer_units = 0.0;  // NTU
    double capacity_ratio = 0.0;  // C
    double effectiveness = 0.0;
    double heat = 0.0;          // W
    double hot_leaving = 0.0;   // degC
    double cold_leaving = 0.0;  // degC
};

struct ExchangerSides {
    double hot_rate = 0.0;       // m cp, W/K, above 0
    double cold_rate = 0.0;      // W/K, above 0
    double hot_entering = 0.0;   // degC
    double cold_entering = 0.0;  // degC
};

/// `conductance` is UA in W/K.
inline ExchangerDuty exchange(double conductance, const ExchangerSides& s) {
    const double least = std::fmin(s.hot_rate, s.cold_rate);
    ExchangerDuty d{.transfer_units = conductance / least,
                    .capacity_ratio = least / std::fmax(s.hot_rate, s.cold_rate)};
    d.effectiveness = counterflow_effectiveness(d.transfer_units, d.capacity_ratio);
    d.heat = d.effectiveness * least * (s.hot_entering - s.cold_entering);
    d.hot_leaving = s.hot_entering - d.heat / s.hot_rate;
    d.cold_leaving = s.cold_entering + d.heat / s.cold_rate;
    return d;
}

}  // namespace datahall
