// GPU packing: used GPUs before free ones, free GPUs of used nodes before idle nodes.
//
//   1 a part of a GPU goes to the used device with the least left that has room
//   2 else GPUs come from the node in use with the fewest wholly free devices that suffice
//   3 else from the idle node with the fewest devices
// Ties: the lowest node, then the lowest device.  A job without GPUs goes where the fewest are free.
//
// Valid for nodes that differ.
// Ignores processors and memory beyond whether there is room.
// Cost: O(nodes).
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, baseline GPU Packing.
#include <compare>

#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/sharing/spots.hpp"

namespace datahall {
namespace {

enum class Case : std::uint8_t { used_gpu, used_node, idle_node };

struct Rank {
    Case which = Case::idle_node;
    std::uint32_t left = 0;  // of the device, or devices
    friend auto operator<=>(const Rank&, const Rank&) = default;
};

class GpuPacking final : public SharingPolicy {
public:
    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        return least_of(request, nodes, [&](std::uint32_t n) { return rank(request, nodes, n); });
    }

private:
    static Rank rank(const ShareRequest& request, const SharedNodes& nodes, std::uint32_t n) {
        const NodeRoom& left = nodes.left()[n];
        if (request.is_part()) {
            std::uint32_t least = whole_gpu;
            for (const std::uint16_t milli : left.devices()) {
                if (milli >= request.gpu_milli) least = std::min<std::uint32_t>(least, milli);
            }
            if (least < whole_gpu) return {Case::used_gpu, least};
        }
        const std::uint32_t free = left.devices_with(whole_gpu);
        return {free < left.gpus ? Case::used_node : Case::idle_node, free};
    }
};

}  // namespace

void register_gpu_packing(Registry<SharingPolicy>& registry) {
    registry.add("gpu_packing", "Used GPUs first, then free GPUs of used nodes, then idle nodes",
                 [](Keys& k) -> std::unique_ptr<SharingPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<GpuPacking>();
                 });
}

}  // namespace datahall
