// Fat-tree routing: destinations in index order are dealt out over the cables upwards, so that shifts of
// hosts never meet.
//
//   for each leaf, for each port that takes a host on any leaf (a missing host takes its turn too):
//     from the leaf upwards: the parent with the fewest destinations below this switch, then of its cables to
//     here the one with the fewest; it carries the destination down
//     from that parent downwards to all other children: the cable with the fewest destinations upwards
//
// Each destination so has one way down from one top switch.  On complete trees this is D-mod-k, except that
// parallel cables downwards go by destination.
//
// Cost: each destination visits every leaf once.
// Valid for trees by tiers whose switches of one tier have equally many groups of equally many cables
// upwards, and above the leaves downwards.  Any other fabric is routed by minhop, and a note says why.
// Source: the "Fat-tree" engine of OpenSM (doc/current-routing.txt of its sources), after Zahavi, Johnson,
// Kerbyson and Lang, "Optimized InfiniBand fat-tree routing for shift all-to-all communication patterns"
// (Concurrency and Computation 22, 2010), which falls back the same way.
// Ignores I/O nodes, and entries of switches that no host's route passes.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/fabric/routing/minhop_routes.hpp"
#include "models/fabric/routing/table_router.hpp"

namespace datahall {
namespace {

// Parallel cables from a switch to one other.
struct CableGroup {
    std::uint32_t peer = 0;
    std::vector<std::uint32_t> links;         // that leave the switch, by port
    std::vector<std::uint16_t> numbers;       // ports of the switch
    std::vector<std::uint16_t> peer_numbers;  // ports of the peer
    std::uint32_t load = 0;                   // destinations that come down here
};

struct TreeSwitch {
    std::vector<CableGroup> up;
    std::vector<CableGroup> down;
};

void add_to_group(std::vector<CableGroup>& groups, const TrunkPort& port, std::uint16_t peer_number) {
    auto group = std::ranges::find(groups, port.peer, &CableGroup::peer);
    if (group == groups.end()) {
        group = groups.insert(groups.end(), CableGroup{});
        group->peer = port.peer;
    }
    group->links.push_back(port.link);
    group->numbers.push_back(port.number);
    group->peer_numbers.push_back(peer_number);
}

// Empty where cables join switches of one tier.
std::vector<TreeSwitch> tree_switches(const FabricGraph& graph, const SwitchGraph& g,
                                      const std::vector<std::uint8_t>& levels) {
    std::vector<TreeSwitch> switches(g.switches);
    for (std::uint32_t s = 0; s < g.switches; ++s) {
        for (const TrunkPort& p : g.trunks_of(s)) {
            if (levels[p.peer] == levels[s]) return {};
            const FabricCable& c = graph.cables[p.link / 2];
            const bool is_lower = c.lower == s + g.hosts;
            add_to_group(levels[p.peer] > levels[s] ? switches[s].up : switches[s].down, p,
                         is_lower ? c.upper_port : c.lower_port);
        }
    }
    return switches;
}

std::string count_of(const std::vector<CableGroup>& groups) {
    std::size_t cables = 0;
    for (const CableGroup& group : groups) cables += group.links.size();
    return fmt::format("{} to {}", cables, groups.size());
}

bool is_like(const std::vector<CableGroup>& groups, const std::vector<CableGroup>& model) {
    const std::size_t cables = model.empty() ? 0 : model[0].links.size();
    return groups.size() == model.size() && std::ranges::all_of(groups, [cables](const CableGroup& group) {
               return group.links.size() == cables;
           });
}

// Why a switch is not like the first of its tier, or unlike in itself; or empty.
std::string irregular(std::uint32_t sw, const std::vector<CableGroup>& groups, std::uint32_t first,
                      const std::vector<CableGroup>& model, std::string_view where) {
    if (!model.empty() && !is_like(model, model)) {
        return fmt::format("switch {} has different numbers of cables {} to other switches", first, where);
    }
    if (is_like(groups, model)) return {};
    return fmt::format("switch {} has {} switches {}, where switch {} of its tier has {}", sw,
                       count_of(groups), where, first, count_of(model));
}

// Why the switches are no regular tree, or empty.
std::string irregular(const std::vector<TreeSwitch>& switches, const SwitchGraph& g,
                      const std::vector<std::uint8_t>& levels) {
    std::array<std::optional<std::uint32_t>, 3> models;  // the first switch of each level
    for (std::uint32_t s = 0; s < g.switches; ++s) {
        auto& first = models[levels[s]];
        if (!first) first = s;
        const TreeSwitch& model = switches[*first];
        std::string problem = irregular(s, switches[s].up, *first, model.up, "upwards");
        if (problem.empty() && levels[s] > 0) {
            problem = irregular(s, switches[s].down, *first, model.down, "downwards");
        }
        if (!problem.empty()) return problem;
    }
    for (const std::uint32_t leaf : g.leaves) {
        if (levels[leaf] > 0) return fmt::format("switch {} has hosts and is no leaf", leaf);
    }
    return {};
}

class TreePlacement {
public:
    TreePlacement(const SwitchGraph& g, std::vector<TreeSwitch> switches, std::size_t links)
        : g_{g},
          switches_{std::move(switches)},
          load_(links, 0),
          visited_(g.switches, 0),
          tables_{g.hosts, g.switches} {}

    ForwardingTables place_all() {
        const std::vector<std::uint16_t> ports = host_ports();
        for (std::uint32_t leaf = 0; leaf < g_.leaves.size(); ++leaf) {
            auto host = g_.hosts_of(leaf).begin();
            for (const std::uint16_t port : ports) {
                const bool is_there = host != g_.hosts_of(leaf).end() && g_.port_of[*host] == port;
                if (is_there) tables_.port(g_.leaves[leaf], *host) = port;
                place(g_.leaves[leaf], is_there ? *host++ : SwitchGraph::none);
            }
        }
        return std::move(tables_);
    }

private:
    // Ports that take a host on any leaf.
    std::vector<std::uint16_t> host_ports() const {
        std::vector<std::uint16_t> ports;
        for (const std::uint32_t host : g_.leaf_hosts) ports.push_back(g_.port_of[host]);
        std::ranges::sort(ports);
        ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
        return ports;
    }

    // `host` may be none: it takes its turn and no entry.
    void place(std::uint32_t leaf, std::uint32_t host) {
        ++round_;
        visited_[leaf] = round_;
        for (std::uint32_t sw = leaf; !switches_[sw].up.empty();) {
            CableGroup& group = *std::ranges::min_element(switches_[sw].up, {}, &CableGroup::load);
            const std::size_t cable = least(group);
            ++group.load;
            ++load_[group.links[cable] ^ 1U];
            if (host != SwitchGraph::none) tables_.port(group.peer, host) = group.peer_numbers[cable];
            visited_[group.peer] = round_;
            reach_down(group.peer, host);
            sw = group.peer;
        }
    }

    // The children of a switch send up to it, and theirs to them.
    void reach_down(std::uint32_t top, std::uint32_t host) {
        stack_.assign(1, top);
        while (!stack_.empty()) {
            const std::uint32_t parent = stack_.back();
            stack_.pop_back();
            for (const CableGroup& group : switches_[parent].down) {
                if (visited_[group.peer] == round_) continue;
                visited_[group.peer] = round_;
                const std::size_t cable = least(group);
                ++load_[group.links[cable] ^ 1U];
                if (host != SwitchGraph::none) tables_.port(group.peer, host) = group.peer_numbers[cable];
                stack_.push_back(group.peer);
            }
        }
    }

    // The cable of a group that brings the fewest destinations to its switch: against the links of the group.
    std::size_t least(const CableGroup& group) const {
        std::size_t best = 0;
        for (std::size_t i = 1; i < group.links.size(); ++i) {
            if (load_[group.links[i] ^ 1U] < load_[group.links[best] ^ 1U]) best = i;
        }
        return best;
    }

    const SwitchGraph& g_;
    std::vector<TreeSwitch> switches_;
    std::vector<std::uint32_t> load_;     // by link: destinations
    std::vector<std::uint32_t> visited_;  // by switch: the round in which it got its entry
    std::vector<std::uint32_t> stack_;
    std::uint32_t round_ = 0;
    ForwardingTables tables_;
};

bool reaches_all(const SwitchGraph& g, const ForwardingTables& tables) {
    const Steps steps = Steps::minimal(g);
    for (std::uint32_t leaf = 0; leaf < g.leaves.size(); ++leaf) {
        for (const std::uint32_t from : g.leaves) {
            if (steps.hops(leaf, from) == Steps::unreachable) continue;
            for (const std::uint32_t host : g.hosts_of(leaf)) {
                if (tables.port(from, host) == ForwardingTables::no_port) return false;
            }
        }
    }
    return true;
}

class FTree final : public RoutingEngine {
public:
    RoutingResult build(const FabricGraph& graph) const override {
        const SwitchGraph g = switch_graph(graph);
        const std::vector<std::uint8_t> levels = switch_levels(graph);
        std::vector<TreeSwitch> switches = tree_switches(graph, g, levels);
        const std::string problem =
            switches.empty() ? "cables join switches of one tier" : irregular(switches, g, levels);
        if (!problem.empty()) return fall_back(graph, g, Weighed::all, "ftree: no fat tree, " + problem);
        ForwardingTables tables = TreePlacement{g, std::move(switches), graph.links()}.place_all();
        if (!reaches_all(g, tables)) {
            return fall_back(graph, g, Weighed::all,
                             "ftree: no fat tree, a top switch does not reach all leaves");
        }
        RoutingResult result;
        result.notes = g.notes;
        result.router = std::make_unique<TableRouter>(graph, g, std::move(tables));
        return result;
    }
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    if (!k.done()) return nullptr;
    return std::make_unique<FTree>();
}

}  // namespace

void register_ftree(Registry<RoutingEngine>& registry) {
    registry.add("ftree", "Fat-tree routing of subnet managers: shifts never meet on regular trees", make);
}

}  // namespace datahall
