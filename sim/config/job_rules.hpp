// What keeps a cluster's jobs from starting, or stops them, beyond the want of devices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// What becomes of a job that is stopped for one of a higher priority.
///   cancel   it ends there
///   requeue  it queues again, and goes on from its last checkpoint
///   suspend  it queues again, and goes on where it was
enum class PreemptionMode : std::uint8_t { cancel, requeue, suspend };

struct PreemptionRule {
    PreemptionMode mode = PreemptionMode::requeue;
    Seconds grace;                      // from the order to stop until its devices are free
    Seconds min_run;                    // a job is left alone until it has run so long
    std::optional<Seconds> checkpoint;  // run time between two; absent: none are written
};

/// What becomes of jobs that lose a node, and how long a node takes that has power again.
///   requeue  they queue again, and go on from their last checkpoint
///   cancel   they end there
enum class NodeLossMode : std::uint8_t { requeue, cancel };

struct NodeLossRule {
    NodeLossMode jobs = NodeLossMode::requeue;
    std::optional<Seconds> checkpoint;       // run time between two; absent: none are written
    Seconds boot = Seconds::from_si(300.0);  // until it takes jobs; it draws its idle power
};

/// Nodes out of service for a planned time: no job that might still run then is started on them.
struct MaintenanceWindow {
    std::string name;
    Seconds at;  // after the start
    Seconds duration;
    std::optional<Seconds> every;       // from one beginning to the next; absent: once
    std::int64_t first_node = 0;        // of the cluster, from 0
    std::optional<std::int64_t> nodes;  // absent: all that follow
};

/// A power that no start of a job may exceed.
struct PowerCap {
    std::string level;         // of the power chain, or "utility"
    std::optional<Watts> cap;  // of each bus; absent: its rating without spare units, or the grid limit
};

void describe(Keys& keys, PreemptionRule& rule);
void describe(Keys& keys, NodeLossRule& rule);
void describe(Keys& keys, MaintenanceWindow& window);
void describe(Keys& keys, PowerCap& cap);

}  // namespace datahall
