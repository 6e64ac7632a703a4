// Spread over failure domains: one failure takes as few nodes of a job as possible.
//
// Each next node of a job comes from the domain that has the fewest nodes of it so far; ties go to the domain
// with the most free nodes, then to the lowest; within a domain nodes are taken in their order.
// A domain is what `over` says: the nodes of one feed (the narrowest that feeds several racks), of one rack,
// or of one leaf switch. A job of less than a node goes to the node in use with the fewest free devices that
// suffice.
//
// Valid for jobs that survive the loss of some nodes; for others every domain more is one more to fail.
// Ignores the fabric, unless domains are leaves: jobs span many leaves.
// Cost: O(domains log domains + nodes of the domains used).
// Source: Kubernetes documentation, pod topology spread constraints (maxSkew 1).
#include <algorithm>
#include <array>
#include <string_view>

#include "datahall/model/placement.hpp"
#include "datahall/model/registry.hpp"

#include "models/scheduling/whole_nodes.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 3> over_names{"feed", "rack", "leaf"};
constexpr std::array<GroupKind, 3> over_kinds{GroupKind::feed, GroupKind::rack, GroupKind::leaf};

class SpreadDomains final : public PlacementPolicy {
public:
    explicit SpreadDomains(GroupKind kind) : kind_{kind} {}

    bool place(const PlacementRequest& request, const FreeDevices& free,
               std::vector<NodeShare>& out) override {
        if (place_on_used_node(request, free, out)) return true;
        const std::uint32_t count = nodes_for(request.devices, free.devices_per_node());
        if (list_domains(free) < count) return false;
        nodes_.clear();
        while (nodes_.size() < count) take_round(count, free);
        fill_nodes(request.devices, free.devices_per_node(), nodes_, out);
        return true;
    }

private:
    struct Domain {
        std::uint32_t group = 0;
        std::uint32_t free = 0;  // nodes, before this job
        std::uint32_t at = 0;    // what of its nodes has been looked at
    };

    // By falling number of free nodes: the order within a round.  Returns how many there are in all.
    std::uint64_t list_domains(const FreeDevices& free) {
        const auto counts = free.free_nodes(kind_);
        domains_.clear();
        std::uint64_t all = 0;
        for (std::uint32_t g = 0; g < counts.size(); ++g) {
            if (counts[g] > 0) domains_.push_back({.group = g, .free = counts[g]});
            all += counts[g];
        }
        std::ranges::stable_sort(domains_, std::ranges::greater{}, &Domain::free);
        round_ = 0;
        return all;
    }

    // One node from each domain that has one left.
    void take_round(std::uint32_t count, const FreeDevices& free) {
        const NodeGroups& groups = free.places()[kind_];
        ++round_;
        for (Domain& d : domains_) {
            if (d.free < round_ || nodes_.size() == count) return;
            const auto nodes = groups.nodes(d.group);
            while (!free.is_free(nodes[d.at])) ++d.at;
            nodes_.push_back(nodes[d.at++]);
        }
    }

    GroupKind kind_;
    std::vector<Domain> domains_;
    std::uint32_t round_ = 0;
    std::vector<std::uint32_t> nodes_;
};

}  // namespace

void register_spread_domains(Registry<PlacementPolicy>& registry) {
    registry.add("spread_domains", "As few nodes of a job as possible on one feed, rack or leaf",
                 [](Keys& k) -> std::unique_ptr<PlacementPolicy> {
                     std::size_t over = 0;
                     k.choice({"over", "What fails as one"}, Presence::optional, over_names, over);
                     if (!k.done()) return nullptr;
                     return std::make_unique<SpreadDomains>(over_kinds[over]);
                 });
}

}  // namespace datahall
