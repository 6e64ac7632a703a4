#include "sim/fabric/switch_use.hpp"

namespace datahall {

std::vector<SwitchUse> use_of_switches(const FabricGraph& graph, std::span<const LinkUse> links,
                                       std::span<const double> capacities) {
    std::vector<SwitchUse> uses(graph.switches);
    for (std::uint32_t link = 0; link < graph.links(); ++link) {
        const std::uint32_t into = graph.head(link);
        if (graph.is_host(into)) continue;
        SwitchUse& use = uses[into - graph.hosts];
        use.bytes += links[link].bytes;
        use.capacity += capacities[link];
    }
    return uses;
}

}  // namespace datahall
