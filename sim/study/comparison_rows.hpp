// Figures of runs to rows of estimates: each hall's own, its difference and its ratio to hall 0.
#pragma once

#include <span>
#include <vector>

#include "sim/study/comparison_figures.hpp"

namespace datahall {

/// A row for each figure that exists in some hall.  A figure exists in a hall if every replication has it.
/// REQUIRES: as many replications of every hall and view, one or more.
std::vector<ComparisonRow> comparison_rows(std::span<const HallResults> halls);

}  // namespace datahall
