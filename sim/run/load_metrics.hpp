// The metrics of the power chain beyond its energies: where losses go, and the load as those see it who
// deliver it.
//
//   load factor   mean power of the window over the highest
//   demand        mean power over a quarter of an hour of the calendar that lies in the window as a whole
//   ramp          power less the lowest of the window of a minute (15 minutes) before, or the highest less
//   power step          change of power at one instant
//
// The meter shows power at every change, so ramps and steps are of the means that jobs and plants are given
// here; what swings within an iteration of a job is not in them.
#pragma once

#include <vector>

#include "datahall/result.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

class World;

/// Appends energy.loss.PLACE, power.utility_load_factor, _demand_*, _ramp_* and _step_*; `window` ends now.
void add_load_metrics(const World& world, const Totals& window, std::vector<Metric>& metrics);

}  // namespace datahall
