// How long the first byte travels on an idle fabric, over all pairs of nodes.
//
//   T0 = switches on the way * per_switch + at_ends + sum over its cables of link_s      (PathLatency)
//
// Paths are those over the fewest cables.  The mean is over ordered pairs of NICs of different nodes, and of
// a pair over all its paths, each once; the worst is the longest of any pair. Source: shares of a path as
// vendors state them, port to port, and 5 ns for a metre of cable (light in glass or copper is about two
// thirds as fast as in vacuum).
#pragma once

#include <cstdint>
#include <optional>

#include "datahall/model/fabric_graph.hpp"
#include "datahall/units.hpp"

#include "sim/fabric/routed_paths.hpp"

namespace datahall {

inline constexpr double seconds_per_metre = 5e-9;
/// Of both NICs together, where nothing else is known: 0.6 to 1.0 us, an estimate.
inline constexpr Seconds common_nic_latency = Seconds::from_si(0.8e-6);

struct LatencyRange {
    Seconds mean;
    Seconds worst;
};

/// Searched from every switch that takes cables of nodes, or from `most_searches` of them, evenly spread.
/// Cables of capacity 0 are not there.  Nothing where no two nodes are joined.  O(searches x cables).
std::optional<LatencyRange> latency_between_nodes(const FabricGraph& graph, const PathLatency& latency,
                                                  std::uint32_t nics_per_node);

inline constexpr std::uint32_t most_searches = 64;

}  // namespace datahall
