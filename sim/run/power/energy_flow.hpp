// Where energy went: from the meter through the levels of the power chain to racks, cooling, constant loads
// and the places that losses heat.
#pragma once

#include <vector>

#include "datahall/power_report.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

class World;

/// Losses of the window by place and level: rows and columns sum to Totals::all_losses() exactly.
std::vector<LocatedLosses> located_losses(const World& world, const Totals& window);

/// `window` is what happened while counting, which ends now.
EnergyFlow energy_flow(const World& world, const Totals& window);

}  // namespace datahall
