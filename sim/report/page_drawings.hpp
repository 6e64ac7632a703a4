// Floor plans and charts of the comparison page.
#pragma once

#include "sim/report/html.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

bool has_floors(const Comparison& c);
bool has_charts(const Comparison& c);

/// All halls' floors side by side on one scale; nothing if no hall has one.
void put_floors(Markup& out, const Comparison& c);

/// Power, PUE and devices over time under the same demand; nothing without series.
void put_charts(Markup& out, const Comparison& c);

}  // namespace datahall
