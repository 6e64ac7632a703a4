// Paths of flows from a routing engine, over a fabric whose links may fail.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "datahall/model/routing.hpp"

#include "sim/fabric/flow_run.hpp"

namespace datahall {

/// T0 = switches on the way * per_switch + at_ends + what the cables take (about 5 ns a metre).
struct PathLatency {
    Seconds per_switch;
    Seconds at_ends;            // both NICs together
    std::vector<float> link_s;  // by link; empty: nothing
};

/// By link, bytes/s: what flows can use.  `trunk_efficiency` as the routing has it.
std::vector<double> usable_capacities(const FabricGraph& graph, double trunk_efficiency);

class RoutedPaths final : public FlowPaths {
public:
    /// All three must outlive it.  Throws a ConfigError if the fabric cannot be routed; after a
    /// failure the old routes stay, and a note says why.
    RoutedPaths(const FabricGraph& graph, const RoutingEngine& engine, std::span<const Flow> flows,
                PathLatency latency = {});

    std::span<const PathHop> path(std::uint32_t flow) override;
    Seconds latency(std::span<const PathHop> path) const override;
    void route_again(std::span<const LinkChange> changes) override;

    /// What of the capacity of cables between switches flows can use.
    double trunk_efficiency() const { return trunk_efficiency_; }
    /// What the engine had to say: fallbacks, and why.
    const std::vector<std::string>& notes() const { return notes_; }

private:
    void build();

    FabricGraph graph_;
    const RoutingEngine& engine_;
    std::span<const Flow> flows_;
    PathLatency latency_;
    std::unique_ptr<Router> router_;
    std::vector<PathHop> path_;
    double trunk_efficiency_ = 1.0;
    std::vector<std::string> notes_;
};

}  // namespace datahall
