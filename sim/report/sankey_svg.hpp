// An energy flow of a run as a Sankey diagram: bands as wide as their energy, from the meter (or the racks)
// to where it went.
#pragma once

#include <string>

#include "datahall/power_report.hpp"

namespace datahall {

/// A picture of its own, light or dark as its reader prefers.  Uses and losses stand in the last column.
std::string sankey_svg(const EnergyFlow& flow, const std::string& title);

}  // namespace datahall
