// Which ports of a switch lead one hop nearer to a leaf: the choice that all engines but closed forms share.
//
// Two rules: any shortest path, or the shortest of the paths that first rise and then fall (up*-down*), which
// no circle of waiting packets can form on.  Source of the second: Schroeder et al., "Autonet: a high-speed,
// self-configuring local area network using point-to-point links" (IEEE JSAC 9(8), 1991).
//
// Cost: a byte (two for the second rule) for each pair of leaf and switch.  Shortest paths are searched from
// 64 leaves at a time; the second rule visits every port once a leaf.
// Valid for fabrics whose paths have at most 250 hops.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/model/routing.hpp"

#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

class Steps {
public:
    static constexpr std::uint8_t unreachable = UINT8_MAX;

    /// Cables from a switch to one nearer to the leaf.
    static Steps minimal(const SwitchGraph& g);

    /// Of all switches a rank, 0 for roots: a cable to a lower rank, or to a lower number of the same rank,
    /// goes up.  A switch below which the leaf lies only goes down, even where a way up would be shorter, so
    /// that what came down never turns.
    static Steps up_down(const SwitchGraph& g, const std::vector<std::uint32_t>& ranks);

    /// Hops from a switch to a leaf (place among the leaves), 0 for itself, or `unreachable`.
    std::uint8_t hops(std::uint32_t leaf, std::uint32_t sw) const {
        return hops_[std::size_t{leaf} * switches_ + sw];
    }
    bool leads(std::uint32_t leaf, std::uint32_t sw, const TrunkPort& port) const {
        const std::uint8_t* row = hops_.data() + std::size_t{leaf} * switches_;
        if (row[port.peer] + 1 != row[sw]) return false;
        return ranks_.empty() || keeps_direction(leaf, sw, port.peer);
    }
    /// Pairs of leaves without a path.
    std::uint64_t unjoined(const SwitchGraph& g) const;

private:
    explicit Steps(const SwitchGraph& g)
        : switches_{g.switches}, hops_(g.leaves.size() * g.switches, unreachable) {}
    bool keeps_direction(std::uint32_t leaf, std::uint32_t sw, std::uint32_t peer) const {
        const std::uint8_t* row = only_falls_.data() + std::size_t{leaf} * switches_;
        return row[sw] != 0 ? !rises(sw, peer) && row[peer] != 0 : rises(sw, peer);
    }
    bool rises(std::uint32_t from, std::uint32_t to) const {
        return ranks_[to] != ranks_[from] ? ranks_[to] < ranks_[from] : to < from;
    }
    void search_64(const SwitchGraph& g, std::uint32_t first_leaf);
    void fall(const SwitchGraph& g, std::uint32_t leaf);
    void rise(const SwitchGraph& g, std::uint32_t leaf, const std::vector<std::uint32_t>& order);

    std::uint32_t switches_;
    std::vector<std::uint8_t> hops_;        // leaves x switches
    std::vector<std::uint8_t> only_falls_;  // the same, for up*-down*
    std::vector<std::uint32_t> ranks_;      // by switch, for up*-down*
};

/// Places among the leaves.
struct LeafPair {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};
/// The leaves between which a flow goes; nothing where a host has no cable or no path joins them.
std::optional<LeafPair> joined_leaves(const SwitchGraph& g, const Steps& steps, const FlowKey& flow);

/// A sentence where some hosts cannot reach others, appended to notes.
void note_unjoined(const SwitchGraph& g, const Steps& steps, std::vector<std::string>& notes);

}  // namespace datahall
