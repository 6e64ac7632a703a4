// The comparison table: every figure of every hall with its difference and ratio to the first.
#pragma once

#include "sim/report/html.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

void put_figures(Markup& out, const Comparison& c);

}  // namespace datahall
