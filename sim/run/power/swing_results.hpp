// Figures and findings of the power swings of a run.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;
struct Totals;

/// `window` is what happened while counting.  Appends nothing if no class of work swings.
void add_swing_metrics(const World& world, const Totals& window, std::vector<Metric>& metrics);
/// What exceeded the limits of the grid, from the end of the warm-up on.
void find_swings(const World& world, std::vector<Finding>& findings);

}  // namespace datahall
