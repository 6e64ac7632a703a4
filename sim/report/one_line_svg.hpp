// The one-line diagram of a power chain: buses from the grid to the racks, with what they carry.
#pragma once

#include <string>

#include "datahall/power_plan.hpp"
#include "datahall/power_report.hpp"

namespace datahall {

// Pictures of their own, light or dark as their reader prefers.  Levels with more buses than fit a line are
// drawn as one box with their range.

/// What a plan's buses carry with everything at its nameplate, and after the worst loss.
std::string one_line_svg(const PowerPlan& plan, const std::string& title);
/// What a run's buses carried in the mean and at their highest.
std::string one_line_svg(const PowerReport& report, const std::string& title);

}  // namespace datahall
