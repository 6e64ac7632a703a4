// A comparison of two made-up halls, as large as the shipped ones, for tests of the page.
//
// The figures are plausible, not simulated: nobody may quote them.
#pragma once

#include "sim/study/comparison.hpp"

namespace datahall::test {

/// 390 racks of at most 12 kW beside 355 of at most 40.8 kW, 30 days by the hour, ten racks over their limit.
Comparison sample_comparison();

}  // namespace datahall::test
