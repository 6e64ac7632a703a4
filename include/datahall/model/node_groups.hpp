// Where the nodes of a cluster are: what they share a switch, a link domain, a rack or a feed with.
//
// Each kind of group divides all nodes of a cluster.  Groups count from 0 within their kind, in the order of
// their first nodes; nodes count from 0 within the cluster.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace datahall {

enum class GroupKind : std::uint8_t {
    leaf,   // the lowest switches: nodes that all leave by the same leaves; a scalable unit if rail-optimized
    pod,    // leaves that meet at spines; the whole cluster in a fabric of two levels
    block,  // an NVLink domain that spans nodes (a rack of GB200 NVL72); else each node is one
    rack,
    feed,  // the narrowest supply that feeds several racks; a row of racks if only the hall's feeds do
};
inline constexpr std::size_t group_kinds = 5;
inline constexpr std::array<std::string_view, group_kinds> group_kind_names{"leaf", "pod", "block", "rack",
                                                                            "feed"};

/// One division of the nodes of a cluster.  A value; cheap to ask, not to copy.
class NodeGroups {
public:
    NodeGroups() = default;
    /// `names[node]` is the same for nodes of one group and different for those of two.
    explicit NodeGroups(std::span<const std::uint32_t> names);

    std::uint32_t count() const { return static_cast<std::uint32_t>(first_.empty() ? 0 : first_.size() - 1); }
    std::uint32_t of(std::uint32_t node) const { return of_node_[node]; }
    /// The nodes of a group, rising.
    std::span<const std::uint32_t> nodes(std::uint32_t group) const {
        return std::span{nodes_}.subspan(first_[group], first_[group + 1] - first_[group]);
    }
    std::uint32_t size(std::uint32_t group) const { return first_[group + 1] - first_[group]; }
    /// Nodes of the largest group.
    std::uint32_t largest() const { return largest_; }

private:
    std::vector<std::uint32_t> of_node_;
    std::vector<std::uint32_t> first_;  // by group, one more at the end: where in nodes_ it begins
    std::vector<std::uint32_t> nodes_;
    std::uint32_t largest_ = 0;
};

inline NodeGroups::NodeGroups(std::span<const std::uint32_t> names) : of_node_(names.size()) {
    constexpr std::uint32_t unseen = UINT32_MAX;
    const std::uint32_t widest = names.empty() ? 0 : *std::max_element(names.begin(), names.end());
    std::vector<std::uint32_t> group_of_name(names.empty() ? 0 : std::size_t{widest} + 1, unseen);
    std::vector<std::uint32_t> sizes;
    for (std::size_t n = 0; n < names.size(); ++n) {
        std::uint32_t& group = group_of_name[names[n]];
        if (group == unseen) {
            group = static_cast<std::uint32_t>(sizes.size());
            sizes.push_back(0);
        }
        of_node_[n] = group;
        largest_ = std::max(largest_, ++sizes[group]);
    }
    first_.push_back(0);
    for (const std::uint32_t size : sizes) first_.push_back(first_.back() + size);
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    nodes_.resize(names.size());
    for (std::uint32_t n = 0; n < names.size(); ++n) nodes_[next[of_node_[n]]++] = n;
}

/// Every division of one cluster, by kind.
struct NodePlaces {
    std::array<NodeGroups, group_kinds> kinds;
    const NodeGroups& operator[](GroupKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
    NodeGroups& operator[](GroupKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
};

}  // namespace datahall
