// Sets of flows with known ends (tests/data/fabric/flows).
#pragma once

#include <string>
#include <vector>

#include "sim/fabric/flow_files.hpp"

namespace datahall {

struct FlowSet {
    std::vector<Flow> flows;
    RouteTable routes;
    std::vector<double> finishes;  // s
};

FlowSet read_flow_set(const std::string& name);

/// Flows whose end is off by more than max(3 ns, 1e-9 of it).
std::size_t wrong_ends(const FlowSet& set, const std::vector<double>& finishes);

}  // namespace datahall
