// Whether rates are max-min fair, told from the certificate alone.
#pragma once

#include <string>

#include "sim/fabric/max_min.hpp"

namespace datahall {

/// Empty, or the first thing that is wrong: an overloaded link, or a flow that has no bottleneck.  Believes
/// nothing that the solver keeps beside rates and paths.  O(flows x hops).
std::string why_not_max_min(const MaxMin& rates);

}  // namespace datahall
