#include "models/fabric/routing/table_router.hpp"

#include <utility>

namespace datahall {

PortLinks::PortLinks(const FabricGraph& graph) {
    first_.push_back(0);
    for (std::uint32_t v = graph.hosts; v < graph.vertices(); ++v) {
        const auto ports = graph.ports_of(v);
        const std::size_t numbers = ports.empty() ? 0 : ports.back().number + std::size_t{1};
        links_.resize(links_.size() + numbers, SwitchGraph::none);
        for (const FabricPort& p : ports) {
            if (graph.capacity(p.link) > 0.0) links_[first_.back() + p.number] = p.link;
        }
        first_.push_back(static_cast<std::uint32_t>(links_.size()));
    }
}

TableRouter::TableRouter(const FabricGraph& graph, const SwitchGraph& switches, ForwardingTables tables)
    : graph_{graph}, link_of_{switches.link_of}, links_{graph}, tables_{std::move(tables)} {}

bool TableRouter::route(const FlowKey& flow, std::vector<PathHop>& path) const {
    path.clear();
    if (flow.source == flow.destination) return true;
    std::uint32_t link = link_of_[flow.source];
    for (std::uint32_t hops = 0; link != SwitchGraph::none && hops <= graph_.switches + 1; ++hops) {
        path.push_back({link, 1.0});
        const std::uint32_t at = graph_.head(link);
        if (at == flow.destination) return true;
        if (graph_.is_host(at)) break;
        const std::uint32_t sw = at - graph_.hosts;
        link = links_.link(sw, tables_.port(sw, flow.destination));
    }
    path.clear();
    return false;
}

}  // namespace datahall
