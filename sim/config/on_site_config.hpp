// What makes and stores power at the utility meter, on the hall's side of it.
#pragma once

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// Solar panels that lie flat.  P = rating G / 1000 W/m2 (1 + k (T - 25 degC)) performance, with cells at
/// T = air + G (45 - 20) K / 800 W/m2: the cell temperature at nominal operation, as datasheets state it.
/// Defaults are estimates for crystalline silicon with inverters.
struct SolarConfig {
    Watts rating;                              // at 1000 W/m2 and cells of 25 degC
    double performance = 0.86;                 // what wiring, inverters and dirt leave
    double temperature_coefficient = -0.0035;  // 1/K
};

/// A store that gives what the hall draws above a power, and is charged while it draws less than another.
struct SiteStoreConfig {
    Joules energy;
    Watts power;               // in either direction
    double efficiency = 0.88;  // energy given over energy taken; lithium-ion with its inverters, an estimate
    Watts above;
    Watts below;
};

void describe(Keys& keys, SolarConfig& solar);
void describe(Keys& keys, SiteStoreConfig& store);

}  // namespace datahall
