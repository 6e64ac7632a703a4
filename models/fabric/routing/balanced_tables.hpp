// Forwarding tables that spread destinations evenly over the ports that lead nearer to them.
//
// Destinations are placed leaf by leaf, by port.  At each switch a destination gets, of the ports that lead
// nearer, the one with the fewest destinations so far; of equals the one with the lowest number.
//
// Cost: an entry for each switch and host, and a look at every port of each switch for each leaf.
// Source: "Min Hop" routing of OpenSM (doc/current-routing.txt of its sources): the same rule and order.
#pragma once

#include "models/fabric/routing/forwarding_tables.hpp"
#include "models/fabric/routing/steps.hpp"
#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

/// Which destinations weigh on a port: all that its switch sends there, or only those whose routes from some
/// host pass the switch.
enum class Weighed : std::uint8_t { all, used };

ForwardingTables balanced_tables(const SwitchGraph& g, const Steps& steps, Weighed weighed);

}  // namespace datahall
