#include "sim/fabric/routed_paths.hpp"

#include <algorithm>

#include "datahall/config_error.hpp"

namespace datahall {

std::vector<double> usable_capacities(const FabricGraph& graph, double trunk_efficiency) {
    std::vector<double> capacities;
    for (std::uint32_t link = 0; link < graph.links(); ++link) {
        const bool is_trunk = graph.cables[link / 2].tier != LinkTier::node_leaf;
        capacities.push_back(graph.capacity(link) * (is_trunk ? trunk_efficiency : 1.0));
    }
    return capacities;
}

RoutedPaths::RoutedPaths(const FabricGraph& graph, const RoutingEngine& engine, std::span<const Flow> flows,
                         PathLatency latency)
    : graph_{graph}, engine_{engine}, flows_{flows}, latency_{std::move(latency)} {
    build();
}

void RoutedPaths::build() {
    RoutingResult result = engine_.build(graph_);
    if (!result.problem.empty() && router_) {  // after a failure: the old tables stay in the switches
        notes_.push_back(result.problem);
        return;
    }
    if (!result.problem.empty())
        throw ConfigError{{{{"fabric", 0, 0}, "E0501", "routing", result.problem, {}}}};
    router_ = std::move(result.router);
    trunk_efficiency_ = result.trunk_efficiency;
    for (std::string& note : result.notes) {
        if (std::ranges::find(notes_, note) == notes_.end()) notes_.push_back(std::move(note));
    }
}

std::span<const PathHop> RoutedPaths::path(std::uint32_t flow) {
    const Flow& f = flows_[flow];
    if (!router_->route({f.source, f.destination, flow}, path_)) path_.clear();
    return path_;
}

// Split paths are as long as any one of them: shortest paths are all the same.
Seconds RoutedPaths::latency(std::span<const PathHop> path) const {
    if (path.empty()) return {};
    double hops = 0.0;
    double cables_s = 0.0;
    for (const PathHop& hop : path) {
        hops += hop.share;
        if (!latency_.link_s.empty()) cables_s += hop.share * latency_.link_s[hop.link];
    }
    return latency_.per_switch * (hops - 1.0) + latency_.at_ends + Seconds::from_si(cables_s);
}

// A cable is used if both of its directions carry something.
void RoutedPaths::route_again(std::span<const LinkChange> changes) {
    for (const LinkChange& change : changes) graph_.cables[change.link / 2].bytes_per_s = change.capacity;
    build();
}

}  // namespace datahall
