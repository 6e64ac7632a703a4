// Rail placement: nodes as `tree` chooses them, devices evenly on them, so that rails have their peers.
//
// NIC r of a node serves device r and hangs on leaf r of the scalable unit: device r of one node meets device
// r of another on one switch.  A job that does not fill its nodes therefore uses the same devices of each: 12
// on two nodes of 8 are 6 and 6 here, on six rails with a peer each, and 8 and 4 under `tree`.  If the
// devices do not divide evenly, the first nodes have one more.  Jobs that fill their nodes land as under
// `tree`.
//
// Valid for nodes with a NIC for each device.
// Ignores how busy switches and cables are; leaves free devices on several nodes where `tree` leaves them on
// one. Cost: as tree. Source: NVIDIA DGX SuperPOD reference architecture RA-11333-001 (rails); SchedMD, Slurm
// documentation, topology/tree.
#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/scheduling/leaf_limit.hpp"

namespace datahall {
namespace {

class Rail final : public PlacementPolicy {
public:
    explicit Rail(const LeafLimit& limit) : leaves_{limit} {}

    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        if (place_on_used_node(request, free, out)) return true;
        const auto& nodes = leaves_.nodes(request, free);
        if (nodes.empty()) return false;
        const auto count = static_cast<std::uint32_t>(nodes.size());
        std::uint32_t one_more = request.devices % count;
        for (const std::uint32_t node : nodes) {
            out.push_back({node, request.devices / count + (one_more > 0 ? 1 : 0)});
            if (one_more > 0) --one_more;
        }
        return true;
    }
    std::int64_t patience_ns() const override { return leaves_.patience_ns(); }

private:
    LimitedLeaves leaves_;
};

}  // namespace

void register_rail(Registry<PlacementPolicy>& registry) {
    registry.add("rail", "As tree, with the devices spread evenly so that rails have their peers",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     LeafLimit limit;
                     describe(k, limit);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Rail>(limit);
                 });
}

}  // namespace datahall
