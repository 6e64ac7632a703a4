// What is wrong with forwarding tables: routes that circle, and routes that end before their host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/fabric/routing/forwarding_tables.hpp"
#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

struct RouteFaults {
    std::uint64_t loops = 0;             // hosts whose routes circle somewhere
    std::uint64_t dead_ends = 0;         // hosts that some leaf's route does not reach, for another reason
    std::vector<std::string> sentences;  // the first of each host, at most most_sentences
    static constexpr std::size_t most_sentences = 5;

    bool any() const { return loops + dead_ends > 0; }
};

/// Follows the routes from every leaf with hosts to every host with a cable: "routes to host 5 loop through
/// switches 3, 7", "routes to host 5 end at switch 3, which has no port for it".  Switches and hosts count
/// from 0.  O(switches * hosts).
RouteFaults trace_tables(const FabricGraph& graph, const SwitchGraph& switches,
                         const ForwardingTables& tables);

}  // namespace datahall
