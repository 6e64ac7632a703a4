// Random placement: any free nodes, each set equally likely.
//
// A job of at most one node lands on any node with room for it, a wider one on any wholly free nodes.  The
// draws come from the stream "<cluster>#placement", so that they move nothing else.
//
// Valid as the baseline that placements are compared with: the worst that a full, old cluster comes to.
// Ignores everything but what is free.
// Cost: O(nodes).
// Source: Fisher-Yates shuffle, stopped early.
#include <utility>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/random.hpp"

#include "models/scheduling/whole_nodes.hpp"

namespace datahall {
namespace {

class RandomNodes final : public PlacementPolicy {
public:
    void open(const PlacementRun& run) override {
        draws_ = RandomStream{stream_key(run.seed, run.path + "#placement"), run.replication};
    }

    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        const std::uint32_t per_node = free.devices_per_node();
        const std::uint32_t count = nodes_for(request.devices, per_node);
        const std::uint32_t least = count == 1 ? request.devices : per_node;
        nodes_.clear();
        for (std::uint32_t n = 0; n < free.nodes(); ++n) {
            if (free.free_on(n) >= least) nodes_.push_back(n);
        }
        if (nodes_.size() < count) return false;
        for (std::uint32_t i = 0; i < count; ++i) {
            std::swap(nodes_[i], nodes_[i + below(static_cast<std::uint32_t>(nodes_.size()) - i)]);
        }
        fill_nodes(request.devices, per_node, std::span{nodes_}.first(count), out);
        return true;
    }

private:
    // 0 .. n - 1, equally likely to within 2^-32 each.
    std::uint32_t below(std::uint32_t n) {
        return static_cast<std::uint32_t>((draws_.next_u64() >> 32) * n >> 32);
    }

    RandomStream draws_{0, 0};
    std::vector<std::uint32_t> nodes_;
};

}  // namespace

void register_random_nodes(Registry<PlacementPolicy>& registry) {
    registry.add("random", "Any free nodes, drawn from a stream of the cluster's own",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<RandomNodes>();
                 });
}

}  // namespace datahall
