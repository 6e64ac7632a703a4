// What a planner must know about a run.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;

/// In a fixed order.  The codes are explained in scenarios/README.md.
std::vector<Finding> run_findings(const World& world);

}  // namespace datahall
