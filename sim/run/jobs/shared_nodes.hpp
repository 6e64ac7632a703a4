// The nodes of a cluster that jobs share down to parts of a GPU: what each has left, and who is there.
//
// Invariants: nothing is held beyond what a node has; thousandths of each device are counted apart, so that a
// part of a GPU never lies on two. Cost: take and give_back O(devices of a node + kinds of requests there).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/model/sharing.hpp"

namespace datahall {

class SharedCluster final : public SharedNodes {
public:
    explicit SharedCluster(std::vector<NodeRoom> whole);

    std::span<const NodeRoom> whole() const override { return whole_; }
    std::span<const NodeRoom> left() const override { return left_; }
    std::span<const SharersAlike> sharers(std::uint32_t node) const override { return sharers_[node]; }
    std::span<const std::uint32_t> changes() const override { return changes_; }

    /// Throws std::logic_error if the node has no room there, or the spot has another number of devices than
    /// asked for.
    void take(const ShareRequest& request, SharedSpot spot);
    /// Throws std::logic_error if so much was not held there.
    void give_back(const ShareRequest& request, SharedSpot spot);

    /// GPU thousandths of all nodes, and those held.
    std::int64_t all_gpu_milli() const { return all_gpu_milli_; }
    std::int64_t held_gpu_milli() const { return held_gpu_milli_; }

private:
    void count_sharer(const ShareRequest& request, std::uint32_t node, bool comes);

    std::vector<NodeRoom> whole_;
    std::vector<NodeRoom> left_;
    std::vector<std::vector<SharersAlike>> sharers_;
    std::vector<std::uint32_t> changes_;
    std::int64_t all_gpu_milli_ = 0;
    std::int64_t held_gpu_milli_ = 0;
};

}  // namespace datahall
