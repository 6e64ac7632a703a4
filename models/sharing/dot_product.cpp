// Dot product: the node whose free processors and GPU are least aligned with what the job asks for.
//
//   figure = free processors * asked / most^2 + free GPU * asked / most^2, most: of any node
//   free GPU: of the device for a part of a GPU; of all wholly free devices else
// Least first; ties: the lowest node.  What a job needs much of stays where there is much of it left.
//
// Valid for nodes that differ; compared exactly, in integers of 128 bits.
// Ignores memory beyond whether there is room.
// Cost: O(nodes).
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, baseline DotProd, with the sign of
// hkust-adsl/kubernetes-scheduler-simulator: the larger the product, the lower the score.
#include "datahall/int128.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/sharing/spots.hpp"

namespace datahall {
namespace {

class DotProduct final : public SharingPolicy {
public:
    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        const Largest most = largest_of(nodes);
        const Int128 cpu_unit = Int128{most.gpu_milli} * most.gpu_milli;
        const Int128 gpu_unit = Int128{most.cpu_milli} * most.cpu_milli;
        return least_of(request, nodes, [&](std::uint32_t n) {
            const NodeRoom& left = nodes.left()[n];
            return Int128{left.cpu_milli} * request.cpu_milli * cpu_unit +
                   Int128{free_milli(request, left)} * request.all_gpu_milli() * gpu_unit;
        });
    }

private:
    static std::int64_t free_milli(const ShareRequest& request, const NodeRoom& left) {
        if (!request.is_part()) return std::int64_t{left.devices_with(whole_gpu)} * whole_gpu;
        return left.gpu_milli[static_cast<std::size_t>(std::countr_zero(tightest_devices(request, left)))];
    }
};

}  // namespace

void register_dot_product(Registry<SharingPolicy>& registry) {
    registry.add("dot_product", "The node whose free resources are least aligned with the request",
                 [](Keys& k) -> std::unique_ptr<SharingPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<DotProduct>();
                 });
}

}  // namespace datahall
