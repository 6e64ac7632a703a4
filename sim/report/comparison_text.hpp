// What `compare` says to people: the table, the verdict and the caveats.  The layout may change at any
// time; programs read compare.json.
#pragma once

#include <cstddef>
#include <string>

#include "sim/study/comparison.hpp"

namespace datahall {

/// Side by side where `width` columns allow it, else one block a figure.
std::string comparison_report(const Comparison& comparison, std::size_t width);

/// "13.27", or "13.27 +-0.2%" with the wider side of the interval as a share of the value.  The unit's size
/// fits `largest`, so that a row has one unit.
std::string with_interval(const Estimate& estimate, double largest, const std::string& unit);

}  // namespace datahall
