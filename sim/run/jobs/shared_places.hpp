// Where jobs lie that share the nodes of a cluster, and where the next one may go.
//
// The sharing policy chooses.  Requests that jobs make again and again have numbers.  One that no node has
// room for is not asked about again until a node that has room for it gets something back: until then room
// only shrinks.
//
// Why waiting jobs have no room is known at each instant of each request, from a node that has room for it.
//
// Also kept up to date: what the free GPUs are worth to the usual mix of requests
// (datahall/fragmentation.hpp). Cost: a question that fails again O(1), any other that of the policy; a
// change O(requests known + requests of the mix * devices of a node).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "datahall/fragmentation.hpp"
#include "datahall/model/sharing.hpp"

#include "sim/metrics/meter.hpp"
#include "sim/run/jobs/shared_nodes.hpp"
#include "sim/run/jobs/shortage_clock.hpp"

namespace datahall {

class SharedPlaces {
public:
    /// So many nodes that have as much as `node`.  `policy` outlives it.
    SharedPlaces(SharingPolicy& policy, const NodeRoom& node, std::uint32_t nodes);

    /// Before the first find().  `mix`: what is asked for as a rule.
    void open(const PlacementRun& run, std::span<const RequestCount> mix);

    const NodeRoom& node() const { return node_; }
    const SharedCluster& nodes() const { return nodes_; }
    /// For a job that only says how many GPUs it needs: those, with their part of the node's processors and
    /// memory.
    ShareRequest whole_gpus(std::uint32_t gpus) const;

    std::uint32_t number_of(const ShareRequest& request);
    const ShareRequest& operator[](std::uint32_t number) const { return requests_[number]; }
    /// Empty if no node has room.
    std::optional<SharedSpot> find(std::uint32_t number);
    /// False only if no node has room.  Cost: O(1).
    bool may_have_room(std::uint32_t number) const { return known_[number].has_room; }
    /// What stands in the way of the request.
    Room room_for(std::uint32_t number);
    /// A job with that request begins or ceases to wait.
    void join(std::uint32_t number) { ++known_[number].waiting; }
    void leave(std::uint32_t number) { --known_[number].waiting; }
    /// After each instant at which something has changed: tells `clock` why waiting jobs have no room.
    void settle(ClusterClock& clock, Instant now);
    void take(std::uint32_t number, SharedSpot spot);
    void give_back(std::uint32_t number, SharedSpot spot);

    /// A node that nobody is on is out of service, or back.
    void close(std::uint32_t node);
    void reopen(std::uint32_t node);

    /// Thousandths of free GPUs, times the jobs of the mix, that the next job of it is expected not to be
    /// able to use.
    std::int64_t unusable() const { return unusable_; }
    std::int64_t mix_jobs() const { return mix_.jobs(); }
    /// The same over time.
    const Meter& unusable_meter() const { return unusable_meter_; }

private:
    struct Known {
        bool has_room = true;       // if not, no node has
        std::uint32_t node = 0;     // that had room when last looked at
        std::uint64_t waiting = 0;  // jobs
    };

    bool has_room(std::uint32_t number);
    std::uint32_t all_devices() const {
        return static_cast<std::uint32_t>((std::uint64_t{1} << node_.gpus) - 1);
    }
    void note_change(std::uint32_t node);

    SharingPolicy& policy_;
    NodeRoom node_;
    SharedCluster nodes_;
    std::map<ShareRequest, std::uint32_t> numbers_;
    std::vector<ShareRequest> requests_;  // by number
    std::vector<Known> known_;            // by number
    std::int64_t cpu_milli_ = 0;          // left on all nodes
    std::int64_t memory_mib_ = 0;
    RequestMix mix_;
    std::vector<std::int64_t> unusable_of_;  // by node
    std::int64_t unusable_ = 0;
    Meter unusable_meter_;
};

}  // namespace datahall
