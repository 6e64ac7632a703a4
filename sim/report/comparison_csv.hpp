// compare.csv: one row for each figure and hall, with its interval, difference and ratio to the first hall.
#pragma once

#include "sim/report/sink.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

/// Columns: metric, view, group, label, unit, hall, value, value_low, value_high, difference, difference_low,
/// difference_high, ratio, ratio_low, ratio_high.  What does not exist is an empty cell.
void write_comparison_csv(const Comparison& comparison, const Sink& sink);

}  // namespace datahall
