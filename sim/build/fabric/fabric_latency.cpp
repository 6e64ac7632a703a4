#include "sim/build/fabric/fabric_latency.hpp"

#include "sim/build/fabric/fabric_build.hpp"
#include "sim/fabric/graph.hpp"

namespace datahall {

PathLatency fabric_latency(const ScenarioConfig& s, const Facility& f) {
    PathLatency latency{.per_switch = s.catalogue.switches.find(s.fabric->device)->second.latency,
                        .at_ends = common_nic_latency,
                        .link_s = {}};
    const FabricPositions positions = fabric_positions(s, f);
    const TrayRules rules = tray_rules(s, f);
    for (const LinkPlan& link : f.fabric.links) {
        if (link.tier == LinkTier::management) continue;
        const Meters length =
            geometric_length(positions.lower_end(link), positions.switches[link.upper], rules);
        const auto cable_s = static_cast<float>(length.si() * seconds_per_metre);
        latency.link_s.insert(latency.link_s.end(), 2, cable_s);
    }
    return latency;
}

std::optional<LatencyRange> latency_range(const ScenarioConfig& s, const Facility& f) {
    if (f.fabric.switches.empty()) return std::nullopt;
    const FabricDemand demand = fabric_demand(s, f);
    return latency_between_nodes(graph_of(f.fabric, demand, fabric_rates(s)), fabric_latency(s, f),
                                 demand.nics_per_node);
}

}  // namespace datahall
