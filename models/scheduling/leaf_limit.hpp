// How many leaves a job may span, and how long it waits for so few: keys of `tree` and `rail`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "datahall/instant.hpp"
#include "datahall/keys.hpp"
#include "datahall/model/placement.hpp"

#include "models/scheduling/leaf_choice.hpp"
#include "models/scheduling/whole_nodes.hpp"

namespace datahall {

struct LeafLimit {
    std::int64_t switches = 0;               // most leaves, or as many as the job needs; 0: any number
    Seconds wait = Seconds::from_si(300.0);  // Slurm's default for --switches

    std::int64_t patience_ns() const {
        return switches == 0 ? PlacementPolicy::for_ever : as_nanoseconds(wait);
    }
    /// The most leaves that a job of so many nodes may span now.  Cost: O(leaves log leaves) while it waits.
    std::uint32_t most_leaves(std::uint32_t nodes, std::int64_t waited_ns, const FreeDevices& free) const {
        if (waited_ns >= patience_ns() || switches == 0) return LeafChoice::any_number;
        return std::max(static_cast<std::uint32_t>(switches), fewest_leaves(nodes, free));
    }

private:
    // That could hold so many nodes if nothing else ran.
    static std::uint32_t fewest_leaves(std::uint32_t nodes, const FreeDevices& free) {
        const NodeGroups& leaves = free.places()[GroupKind::leaf];
        std::vector<std::uint32_t> sizes;
        for (std::uint32_t leaf = 0; leaf < leaves.count(); ++leaf) sizes.push_back(leaves.size(leaf));
        std::ranges::sort(sizes, std::ranges::greater{});
        std::uint32_t fewest = 0;
        for (std::uint64_t held = 0; held < nodes && fewest < sizes.size(); ++fewest) held += sizes[fewest];
        return fewest;
    }
};

/// The nodes of a job that shares none: those of LeafChoice, within a LeafLimit.
class LimitedLeaves {
public:
    explicit LimitedLeaves(const LeafLimit& limit) : limit_{limit} {}

    /// As many as the request needs; none if no placement is allowed now.  Valid until the next call.
    const std::vector<std::uint32_t>& nodes(const PlacementRequest& request, const FreeDevices& free) {
        const std::uint32_t count = nodes_for(request.devices, free.devices_per_node());
        return choice_.nodes(count, limit_.most_leaves(count, request.waited_ns, free), free);
    }
    std::int64_t patience_ns() const { return limit_.patience_ns(); }

private:
    LeafLimit limit_;
    LeafChoice choice_;
};

inline void describe(Keys& k, LeafLimit& c) {
    k.optional({"switches",
                "Most leaf switches that a job spans, or as many as it needs; 0 for any number",
                {.at_least = 0, .at_most = 1e6}},
               c.switches);
    k.optional({"wait",
                "How long a job waits for so few switches before it takes what there is",
                {.at_least = 0, .example = "300 s"}},
               c.wait);
}

}  // namespace datahall
