// The one-line diagram of a power chain: buses from the grid to the racks, with what they carry.
#pragma once

#include <string>

#include "datahall/power_plan.hpp"

namespace datahall {

/// A picture of its own, light or dark as its reader prefers.  Levels with more buses than fit a line are
/// drawn as one box with their range.
std::string one_line_svg(const PowerPlan& plan, const std::string& title);

}  // namespace datahall
