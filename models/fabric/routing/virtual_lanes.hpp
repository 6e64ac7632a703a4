// How many virtual lanes keep given tables free of deadlock.
//
// A packet that waits for link b while it holds link a makes b follow a.  Routes whose links follow each
// other in a circle can all wait for the next.  Routes to one host share a lane; each host gets the first
// lane in which its routes close no circle.
//
// Cost: one look at each hop of each tree of routes; new pairs of links keep a topological order up to date.
// Source: Domke, Hoefler and Nagel, "Deadlock-free oblivious routing for arbitrary topologies" (IPDPS 2011);
// the order: Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs" (ACM JEA
// 11, 2007). Ignores that lanes could differ between sources of one host, which may take fewer.
#pragma once

#include <cstdint>

#include "models/fabric/routing/forwarding_tables.hpp"
#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

/// Lanes in use, 1 .. most; 0 where `most` do not suffice.  Tables must be free of loops.
std::uint32_t lanes_needed(const FabricGraph& graph, const SwitchGraph& switches,
                           const ForwardingTables& tables, std::uint32_t most);

}  // namespace datahall
