// The heat of a run, zone by zone and rack by rack, and its way outdoors.
#pragma once

#include "datahall/heat_report.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

class World;

/// `window` is what happened while counting, which ends now.
HeatReport heat_report(const World& world, const Totals& window);

}  // namespace datahall
