#include "models/scheduling/leaf_choice.hpp"

#include <algorithm>

namespace datahall {
namespace {

constexpr std::uint32_t every_pod = UINT32_MAX;

// The leaves of a pod that have free nodes, with their numbers.
void list_leaves(const FreeDevices& free, std::uint32_t pod, std::vector<GroupShare>& out) {
    const NodeGroups& leaves = free.places()[GroupKind::leaf];
    const NodeGroups& pods = free.places()[GroupKind::pod];
    const auto counts = free.free_nodes(GroupKind::leaf);
    out.clear();
    for (std::uint32_t leaf = 0; leaf < leaves.count(); ++leaf) {
        const bool is_below = pod == every_pod || pods.of(leaves.nodes(leaf).front()) == pod;
        if (is_below && counts[leaf] > 0) out.push_back({leaf, counts[leaf]});
    }
}

}  // namespace

bool LeafChoice::choose_leaf(std::uint32_t count, const FreeDevices& free) {
    const auto counts = free.free_nodes(GroupKind::leaf);
    GroupShare best{.group = 0, .nodes = UINT32_MAX};
    for (std::uint32_t leaf = 0; leaf < counts.size(); ++leaf) {
        if (counts[leaf] >= count && counts[leaf] < best.nodes) best = {leaf, counts[leaf]};
    }
    if (best.nodes == UINT32_MAX) return false;
    leaves_.assign(1, {best.group, count});
    return true;
}

bool LeafChoice::choose_pod(std::uint32_t count, std::uint32_t most_leaves, const FreeDevices& free) {
    const auto counts = free.free_nodes(GroupKind::pod);
    pods_.clear();
    for (std::uint32_t pod = 0; pod < counts.size(); ++pod) {
        if (counts[pod] >= count) pods_.push_back({pod, counts[pod]});
    }
    std::ranges::stable_sort(pods_, {}, &GroupShare::nodes);
    for (const GroupShare& pod : pods_) {
        list_leaves(free, pod.group, leaves_);
        fill_groups(count, leaves_);
        if (leaves_.size() <= most_leaves) return true;
    }
    return false;
}

bool LeafChoice::choose_core(std::uint32_t count, std::uint32_t most_leaves, const FreeDevices& free) {
    list_leaves(free, every_pod, leaves_);
    std::uint64_t all = 0;
    for (const GroupShare& leaf : leaves_) all += leaf.nodes;
    if (all < count) return false;
    fill_groups(count, leaves_);
    return leaves_.size() <= most_leaves;
}

const std::vector<std::uint32_t>& LeafChoice::nodes(std::uint32_t count, std::uint32_t most_leaves,
                                                    const FreeDevices& free) {
    nodes_.clear();
    if (!choose_leaf(count, free) && !choose_pod(count, most_leaves, free) &&
        !choose_core(count, most_leaves, free)) {
        return nodes_;
    }
    const NodeGroups& leaves = free.places()[GroupKind::leaf];
    for (const GroupShare& leaf : leaves_)
        take_free_nodes(free, leaves.nodes(leaf.group), leaf.nodes, nodes_);
    return nodes_;
}

}  // namespace datahall
