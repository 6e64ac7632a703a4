#include "sim/fabric/names.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace datahall {

std::string FabricNames::of_switch(std::uint32_t position) const {
    static constexpr std::array<std::string_view, 3> roles{"leaf", "spine", "core"};
    if (!plan_.switch_names.empty()) return plan_.switch_names[position];
    const SwitchPlan& s = plan_.switches[position];
    return fmt::format("{}-{}", roles[static_cast<std::size_t>(s.role)], s.index);
}

std::string FabricNames::of_node(std::uint32_t node) const {
    return plan_.node_names.empty() ? fmt::format("node-{}", node) : plan_.node_names[node];
}

std::string FabricNames::of_vertex(std::uint32_t vertex) const {
    const std::uint32_t nics = demand_.nics_per_node;
    const std::uint32_t hosts = demand_.nodes * nics;
    if (vertex >= hosts) return of_switch(vertex - hosts);
    if (nics == 1) return of_node(vertex);
    return fmt::format("{}:{}", of_node(vertex / nics), vertex % nics + 1);
}

std::string FabricNames::of_link(const FabricGraph& graph, std::uint32_t link) const {
    const FabricCable& c = graph.cables[link / 2];
    const auto end = [&](std::uint32_t vertex, std::uint16_t port) {
        return graph.is_host(vertex) ? of_vertex(vertex) : fmt::format("{}:{}", of_vertex(vertex), port);
    };
    const std::string lower = end(c.lower, c.lower_port);
    const std::string upper = end(c.upper, c.upper_port);
    return link % 2 == 0 ? lower + ">" + upper : upper + ">" + lower;
}

}  // namespace datahall
