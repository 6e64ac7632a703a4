// Balanced shortest paths: an engine of its own, and what others fall back to.
#pragma once

#include "datahall/model/routing.hpp"

#include "models/fabric/routing/balanced_tables.hpp"
#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

/// Any fabric has such routes; notes say where hosts cannot reach each other.
RoutingResult minhop_routes(const FabricGraph& graph, const SwitchGraph& switches, Weighed weighed);

/// The same with a note first: "<engine>: <reason>; routed by minhop".
RoutingResult fall_back(const FabricGraph& graph, const SwitchGraph& switches, Weighed weighed,
                        const std::string& reason);

}  // namespace datahall
