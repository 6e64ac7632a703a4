// The first screen of the comparison page: verdict, the most telling ratios, power per floor area.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/report/html.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

/// Rows that answer a planner's first questions, at most `most`, each with a ratio: well-known ones first,
/// then the first row of every group that has none yet.
std::vector<const ComparisonRow*> telling_rows(const Comparison& c, std::size_t most);

void put_verdict(Markup& out, const Comparison& c);
void put_tiles(Markup& out, const Comparison& c);
/// Nothing without a `DensityBand`.
void put_density(Markup& out, const Comparison& c);

}  // namespace datahall
