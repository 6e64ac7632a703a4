// The switches that a job of several nodes runs under: the choice that `tree` and `rail` share.
//
//   1 The lowest switch (leaf, pod, core) with enough free nodes below it; among those of one level the one
//     with the fewest; then the lowest.
//   2 Under it leaves are filled (fill_groups), so that as few as possible are used.
//   3 Within a leaf nodes are taken in their order.
// A choice of at most so many leaves passes over switches of step 1 that would need more.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/model/placement.hpp"

#include "models/scheduling/whole_nodes.hpp"

namespace datahall {

class LeafChoice {
public:
    static constexpr std::uint32_t any_number = UINT32_MAX;

    /// The nodes in the order of filling; empty if no switch has enough free nodes within so many leaves.
    /// Cost: O(leaves log leaves), and the nodes of the leaves used.
    const std::vector<std::uint32_t>& nodes(std::uint32_t count, std::uint32_t most_leaves,
                                            const FreeDevices& free);

private:
    bool choose_leaf(std::uint32_t count, const FreeDevices& free);
    bool choose_pod(std::uint32_t count, std::uint32_t most_leaves, const FreeDevices& free);
    bool choose_core(std::uint32_t count, std::uint32_t most_leaves, const FreeDevices& free);

    std::vector<GroupShare> pods_;    // scratch
    std::vector<GroupShare> leaves_;  // chosen
    std::vector<std::uint32_t> nodes_;
};

}  // namespace datahall
