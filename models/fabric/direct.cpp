#include "models/fabric/direct.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/fabric/clos.hpp"

namespace datahall::direct {
namespace {

// Far beyond any machine; keep a mistyped dimension from filling the memory.
constexpr std::uint64_t max_switches = std::uint64_t{1} << 20;
constexpr std::uint64_t max_cables = std::uint64_t{1} << 23;

}  // namespace

std::uint32_t nodes_of_group(const Routers& routers, std::uint32_t nics_per_node) {
    return clos::narrow(std::uint64_t{routers.per_group} * routers.hosts / nics_per_node);
}

std::uint32_t least_groups(const Routers& routers, const FabricDemand& demand) {
    const std::uint32_t nodes = nodes_of_group(routers, demand.nics_per_node);
    return nodes == 0 ? 1 : clos::narrow(clos::ceil_div(demand.nodes, nodes));
}

std::string refuse_nodes(const FabricDemand& demand, const Routers& routers) {
    const std::uint64_t nodes = nodes_of_group(routers, demand.nics_per_node);
    const std::uint64_t ports = std::uint64_t{routers.per_group} * routers.hosts;
    if (nodes == 0) {
        return fmt::format("the {} NICs of a node do not fit the {} host ports of a group",
                           demand.nics_per_node, ports);
    }
    if (demand.nodes <= nodes * routers.groups) return {};
    return fmt::format("{} groups of {} host ports take at most {} nodes of {} NICs, got {}", routers.groups,
                       ports, nodes * routers.groups, demand.nics_per_node, demand.nodes);
}

std::string refuse_size(std::uint64_t switches, std::uint64_t cables) {
    if (switches > max_switches) {
        return fmt::format("expected at most {} switches in a fabric, got {} or more", max_switches,
                           switches);
    }
    if (cables > max_cables) {
        return fmt::format("expected at most {} cables between switches, got {}", max_cables, cables);
    }
    return {};
}

void add_routers(FabricPlan& plan, const FabricDemand& demand, const Routers& routers) {
    plan.nodes_per_group = nodes_of_group(routers, demand.nics_per_node);
    clos::add_switches(plan, {SwitchRole::leaf, 0, 0, routers.ports}, routers.groups * routers.per_group,
                       routers.per_group);
    for (std::uint32_t node = 0; node < demand.nodes; ++node) {
        const std::uint32_t first = node / plan.nodes_per_group * routers.per_group;
        const std::uint32_t place = node % plan.nodes_per_group * demand.nics_per_node;
        for (std::uint32_t nic = 0; nic < demand.nics_per_node; ++nic) {
            plan.links.push_back({LinkTier::node_leaf, node, clos::port(nic + 1),
                                  first + (place + nic) / routers.hosts,
                                  clos::port((place + nic) % routers.hosts + 1)});
        }
    }
}

Grid::Grid(const WholeNumbers& sizes) : sizes_{sizes} {
    std::uint32_t stride = 1;
    for (const std::uint32_t size : sizes_) {
        strides_.push_back(stride);
        stride *= size;
    }
}

Routers Grid::in_groups(std::uint32_t hosts, std::uint32_t ports) const {
    return {.groups = sizes_.back(), .per_group = strides_.back(), .hosts = hosts, .ports = ports};
}

}  // namespace datahall::direct
