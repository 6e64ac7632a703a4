// When a breaker opens: what a current does to it over time, in closed form.
//
//   thermal   stress = theta, a temperature in units of the rise at the rated current:
//               dtheta/dt = (i^2 - theta) / tau,  opens at theta_T;  pickup current sqrt(theta_T)
//   table     stress = D, a damage:  dD/dt = 1 / t(i) above pickup,  -D / tau_cool below it,  opens at 1;
//               t(i) from a time-current curve, log-log between its points, straight on beyond them
//   instant   whatever the stress: a current of at least i_m opens it after a delay
//
// i is the current in units of the rating, taken as power over rated power (constant voltage, power factor).
// Sources: first-order thermal image of IEC 60255-149; time-current curves as makers publish them.  The rows
// of the catalogue carry their own.
// Valid: i >= 0; a breaker that has stood at a load for long has the stress of rest().
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/equipment.hpp"

namespace datahall {

struct TripPoint {
    double current = 0.0;  // above the pickup, rising
    double seconds = 0.0;  // until it opens from cold, falling
};

struct TripCurve {
    double tau_s = 0.0;             // of warming, and of cooling below the pickup of a table
    double pickup = 1.0;            // current that it carries for ever
    std::vector<TripPoint> points;  // none: thermal
    double instant = 0.0;           // current; 0: it has no such release
    std::int64_t instant_ns = 0;

    /// At which it opens.
    double limit() const { return points.empty() ? pickup * pickup : 1.0; }
    /// Of a breaker that has carried the current for ever.  REQUIRES: current <= pickup.
    double rest(double current) const { return points.empty() ? current * current : 0.0; }
    double after(double stress, double current, double seconds) const;
    /// Until it opens at a constant current; +inf if it never does.
    double time_left_s(double stress, double current) const;
    /// Of a table: until it opens from cold.  REQUIRES: current > pickup.
    double seconds_from_cold(double current) const;
};

TripCurve compile_trip(const BreakerType& type);

}  // namespace datahall
