// How long a battery behind a UPS or in a rack carries a load, and how long it takes to charge.
//
//   discharge   dS/dt = -1 / t(x)      t(x) = t_full ((x + a) / (1 + a))^-k, or log-log between points
//   charge      dS/dt = p eta / E      E = rating x max over x of x t(x)
//
// S is 1 when full; x is the load over the rating.  t is longer than t_full / x at part load, down to where
// the inverter's own draw `a` tells.  E is the most that a discharge can deliver: with less, a battery would
// give more than it took. Source: runtime tables of UPS makers (Liebert GXT3: 9, 21, 40 min at 100, 50, 30
// %), which k = 1.4 and a = 0.1 meet within 10 %; an estimate for other batteries. Valid: 0 <= x <= 1.25.
#pragma once

#include <vector>

#include "datahall/equipment.hpp"

namespace datahall {

struct RuntimePoint {
    double load = 0.0;  // rising
    double seconds = 0.0;
};

struct BatteryCurve {
    double full_load_s = 0.0;  // runtime at the rating when new
    double exponent = 1.40;
    double own_draw = 0.10;
    std::vector<RuntimePoint> points;  // in place of the formula, if any
    double health = 1.0;               // share of the runtime when new
    double charge_share = 0.05;        // of the rating that charges it
    double charge_efficiency = 0.95;

    double runtime_s(double load) const;
    /// Time at the rating that its energy would last for, were nothing lost: E / rating.
    double energy_s() const;
};

BatteryCurve compile_battery(const BatteryType& type);

}  // namespace datahall
