// A comparison as one HTML page that a planner can open, print and send on.
//
// One file without scripts that fetches nothing: the policy in its head forbids both.  It is HTML and
// well-formed XML at once.  The same comparison gives the same bytes.
#pragma once

#include <string>

#include "sim/study/comparison.hpp"

namespace datahall {

/// REQUIRES: at least one hall.
std::string comparison_page(const Comparison& comparison);

}  // namespace datahall
