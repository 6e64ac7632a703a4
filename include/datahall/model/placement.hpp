// Chooses the nodes that a job runs on.  Implementations live in models/scheduling/.
#pragma once

#include <cstdint>
#include <vector>

namespace datahall {

/// Which nodes of a cluster have how many devices free.  Nodes count from 0 within the cluster.
class FreeDevices {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    virtual ~FreeDevices() = default;
    virtual std::uint32_t devices_per_node() const = 0;
    virtual std::uint32_t free_total() const = 0;
    /// The lowest node at or after `from` with exactly `free` devices free, or `none`.  O(1) amortised.
    virtual std::uint32_t next_with(std::uint32_t free, std::uint32_t from) const = 0;
};

struct NodeShare {
    std::uint32_t node = 0;
    std::uint32_t devices = 0;
    friend bool operator==(const NodeShare&, const NodeShare&) = default;
};

class PlacementPolicy {
public:
    virtual ~PlacementPolicy() = default;
    /// Appends the shares of a job of `devices` <= free_total(): each node at most once, each share
    /// at most what is free there, together exactly `devices`.  False, with nothing appended, if the policy
    /// allows no placement now; then it allows one in an empty cluster.
    virtual bool place(std::uint32_t devices, const FreeDevices& free, std::vector<NodeShare>& out) = 0;
};

}  // namespace datahall
