// First-fit placement: the lowest node that can hold the whole job.
//
// If no node can, nodes give all their free devices in their order until the job is placed.
//
// Valid for nodes of one size.
// Ignores the fabric and fragmentation; the usual baseline of schedulers that do not pack.
// Cost: devices per node look-ups of FreeDevices for every node used.  Allocates nothing of its own.
// Source: first-fit bin packing, textbook.
#include <algorithm>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

namespace datahall {
namespace {

struct Found {
    std::uint32_t node = FreeDevices::none;
    std::uint32_t free = 0;
};

// The lowest node at or after `from` with at least `devices` free.
Found lowest_with(std::uint32_t devices, const FreeDevices& free, std::uint32_t from) {
    Found best;
    for (std::uint32_t level = devices; level <= free.devices_per_node(); ++level) {
        const std::uint32_t node = free.next_with(level, from);
        if (node < best.node) best = {node, level};
    }
    return best;
}

class FirstFit final : public PlacementPolicy {
public:
    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        if (const Found whole = lowest_with(request.devices, free, 0); whole.node != FreeDevices::none) {
            out.push_back({whole.node, request.devices});
            return true;
        }
        std::uint32_t left = request.devices;
        std::uint32_t from = 0;
        while (left > 0) {
            const Found found = lowest_with(1, free, from);
            if (found.node == FreeDevices::none) break;
            const std::uint32_t share = std::min(left, found.free);
            out.push_back({found.node, share});
            left -= share;
            from = found.node + 1;
        }
        return true;
    }
};

}  // namespace

void register_first_fit(Registry<PlacementPolicy>& registry) {
    registry.add("first_fit", "The lowest node that can hold the job, else nodes in their order",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<FirstFit>();
                 });
}

}  // namespace datahall
