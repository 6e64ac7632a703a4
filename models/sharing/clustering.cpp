// Clustering: jobs that ask the same of GPUs share nodes, so that what they leave fits the next of them.
//
// First nodes where all jobs ask for the same GPUs as this one, then nodes where some do, then idle nodes,
// then others; among these the least free GPU; ties: the lowest node.  A part of a GPU goes to the most used
// device with room.
//
// Valid for nodes that differ.
// Ignores processors and memory beyond whether there is room.
// Cost: O(nodes * kinds of requests on a node).
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, baseline GPU Clustering, after Gandiva
// (Xiao et al., OSDI 2018).
#include <compare>

#include "datahall/model/registry.hpp"
#include "datahall/model/sharing.hpp"

#include "models/sharing/spots.hpp"

namespace datahall {
namespace {

enum class Company : std::uint8_t { alike, mixed, none, different };

struct Rank {
    Company company = Company::none;
    std::int64_t free_milli = 0;
    friend auto operator<=>(const Rank&, const Rank&) = default;
};

class Clustering final : public SharingPolicy {
public:
    std::optional<SharedSpot> place(const ShareRequest& request, const SharedNodes& nodes) override {
        return least_of(request, nodes, [&](std::uint32_t n) {
            return Rank{company(request, nodes.sharers(n)), nodes.left()[n].all_gpu_milli()};
        });
    }

private:
    static Company company(const ShareRequest& request, std::span<const SharersAlike> sharers) {
        if (sharers.empty() || request.gpus == 0) return Company::none;
        const bool has_alike = std::ranges::any_of(sharers, [&](const SharersAlike& s) {
            return s.gpus == request.gpus && s.gpu_milli == request.gpu_milli;
        });
        if (!has_alike) return Company::different;
        return sharers.size() == 1 ? Company::alike : Company::mixed;
    }
};

}  // namespace

void register_clustering(Registry<SharingPolicy>& registry) {
    registry.add("clustering", "Jobs that ask the same of GPUs share nodes",
                 [](Keys& k) -> std::unique_ptr<SharingPolicy> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<Clustering>();
                 });
}

}  // namespace datahall
