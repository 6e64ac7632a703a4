// Chooses the nodes that a job runs on.  Implementations live in models/scheduling/.
//
// A device is the smallest share of a node that a job can hold: an accelerator, or a part of a socket.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "datahall/model/node_groups.hpp"

namespace datahall {

/// Which nodes of a cluster have how many devices free, and where they are.  Nodes count from 0 within the
/// cluster.
class FreeDevices {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    virtual ~FreeDevices() = default;
    virtual std::uint32_t nodes() const = 0;
    virtual std::uint32_t devices_per_node() const = 0;
    virtual std::uint32_t free_total() const = 0;
    virtual std::uint32_t free_on(std::uint32_t node) const = 0;
    /// The lowest node at or after `from` with exactly `free` devices free, or `none`.  O(1) amortised.
    virtual std::uint32_t next_with(std::uint32_t free, std::uint32_t from) const = 0;

    virtual const NodePlaces& places() const = 0;
    /// By group of a kind: its nodes with all devices free.  Kept up to date: O(1).
    virtual std::span<const std::uint32_t> free_nodes(GroupKind kind) const = 0;

    bool is_free(std::uint32_t node) const { return free_on(node) == devices_per_node(); }
};

/// Of one job on one node.
struct NodeShare {
    std::uint32_t node = 0;
    std::uint32_t devices = 0;  // that it works on
    std::uint32_t spare = 0;    // more that it holds and leaves idle
    friend bool operator==(const NodeShare&, const NodeShare&) = default;
};

struct PlacementRequest {
    std::uint32_t devices = 0;   // > 0
    std::int64_t waited_ns = 0;  // in the queue; 0 for a policy that is patient for ever
};

/// Names the random stream of a policy that draws.
struct PlacementRun {
    std::uint64_t seed = 0;
    std::uint64_t replication = 0;
    std::string path;  // of the cluster
};

class PlacementPolicy {
public:
    static constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();

    virtual ~PlacementPolicy() = default;
    /// Forgets earlier runs: called before the first place() of each.
    virtual void open(const PlacementRun&) {}
    /// What a job of so many devices holds, spare ones included: at least as many.  More than the cluster has
    /// if no placement of it can ever be legal there.
    virtual std::uint32_t holds(std::uint32_t devices, const FreeDevices&) const { return devices; }
    /// Appends the shares of a job that holds at most free_total(): each node at most once, devices and spare
    /// ones together at most what is free there, devices exactly as many as asked for, and with the spare
    /// ones as many as holds() says.  False, with nothing appended, if the policy allows no placement now;
    /// then it allows one in an empty cluster.
    virtual bool place(const PlacementRequest& request, const FreeDevices& free,
                       std::vector<NodeShare>& out) = 0;
    /// After so long a wait its answer to a refused request may change by time alone.
    virtual std::int64_t patience_ns() const { return for_ever; }
};

}  // namespace datahall
