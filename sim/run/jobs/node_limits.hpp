// What nodes of a cluster may draw, by who says so, and the clock that each keeps to for it.
//
// The lowest limit of a node counts.  Whoever changes a limit, or the jobs of a node that has one, marks it;
// the cluster then finds its clock anew, once an instant.
// Cost: nothing as long as no node has a limit; then 8 bytes a node for each who says so.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "datahall/model/placement.hpp"

namespace datahall {

/// What a job holds of a node.
struct JobOnNode {
    std::uint32_t slot = 0;  // of the job
    NodeShare share;
};
using JobsOn = std::vector<std::vector<JobOnNode>>;  // by node

class NodeLimits {
public:
    static constexpr std::int64_t none = INT64_MAX;
    // Who limits nodes: their supplies, then controllers.
    static constexpr std::uint32_t by_supplies = 0;
    static constexpr std::uint32_t by_cappers = 1;  // the first of them

    explicit NodeLimits(std::uint32_t nodes) : nodes_{nodes} {}

    bool is_empty() const { return limits_.empty(); }
    /// `by` counts from 0; none: the node has no limit of theirs.
    void set(std::uint32_t by, std::uint32_t node, std::int64_t uw) {
        if (limits_.empty()) clocks_.assign(nodes_, 1.0);
        while (limits_.size() <= by) limits_.emplace_back(nodes_, none);
        limits_[by][node] = uw;
        marked_.push_back(node);
    }
    /// Its jobs have changed.
    void touch(std::uint32_t node) {
        if (!limits_.empty() && limit(node) != none) marked_.push_back(node);
    }
    std::int64_t limit(std::uint32_t node) const { return limit_but(UINT32_MAX, node); }
    std::int64_t limit_of(std::uint32_t by, std::uint32_t node) const {
        return by < limits_.size() ? limits_[by][node] : none;
    }
    /// Of all but that one.
    std::int64_t limit_but(std::uint32_t by, std::uint32_t node) const {
        std::int64_t least = none;
        for (std::uint32_t other = 0; other < limits_.size(); ++other) {
            if (other != by) least = std::min(least, limits_[other][node]);
        }
        return least;
    }
    /// Of the nominal one.
    double& clock(std::uint32_t node) { return clocks_[node]; }
    double clock(std::uint32_t node) const { return limits_.empty() ? 1.0 : clocks_[node]; }

    /// Nodes marked since the last call, each once, rising.
    std::vector<std::uint32_t> take_marked() {
        std::vector<std::uint32_t> marked;
        marked.swap(marked_);
        std::ranges::sort(marked);
        marked.erase(std::unique(marked.begin(), marked.end()), marked.end());
        return marked;
    }
    bool has_marked() const { return !marked_.empty(); }

private:
    std::uint32_t nodes_;
    std::vector<std::vector<std::int64_t>> limits_;
    std::vector<double> clocks_;
    std::vector<std::uint32_t> marked_;
};

}  // namespace datahall
