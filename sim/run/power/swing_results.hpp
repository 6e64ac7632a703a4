// Figures and findings of the power swings of a run.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;

/// Of the counted window.  Appends nothing if no class of work swings.
void add_swing_metrics(const World& world, std::vector<Metric>& metrics);
/// What exceeded the limits of the grid, from the end of the warm-up on.
void find_swings(const World& world, std::vector<Finding>& findings);

}  // namespace datahall
