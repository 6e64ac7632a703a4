#include "models/scheduling/whole_nodes.hpp"

#include <algorithm>

namespace datahall {

bool place_on_used_node(const PlacementRequest& request, const FreeDevices& free,
                        std::vector<NodeShare>& out) {
    for (std::uint32_t level = request.devices; level < free.devices_per_node(); ++level) {
        const std::uint32_t node = free.next_with(level, 0);
        if (node == FreeDevices::none) continue;
        out.push_back({node, request.devices});
        return true;
    }
    return false;
}

void fill_nodes(std::uint32_t devices, std::uint32_t per_node, std::span<const std::uint32_t> nodes,
                std::vector<NodeShare>& out) {
    for (const std::uint32_t node : nodes) {
        const std::uint32_t here = std::min(devices, per_node);
        out.push_back({node, here});
        devices -= here;
    }
}

void take_free_nodes(const FreeDevices& free, std::span<const std::uint32_t> group, std::uint32_t count,
                     std::vector<std::uint32_t>& out) {
    for (std::size_t i = 0; count > 0; ++i) {
        if (!free.is_free(group[i])) continue;
        out.push_back(group[i]);
        --count;
    }
}

void fill_groups(std::uint32_t nodes, std::vector<GroupShare>& groups) {
    std::ranges::sort(groups, [](const GroupShare& a, const GroupShare& b) {
        return a.nodes != b.nodes ? a.nodes > b.nodes : a.group < b.group;
    });
    std::size_t taken = 0;
    for (; groups[taken].nodes < nodes; ++taken) nodes -= groups[taken].nodes;

    // From here on each can hold the rest down to some place; the fewest that suffice stand last there.
    const auto rest = groups.begin() + static_cast<std::ptrdiff_t>(taken);
    const auto holds = [nodes](const GroupShare& g) { return g.nodes >= nodes; };
    const std::uint32_t fewest = std::prev(std::partition_point(rest, groups.end(), holds))->nodes;
    *rest = {std::ranges::find(rest, groups.end(), fewest, &GroupShare::nodes)->group, nodes};
    groups.resize(taken + 1);
}

}  // namespace datahall
