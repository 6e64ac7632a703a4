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

std::vector<std::uint32_t> FabricNames::cables_of(const FabricGraph& graph, const std::string& name) const {
    const std::size_t colon = name.rfind(':');
    const std::string port = colon == std::string::npos ? std::string{} : name.substr(colon + 1);
    const std::string owner = name.substr(0, colon);
    std::vector<std::uint32_t> cables;
    for (std::uint32_t s = 0; s < graph.switches; ++s) {
        if (of_switch(s) != owner && of_switch(s) != name) continue;
        const bool is_whole = of_switch(s) == name;  // names of files may hold colons
        for (const FabricPort& p : graph.ports_of(graph.hosts + s)) {
            if (is_whole || port == std::to_string(p.number)) cables.push_back(p.link / 2);
        }
    }
    return cables;
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
