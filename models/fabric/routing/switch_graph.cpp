#include "models/fabric/routing/switch_graph.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace datahall {
namespace {

void add_trunks(const FabricGraph& graph, SwitchGraph& g) {
    g.first.reserve(g.switches + 1);
    g.first.push_back(0);
    for (std::uint32_t v = g.hosts; v < graph.vertices(); ++v) {
        for (const FabricPort& p : graph.ports_of(v)) {
            if (graph.is_host(p.peer) || graph.capacity(p.link) <= 0.0) continue;
            g.trunks.push_back({p.peer - g.hosts, p.link, p.number});
        }
        g.first.push_back(static_cast<std::uint32_t>(g.trunks.size()));
    }
}

struct LooseEnds {
    std::uint32_t unplugged = 0;
    std::uint32_t several = 0;
};

LooseEnds plug_in(const FabricGraph& graph, SwitchGraph& g) {
    LooseEnds ends;
    g.link_of.assign(g.hosts, SwitchGraph::none);
    g.port_of.assign(g.hosts, 0);
    for (std::uint32_t h = 0; h < g.hosts; ++h) {
        bool has_second = false;
        for (const FabricPort& p : graph.ports_of(h)) {
            if (graph.is_host(p.peer) || graph.capacity(p.link) <= 0.0) continue;
            has_second = g.link_of[h] != SwitchGraph::none;
            if (has_second) break;
            const FabricCable& cable = graph.cables[p.link / 2];
            g.link_of[h] = p.link;
            g.port_of[h] = cable.lower == h ? cable.upper_port : cable.lower_port;
        }
        if (g.link_of[h] == SwitchGraph::none) ++ends.unplugged;
        if (has_second) ++ends.several;
    }
    return ends;
}

void add_leaves(const FabricGraph& graph, SwitchGraph& g) {
    std::vector<std::vector<std::uint32_t>> hosts(g.switches);
    for (std::uint32_t h = 0; h < g.hosts; ++h) {
        if (g.link_of[h] != SwitchGraph::none) hosts[graph.head(g.link_of[h]) - g.hosts].push_back(h);
    }
    g.leaf_number.assign(g.switches, SwitchGraph::none);
    g.leaf_of.assign(g.hosts, SwitchGraph::none);
    g.first_host.push_back(0);
    for (std::uint32_t s = 0; s < g.switches; ++s) {
        if (hosts[s].empty()) continue;
        std::ranges::sort(hosts[s], {}, [&g](std::uint32_t h) { return g.port_of[h]; });
        g.leaf_number[s] = static_cast<std::uint32_t>(g.leaves.size());
        g.leaves.push_back(s);
        for (const std::uint32_t h : hosts[s]) {
            g.leaf_of[h] = g.leaf_number[s];
            g.leaf_hosts.push_back(h);
        }
        g.first_host.push_back(static_cast<std::uint32_t>(g.leaf_hosts.size()));
    }
}

}  // namespace

SwitchGraph switch_graph(const FabricGraph& graph) {
    SwitchGraph g;
    g.hosts = graph.hosts;
    g.switches = graph.switches;
    add_trunks(graph, g);
    const LooseEnds ends = plug_in(graph, g);
    add_leaves(graph, g);
    if (ends.unplugged > 0) {
        g.notes.push_back(
            fmt::format("{} of {} hosts have no cable that carries anything: no route reaches them",
                        ends.unplugged, g.hosts));
    }
    if (ends.several > 0) {
        g.notes.push_back(
            fmt::format("{} hosts have several cables: routes use the first of each", ends.several));
    }
    return g;
}

std::vector<std::uint8_t> switch_levels(const FabricGraph& graph) {
    std::vector<std::uint8_t> levels(graph.switches, 0);
    const auto raise = [&](std::uint32_t vertex, std::uint8_t level) {
        if (!graph.is_host(vertex))
            levels[vertex - graph.hosts] = std::max(levels[vertex - graph.hosts], level);
    };
    for (const FabricCable& c : graph.cables) {
        if (c.tier == LinkTier::leaf_spine) raise(c.upper, 1);
        if (c.tier == LinkTier::spine_core) {
            raise(c.lower, 1);
            raise(c.upper, 2);
        }
    }
    return levels;
}

}  // namespace datahall
