// Properties of what carries heat, constant over the range of a cooling plant.
//
// Valid: air near 20 degC at sea level; water and glycol 5-45 degC (cp within 0.5 %).
// Ignores: temperature and altitude.  Source: standard tables (air, water); suppliers' tables for 25 %
// propylene glycol, an estimate of the middle of their range.
#pragma once

namespace datahall {

struct Fluid {
    double density;                                                               // kg/m3
    double specific_heat;                                                         // J/(kg K)
    constexpr double volumetric_heat() const { return density * specific_heat; }  // J/(m3 K)
};

inline constexpr Fluid air{1.2, 1006.0};
inline constexpr Fluid water{997.0, 4180.0};
inline constexpr Fluid glycol_25{1020.0, 3925.0};

inline constexpr double heat_of_evaporation = 2.43e6;  // J/kg of water at 30 degC

}  // namespace datahall
