// Best fit by contiguous runs: what schedulers do that know the order of the nodes but no topology.
//
// Nodes stand in a line.  If one run of free nodes can hold the rest of the job, the shortest that suffices
// is used from its start; otherwise all of the longest, and again.  Ties: the lowest. A job of less than a
// node goes to the node in use with the fewest free devices that suffice, else to the shortest run.
//
// Valid where nodes with neighboring numbers stand near each other, as they do here: rack by rack.
// Ignores the fabric: a run may cross leaves.
// Cost: O(free nodes log free nodes).  Allocates only to grow.
// Source: SchedMD, Slurm documentation, select plugins without topology: best fit by consecutive nodes.
#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/scheduling/whole_nodes.hpp"

namespace datahall {
namespace {

class BestFit final : public PlacementPolicy {
public:
    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        if (place_on_used_node(request, free, out)) return true;
        const std::uint32_t nodes = nodes_for(request.devices, free.devices_per_node());
        if (list_runs(free) < nodes) return false;
        fill_groups(nodes, runs_);
        nodes_.clear();
        for (const GroupShare& run : runs_) {
            for (std::uint32_t n = 0; n < run.nodes; ++n) nodes_.push_back(run.group + n);
        }
        fill_nodes(request.devices, free.devices_per_node(), nodes_, out);
        return true;
    }

private:
    // Runs by their first nodes; returns the free nodes in all of them.
    std::uint64_t list_runs(const FreeDevices& free) {
        runs_.clear();
        std::uint64_t all = 0;
        const std::uint32_t whole = free.devices_per_node();
        for (std::uint32_t n = free.next_with(whole, 0); n != FreeDevices::none;
             n = free.next_with(whole, n + 1)) {
            const bool goes_on = !runs_.empty() && n == runs_.back().group + runs_.back().nodes;
            if (!goes_on) runs_.push_back({n, 0});
            ++runs_.back().nodes;
            ++all;
        }
        return all;
    }

    std::vector<GroupShare> runs_;  // `group`: the first node
    std::vector<std::uint32_t> nodes_;
};

}  // namespace

void register_best_fit(Registry<PlacementPolicy>& registry) {
    registry.add("best_fit", "The shortest run of neighboring free nodes that suffices",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<BestFit>();
                 });
}

}  // namespace datahall
