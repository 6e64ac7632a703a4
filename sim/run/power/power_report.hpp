// From the meters of the power chain to what a run says of it.
#pragma once

#include "datahall/power_report.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

class World;

/// `window` is what happened while counting, which ends now.
PowerReport power_report(const World& world, const Totals& window);

}  // namespace datahall
