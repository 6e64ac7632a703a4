// Best fit for shared GPUs: the node that the job leaves the least on.
//
//   leftover = (free processors - asked) / most of any node + (free GPU - asked) / most of any node
// Least leftover first; ties: the lowest node.  A part of a GPU goes to the most used device with room.
//
// Valid for nodes that differ; compared exactly, in integers.
// Ignores memory beyond whether there is room, and what requests will come.
// Cost: O(nodes).
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, baseline BestFit with equal weights.
#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/sharing/spots.hpp"

namespace datahall {
namespace {

class SharedBestFit final : public SharingPolicy {
public:
    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        const Largest most = largest_of(nodes);
        return least_of(request, nodes, [&](std::uint32_t n) {
            const NodeRoom& left = nodes.left()[n];
            return (left.cpu_milli - request.cpu_milli) * most.gpu_milli +
                   (left.all_gpu_milli() - request.all_gpu_milli()) * most.cpu_milli;
        });
    }
};

}  // namespace

void register_shared_best_fit(Registry<SharingPolicy>& registry) {
    registry.add("best_fit", "The node with the least processors and GPU left over",
                 [](Keys& k) -> std::unique_ptr<SharingPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<SharedBestFit>();
                 });
}

}  // namespace datahall
