// Cable runs on the floor: racks to scale, trays as wide and dark as the cables that lie on them, the longest
// runs on top of them.
#pragma once

#include <string>

#include "datahall/result.hpp"
#include "datahall/wiring_report.hpp"

namespace datahall {

std::string cable_runs_svg(const Floor& floor, const WiringReport& wiring, const std::string& title);

}  // namespace datahall
