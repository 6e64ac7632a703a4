// Tree placement: a job of several nodes runs under as low a switch as can hold it, on as few leaves as it
// can.
//
//   1 Candidate: the lowest switch (leaf, pod, core) with enough free nodes; among those of one level the one
//     with the fewest; then the lowest.
//   2 Under it: if one leaf can hold the rest, the one with the fewest free nodes that suffice; otherwise all
//   of
//     the leaf with the most, and again.  Ties: the lowest.
//   3 Within a leaf: nodes in their order.
// With `switches: N` a job waits up to `wait` for a placement on at most N leaves (or the fewest that could
// ever hold it); then step 1's answer is taken.
// A job of less than a node goes to the node in use with the fewest free devices that suffice; else it opens
// one as above.
//
// Valid for trees of up to three levels; nodes count for a leaf only while they are wholly free.
// Ignores how busy switches and cables are.
// Cost: O(leaves log leaves) and the nodes of the leaves used.  Allocates only to grow, and while a job waits
// for few switches. Source: SchedMD, Slurm documentation, topology/tree and sbatch --switches.
#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/scheduling/leaf_limit.hpp"

namespace datahall {
namespace {

class Tree final : public PlacementPolicy {
public:
    explicit Tree(const LeafLimit& limit) : leaves_{limit} {}

    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        if (place_on_used_node(request, free, out)) return true;
        const auto& nodes = leaves_.nodes(request, free);
        if (nodes.empty()) return false;
        fill_nodes(request.devices, free.devices_per_node(), nodes, out);
        return true;
    }
    std::int64_t patience_ns() const override { return leaves_.patience_ns(); }

private:
    LimitedLeaves leaves_;
};

}  // namespace

void register_tree(Registry<PlacementPolicy>& registry) {
    registry.add("tree", "As low a switch as can hold the job, and as few leaves as possible",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     LeafLimit limit;
                     describe(k, limit);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Tree>(limit);
                 });
}

}  // namespace datahall
