// Everything that changes during a run, and the order in which an instant comes to rest.
//
// Settle, once an instant and in this order: jobs and placement -> nodes -> power tree -> heat.
// Handlers before it only change state and mark what is dirty.  A plant's answer to new heat is a
// later event, so one pass is enough.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"

#include "sim/config/scenario.hpp"
#include "sim/run/cluster.hpp"
#include "sim/run/heat_flow.hpp"
#include "sim/run/node_table.hpp"
#include "sim/run/power_flow.hpp"

namespace datahall {

enum class AuditEvery : std::uint8_t { run, instant };

class World {
public:
    World(const ScenarioConfig& scenario, const Facility& facility, AuditEvery audit);
    World(const World&) = delete;

    /// Posts the first events of everything; `seed` and `replication` name the random streams.
    void start(std::uint64_t seed, std::uint64_t replication, Instant horizon);

    EventQueue& queue() { return queue_; }
    const EventQueue& queue() const { return queue_; }
    const PowerFlow& power() const { return power_; }
    const NodeTable& nodes() const { return nodes_; }
    const HeatFlow& heat() const { return heat_; }
    const std::vector<std::unique_ptr<Cluster>>& clusters() const { return clusters_; }
    const ScenarioConfig& scenario() const { return scenario_; }
    const Facility& facility() const { return facility_; }
    std::uint64_t audited_instants() const { return audited_; }

    /// The settle hook.
    void settle();

private:
    ClusterParts parts_of(const ClusterConfig& config, const ClusterRow& row) const;

    const ScenarioConfig& scenario_;
    const Facility& facility_;
    AuditEvery audit_;
    std::uint64_t audited_ = 0;
    EventQueue queue_;
    PowerFlow power_;
    NodeTable nodes_;
    HeatFlow heat_;
    std::vector<std::unique_ptr<Cluster>> clusters_;
};

}  // namespace datahall
