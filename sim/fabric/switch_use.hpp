// What switches carried, from what their cables did.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/fabric_graph.hpp"

#include "sim/fabric/flow_run.hpp"

namespace datahall {

struct SwitchUse {
    double bytes = 0.0;     // that came in; as many went out
    double capacity = 0.0;  // bytes/s of all cables into it, used or not

    /// 0..1: of what its ports could have taken in `seconds`.
    double share(double seconds) const {
        return capacity > 0.0 && seconds > 0.0 ? bytes / (capacity * seconds) : 0.0;
    }
};

/// By switch of the graph.  `links` and `capacities` (bytes/s) by link.
std::vector<SwitchUse> use_of_switches(const FabricGraph& graph, std::span<const LinkUse> links,
                                       std::span<const double> capacities);

}  // namespace datahall
