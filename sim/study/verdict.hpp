// The verdict of a comparison: sentences that say again, in words, what cells of the table say.
//
// A sentence names what is counted and what it is divided by, and no winner where the interval of the
// ratio holds 1.
#pragma once

#include <string>
#include <vector>

#include "sim/study/comparison.hpp"

namespace datahall {

/// From the rows and the names of the halls only.
std::vector<std::string> verdict_of(const Comparison& comparison);

}  // namespace datahall
