// How long the first byte takes through the fabric of a built hall.
#pragma once

#include <optional>

#include "datahall/facility.hpp"

#include "sim/config/scenario.hpp"
#include "sim/fabric/path_latency.hpp"

namespace datahall {

/// Switches as the catalogue has them, cables as long as their runs, NICs by estimate.  By link of the graph
/// that graph_of() makes of the facility's fabric.  Requires a fabric that could be built.
PathLatency fabric_latency(const ScenarioConfig& scenario, const Facility& facility);

/// Between NICs of different nodes; nothing without a fabric that joins two.
std::optional<LatencyRange> latency_range(const ScenarioConfig& scenario, const Facility& facility);

}  // namespace datahall
