// What placements that keep jobs on whole nodes share: how many nodes, and which groups of nodes fill up
// first.
//
// A job of at most one node's devices runs on one node.  A wider one runs on nodes that were wholly free: all
// devices of each but the last, which may keep some free for others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/placement.hpp"

namespace datahall {

constexpr std::uint32_t nodes_for(std::uint32_t devices, std::uint32_t per_node) {
    return (devices - 1) / per_node + 1;
}

/// Puts a job on the node in use with the fewest free devices that suffice, the lowest if several; false if
/// no node in use has room.  Cost: devices per node look-ups.
bool place_on_used_node(const PlacementRequest& request, const FreeDevices& free,
                        std::vector<NodeShare>& out);

/// Appends the shares of a job on these free nodes, which fills all but the last.
void fill_nodes(std::uint32_t devices, std::uint32_t per_node, std::span<const std::uint32_t> nodes,
                std::vector<NodeShare>& out);

/// Appends `count` free nodes of a group in their order.  REQUIRES: it has as many.
void take_free_nodes(const FreeDevices& free, std::span<const std::uint32_t> group, std::uint32_t count,
                     std::vector<std::uint32_t>& out);

/// A group of nodes that may be filled, or is.
struct GroupShare {
    std::uint32_t group = 0;
    std::uint32_t nodes = 0;  // free ones at first; then those to take
};

/// Fills groups: while no single one can hold the rest, the one with the most free nodes is taken entirely;
/// the rest goes to the one with the fewest that suffice.  Ties: the lowest group.  Keeps in `groups` what is
/// taken, in that order.  REQUIRES: together they have as many free nodes.  Cost: O(groups log groups).
void fill_groups(std::uint32_t nodes, std::vector<GroupShare>& groups);

}  // namespace datahall
