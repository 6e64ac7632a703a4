// Whether the cables of a plan are those of the tree that it claims to be, looked at one by one.
#pragma once

#include <string>

#include "datahall/model/topology.hpp"

namespace datahall {

/// Empty, or the first thing that is not as the labels of plan.tree say: two switches of neighboring levels
/// are joined if all digits of their labels agree except that of the upper level, and cables come by child,
/// digit of the parent and parallel cable.  Knows nothing of the generators.
std::string unlike_its_tree(const FabricPlan& plan);

}  // namespace datahall
