// Max-min fair rates as the textbook has them: all flows, from nothing, slowly.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "datahall/model/routing.hpp"

namespace datahall {

struct PlainFlow {
    std::vector<PathHop> path;
    double weight = 1.0;
    double cap = std::numeric_limits<double>::infinity();
};

/// By progressive filling: all rates rise together, in proportion to their weights, until a link is full or a
/// cap is reached; those flows stay, the others go on.
std::vector<double> plain_max_min(const std::vector<PlainFlow>& flows, const std::vector<double>& capacities);

}  // namespace datahall
