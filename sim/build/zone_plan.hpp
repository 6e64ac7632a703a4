// Which racks share their air and distribution units: the zones of the floor.
//
// A zone is the hall, a row, a number of neighboring racks, or one rack.  Design heats are those of the
// nameplates, with the hall's losses spread over them.
#pragma once

#include "datahall/facility.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

/// Fills facility.zones and zone_of_rack; `loss_share` of the racks' nameplate heats the hall beside them.
void plan_zones(const ZonesConfig& config, double loss_share, Facility& facility);

}  // namespace datahall
