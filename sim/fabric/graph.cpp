#include "sim/fabric/graph.hpp"

#include <algorithm>

namespace datahall {
namespace {

double rate_of(const LinkPlan& link, const FabricPlan& plan, const CableRates& rates) {
    if (link.tier == LinkTier::node_leaf) return std::min(rates.nic * link.speed, rates.cap);
    return rates.nic * plan.trunk_rate_ratio * link.speed;
}

void add_ports(FabricGraph& g) {
    g.first.assign(g.vertices() + 1, 0);
    for (const FabricCable& c : g.cables) {
        ++g.first[c.lower + 1];
        ++g.first[c.upper + 1];
    }
    for (std::uint32_t v = 0; v < g.vertices(); ++v) g.first[v + 1] += g.first[v];
    g.ports.resize(g.cables.size() * 2);
    std::vector<std::uint32_t> next(g.first.begin(), g.first.end() - 1);
    for (std::uint32_t c = 0; c < g.cables.size(); ++c) {
        const FabricCable& cable = g.cables[c];
        g.ports[next[cable.lower]++] = {cable.upper, 2 * c, cable.lower_port};
        g.ports[next[cable.upper]++] = {cable.lower, 2 * c + 1, cable.upper_port};
    }
    for (std::uint32_t v = 0; v < g.vertices(); ++v) {
        std::sort(g.ports.begin() + g.first[v], g.ports.begin() + g.first[v + 1],
                  [](const FabricPort& a, const FabricPort& b) { return a.number < b.number; });
    }
}

// Hosts by leaf, then by leaf port: ports towards nodes are the first of a leaf.
void add_positions(FabricGraph& g) {
    const std::uint32_t down = g.tree.children[0];
    std::uint32_t positions = 1;
    for (std::uint32_t level = 0; level < g.tree.height; ++level) positions *= g.tree.children[level];
    g.host_at.assign(positions, FabricGraph::no_host);
    g.position_of_host.assign(g.hosts, 0);
    for (const FabricCable& c : g.cables) {
        if (c.tier != LinkTier::node_leaf) continue;
        const std::uint32_t position = (c.upper - g.hosts) * down + c.upper_port - 1;
        g.host_at[position] = c.lower;
        g.position_of_host[c.lower] = position;
    }
}

}  // namespace

FabricGraph graph_of(const FabricPlan& plan, const FabricDemand& demand, const CableRates& rates) {
    FabricGraph g;
    g.hosts = demand.nodes * demand.nics_per_node;
    g.switches = static_cast<std::uint32_t>(plan.switches.size());
    g.tree = plan.tree;
    g.cables.reserve(plan.links.size());
    for (const LinkPlan& link : plan.links) {
        if (link.tier == LinkTier::management) continue;
        const std::uint32_t lower = link.tier == LinkTier::node_leaf
                                        ? link.lower * demand.nics_per_node + link.lower_port - 1U
                                        : g.hosts + link.lower;
        g.cables.push_back({lower, g.hosts + link.upper, link.lower_port, link.upper_port, link.tier,
                            rate_of(link, plan, rates)});
    }
    for (FabricCable& c : g.cables) {
        if (g.is_host(c.lower)) c.lower_port = 1;  // a NIC is a vertex with one port
    }
    add_ports(g);
    if (g.tree.height > 0) add_positions(g);
    return g;
}

}  // namespace datahall
