// First free: a job takes the lowest nodes that are free.
//
// A job of at most one node takes the lowest node with room for it; a wider one the lowest wholly free nodes.
//
// Valid for every cluster; the baseline that knows nothing but the order of nodes.
// Ignores the fabric and fragmentation.
// Cost: the nodes taken, and devices per node look-ups for a job of less than a node.
// Source: first-fit bin packing, textbook.
#include <algorithm>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/scheduling/whole_nodes.hpp"

namespace datahall {
namespace {

class FirstFree final : public PlacementPolicy {
public:
    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        const std::uint32_t per_node = free.devices_per_node();
        const std::uint32_t count = nodes_for(request.devices, per_node);
        return count == 1 ? place_on_first(request, free, out) : place_on_many(request, count, free, out);
    }

private:
    static bool place_on_first(const PlacementRequest& request, const FreeDevices& free,
                               std::vector<NodeShare>& out) {
        std::uint32_t lowest = FreeDevices::none;
        for (std::uint32_t level = request.devices; level <= free.devices_per_node(); ++level) {
            lowest = std::min(lowest, free.next_with(level, 0));
        }
        if (lowest == FreeDevices::none) return false;
        out.push_back({lowest, request.devices});
        return true;
    }

    bool place_on_many(const PlacementRequest& request, std::uint32_t count, const FreeDevices& free,
                       std::vector<NodeShare>& out) {
        const std::uint32_t per_node = free.devices_per_node();
        nodes_.clear();
        for (std::uint32_t n = 0; nodes_.size() < count; ++n) {
            n = free.next_with(per_node, n);
            if (n == FreeDevices::none) return false;
            nodes_.push_back(n);
        }
        fill_nodes(request.devices, per_node, nodes_, out);
        return true;
    }

    std::vector<std::uint32_t> nodes_;
};

}  // namespace

void register_first_free(Registry<PlacementPolicy>& registry) {
    registry.add("first_free", "The lowest free nodes", [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
        if (!k.done()) return nullptr;
        return std::make_unique<FirstFree>();
    });
}

}  // namespace datahall
