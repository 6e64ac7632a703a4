// How many times the power of one hall stands on the same floor of another: a band, not a number.
//
//   ratio = (P_b / a_b) / (P_a / a_a)
//
// with the power P of a rack position and its floor area a drawn from triangles over what planners report
// (hall.planning). At the same power the floor shrinks by 1 / ratio, so its quantiles swap ends.
// Valid: rack positions as planners count them, aisles and support racks included. Ignores that power and
// area of one hall go together. Source: quantiles of type 7 of Hyndman and Fan, The American Statistician 50,
// 1996.
#pragma once

#include <cstdint>

#include "sim/config/design_config.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

/// Hall `b` over hall `a`.  REQUIRES: in each range three rising values above 0, as the reader makes sure.
DensityBand density_band(const PlanningRange& a, const PlanningRange& b, std::uint64_t seed);

}  // namespace datahall
