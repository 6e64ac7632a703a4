// What sharing policies have in common: which devices, and the node with the least of a figure.
#pragma once

#include <algorithm>
#include <bit>
#include <optional>

#include "datahall/model/sharing.hpp"

namespace datahall {

/// The lowest devices that are wholly free, as many as asked for.
inline std::uint32_t free_devices(const ShareRequest& request, const NodeRoom& left) {
    std::uint32_t devices = 0;
    std::uint32_t missing = request.gpus;
    for (std::uint32_t d = 0; d < left.gpus && missing > 0; ++d) {
        if (left.gpu_milli[d] < request.gpu_milli) continue;
        devices |= 1U << d;
        --missing;
    }
    return devices;
}

/// For a part of a GPU the most used device that has room, the lowest if several; else free_devices().
/// REQUIRES: the node has room.
inline std::uint32_t tightest_devices(const ShareRequest& request, const NodeRoom& left) {
    if (!request.is_part()) return free_devices(request, left);
    std::uint32_t best = left.gpus;
    for (std::uint32_t d = 0; d < left.gpus; ++d) {
        if (left.gpu_milli[d] < request.gpu_milli) continue;
        if (best == left.gpus || left.gpu_milli[d] < left.gpu_milli[best]) best = d;
    }
    return 1U << best;
}

/// Of the nodes with room that for which `figure(node)` is least, the lowest if several, on its tightest
/// devices.
template <class Figure>
std::optional<SharedSpot> least_of(const ShareRequest& request, const SharedNodes& nodes, Figure figure) {
    const auto left = nodes.left();
    std::optional<SharedSpot> best;
    decltype(figure(0U)) least{};
    for (std::uint32_t n = 0; n < left.size(); ++n) {
        if (!left[n].has_room(request)) continue;
        const auto here = figure(n);
        if (best && !(here < least)) continue;
        best = SharedSpot{.node = n, .devices = 0};
        least = here;
    }
    if (best) best->devices = tightest_devices(request, left[best->node]);
    return best;
}

/// The most processors and GPU thousandths of any node: what shares are measured in.
struct Largest {
    std::int64_t cpu_milli = 1;
    std::int64_t gpu_milli = 1;
};
inline Largest largest_of(const SharedNodes& nodes) {
    Largest most;
    for (const NodeRoom& node : nodes.whole()) {
        most.cpu_milli = std::max(most.cpu_milli, node.cpu_milli);
        most.gpu_milli = std::max(most.gpu_milli, std::int64_t{node.gpus} * whole_gpu);
    }
    return most;
}

}  // namespace datahall
