// Deadlock-free single-source shortest paths: each destination takes the way that is least used so far.
//
//   for each destination:  cost(switch) = least over ports that lead nearer of  use(link) + cost(peer)
//                          then use(link) grows by the hosts whose routes take it
//
// Only shortest paths count, as if every cable had a large base weight.  Virtual lanes then break what
// circles the routes make (virtual_lanes.hpp).
//
// Valid for any fabric; refuses those that would need more than 8 lanes.
// Source: Hoefler, Schneider and Lumsdaine, "Optimized routing for large-scale InfiniBand networks" (HOTI
// 2009); Domke, Hoefler and Nagel (IPDPS 2011); "DFSSSP" of OpenSM.
#include <algorithm>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/fabric/routing/nearer_ports.hpp"
#include "models/fabric/routing/steps.hpp"
#include "models/fabric/routing/table_router.hpp"
#include "models/fabric/routing/virtual_lanes.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t most_lanes = 8;  // data lanes of common switches

class LeastUsed {
public:
    LeastUsed(const SwitchGraph& g, const Steps& steps)
        : g_{g},
          ports_{g, steps, NearerPorts::First::near},  // what lies behind a port has its cost before
          use_(g.trunks.size(), 0),
          cost_(g.switches, 0),
          sources_(g.switches, 0),
          best_(g.switches, 0),
          tables_{g.hosts, g.switches} {}

    ForwardingTables place_all() {
        for (std::uint32_t leaf = 0; leaf < g_.leaves.size(); ++leaf) {
            ports_.find(leaf);
            for (const std::uint32_t host : g_.hosts_of(leaf)) {
                tables_.port(g_.leaves[leaf], host) = g_.port_of[host];
                choose(host, g_.leaves[leaf]);
                count_sources();
            }
        }
        return std::move(tables_);
    }

private:
    void choose(std::uint32_t host, std::uint32_t leaf_switch) {
        cost_[leaf_switch] = 0;
        for (std::size_t i = 0; i < ports_.switches().size(); ++i) {
            const std::uint32_t sw = ports_.switches()[i];
            std::uint64_t least = UINT64_MAX;
            for (const std::uint32_t port : ports_.of(i)) {
                const std::uint64_t cost = use_[port] + cost_[g_.trunks[port].peer];
                if (cost >= least) continue;
                least = cost;
                best_[sw] = port;
            }
            cost_[sw] = least;
            tables_.port(sw, host) = g_.trunks[best_[sw]].number;
        }
    }

    void count_sources() {
        std::ranges::fill(sources_, 0U);
        for (std::uint32_t leaf = 0; leaf < g_.leaves.size(); ++leaf) {
            sources_[g_.leaves[leaf]] = static_cast<std::uint32_t>(g_.hosts_of(leaf).size());
        }
        const std::span<const std::uint32_t> switches = ports_.switches();
        for (auto sw = switches.rbegin(); sw != switches.rend(); ++sw) {
            use_[best_[*sw]] += sources_[*sw];
            sources_[g_.trunks[best_[*sw]].peer] += sources_[*sw];
        }
    }

    const SwitchGraph& g_;
    NearerPorts ports_;
    std::vector<std::uint64_t> use_;  // by trunk of g_: routes
    std::vector<std::uint64_t> cost_;
    std::vector<std::uint32_t> sources_;  // by switch: hosts whose routes pass
    std::vector<std::uint32_t> best_;     // by switch: trunk of g_
    ForwardingTables tables_;
};

class Dfsssp final : public RoutingEngine {
public:
    RoutingResult build(const FabricGraph& graph) const override {
        RoutingResult result;
        const SwitchGraph g = switch_graph(graph);
        const Steps steps = Steps::minimal(g);
        ForwardingTables tables = LeastUsed{g, steps}.place_all();
        const std::uint32_t lanes = lanes_needed(graph, g, tables, most_lanes);
        if (lanes == 0) {
            result.problem =
                fmt::format("dfsssp: more than {} virtual lanes are needed against deadlock", most_lanes);
            return result;
        }
        result.notes = g.notes;
        note_unjoined(g, steps, result.notes);
        if (lanes > 1)
            result.notes.push_back(fmt::format("dfsssp: {} virtual lanes against deadlock", lanes));
        result.router = std::make_unique<TableRouter>(graph, g, std::move(tables));
        return result;
    }
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    if (!k.done()) return nullptr;
    return std::make_unique<Dfsssp>();
}

}  // namespace

void register_dfsssp(Registry<RoutingEngine>& registry) {
    registry.add("dfsssp", "Shortest paths by least use, virtual lanes against deadlock", make);
}

}  // namespace datahall
