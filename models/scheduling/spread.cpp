// Spread placement (worst fit): the emptiest nodes first, so that load and heat are even.
//
// Repeat until the job is placed: take what is needed from the unused node with the most free
// devices, the lowest if several.  A job of at most one node still lands on one node, if any can
// hold it.
//
// Valid for nodes of one size.
// Ignores the fabric; breaks up whole nodes quickly, so that wide jobs span more nodes later.
// Cost: devices per node + nodes used, in look-ups of FreeDevices.  Allocates nothing of its own.
// Source: worst-fit bin packing, textbook.
#include <algorithm>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

namespace datahall {
namespace {

class Spread final : public PlacementPolicy {
public:
    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        std::uint32_t left = request.devices;
        for (std::uint32_t level = free.devices_per_node(); level > 0 && left > 0; --level) {
            std::uint32_t node = free.next_with(level, 0);
            while (node != FreeDevices::none && left > 0) {
                const std::uint32_t share = std::min(left, level);
                out.push_back({node, share});
                left -= share;
                node = free.next_with(level, node + 1);
            }
        }
        return true;
    }
};

}  // namespace

void register_spread(Registry<PlacementPolicy>& registry) {
    registry.add("spread", "Worst fit: the emptiest nodes first",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<Spread>();
                 });
}

}  // namespace datahall
