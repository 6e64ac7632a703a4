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

#include "models/fabric/steps.hpp"
#include "models/fabric/table_router.hpp"
#include "models/fabric/virtual_lanes.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t most_lanes = 8;  // data lanes of common switches

class LeastUsed {
public:
    LeastUsed(const SwitchGraph& g, const Steps& steps)
        : g_{g},
          steps_{steps},
          use_(g.trunks.size(), 0),
          cost_(g.switches, 0),
          sources_(g.switches, 0),
          best_(g.switches, 0),
          tables_{g.hosts, g.switches} {}

    ForwardingTables place_all() {
        for (std::uint32_t leaf = 0; leaf < g_.leaves.size(); ++leaf) {
            find_choices(leaf);
            for (const std::uint32_t host : g_.hosts_of(leaf)) {
                tables_.port(g_.leaves[leaf], host) = g_.port_of[host];
                choose(host, g_.leaves[leaf]);
                count_sources();
            }
        }
        return std::move(tables_);
    }

private:
    // Near switches come first: what lies behind a port has its cost before.
    void find_choices(std::uint32_t leaf) {
        switches_.clear();
        for (std::uint32_t s = 0; s < g_.switches; ++s) {
            const std::uint8_t hops = steps_.hops(leaf, s);
            if (hops != 0 && hops != Steps::unreachable) switches_.push_back(s);
        }
        std::ranges::stable_sort(switches_, {}, [&](std::uint32_t s) { return steps_.hops(leaf, s); });
        choices_.clear();
        first_.assign(1, 0);
        for (const std::uint32_t s : switches_) {
            for (std::uint32_t i = g_.first[s]; i < g_.first[s + 1]; ++i) {
                if (steps_.leads(leaf, s, g_.trunks[i])) choices_.push_back(i);
            }
            first_.push_back(static_cast<std::uint32_t>(choices_.size()));
        }
    }

    void choose(std::uint32_t host, std::uint32_t leaf_switch) {
        cost_[leaf_switch] = 0;
        for (std::size_t i = 0; i < switches_.size(); ++i) {
            std::uint64_t least = UINT64_MAX;
            for (std::uint32_t c = first_[i]; c < first_[i + 1]; ++c) {
                const std::uint64_t cost = use_[choices_[c]] + cost_[g_.trunks[choices_[c]].peer];
                if (cost >= least) continue;
                least = cost;
                best_[switches_[i]] = choices_[c];
            }
            cost_[switches_[i]] = least;
            tables_.port(switches_[i], host) = g_.trunks[best_[switches_[i]]].number;
        }
    }

    void count_sources() {
        std::ranges::fill(sources_, 0U);
        for (std::uint32_t leaf = 0; leaf < g_.leaves.size(); ++leaf) {
            sources_[g_.leaves[leaf]] = static_cast<std::uint32_t>(g_.hosts_of(leaf).size());
        }
        for (auto sw = switches_.rbegin(); sw != switches_.rend(); ++sw) {
            use_[best_[*sw]] += sources_[*sw];
            sources_[g_.trunks[best_[*sw]].peer] += sources_[*sw];
        }
    }

    const SwitchGraph& g_;
    const Steps& steps_;
    std::vector<std::uint64_t> use_;  // by trunk of g_: routes
    std::vector<std::uint64_t> cost_;
    std::vector<std::uint32_t> sources_;  // by switch: hosts whose routes pass
    std::vector<std::uint32_t> best_;     // by switch: trunk of g_
    ForwardingTables tables_;
    std::vector<std::uint32_t> switches_;
    std::vector<std::uint32_t> choices_;  // those of switches_[i]: from first_[i] to first_[i + 1]
    std::vector<std::uint32_t> first_;
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
