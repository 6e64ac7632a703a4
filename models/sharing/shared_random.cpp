// Random: any node with room, and any of its devices.
//
// The draws come from the stream "<cluster>#sharing", so that they move nothing else.
//
// Valid as the baseline that policies are compared with.
// Ignores everything but whether there is room.
// Cost: O(nodes).
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, baseline Random.
#include <vector>

#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"
#include "datahall/random.hpp"

#include "models/sharing/spots.hpp"

namespace datahall {
namespace {

class SharedRandom final : public SharingPolicy {
public:
    void open(const PlacementRun& run, std::span<const RequestCount>) override {
        draws_ = RandomStream{stream_key(run.seed, run.path + "#sharing"), run.replication};
    }

    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        const auto left = nodes.left();
        with_room_.clear();
        for (std::uint32_t n = 0; n < left.size(); ++n) {
            if (left[n].has_room(request)) with_room_.push_back(n);
        }
        if (with_room_.empty()) return std::nullopt;
        const std::uint32_t node = any_of(with_room_);
        return SharedSpot{.node = node, .devices = any_devices(request, left[node])};
    }

private:
    std::uint32_t any_devices(const ShareRequest& request, const NodeRoom& left) {
        if (!request.is_part()) return free_devices(request, left);  // they are all alike
        fitting_.clear();
        for (std::uint32_t d = 0; d < left.gpus; ++d) {
            if (left.gpu_milli[d] >= request.gpu_milli) fitting_.push_back(d);
        }
        return 1U << any_of(fitting_);
    }
    // Each equally likely to within 2^-32.
    std::uint32_t any_of(const std::vector<std::uint32_t>& list) {
        return list[((draws_.next_u64() >> 32) * list.size()) >> 32];
    }

    RandomStream draws_{0, 0};
    std::vector<std::uint32_t> with_room_, fitting_;
};

}  // namespace

void register_shared_random(Registry<SharingPolicy>& registry) {
    registry.add("random", "Any node and device with room, drawn from a stream of the cluster's own",
                 [](Keys& k) -> std::unique_ptr<SharingPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<SharedRandom>();
                 });
}

}  // namespace datahall
