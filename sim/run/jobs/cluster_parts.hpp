// What a cluster is made of.
#pragma once

#include <span>

#include "datahall/facility.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/sharing.hpp"
#include "datahall/model/work_class.hpp"

#include "sim/config/scenario.hpp"
#include "sim/run/fabric/traffic.hpp"
#include "sim/run/jobs/job_store.hpp"
#include "sim/run/power/power_caps.hpp"
#include "sim/run/power/swings.hpp"

namespace datahall {

/// What the trace hash tells of a job.
enum class Happened : std::uint8_t { arrived, started, finished, refused };

struct ClusterParts {
    std::uint32_t number = 0;  // of the cluster, in the scenario and in the trace hash
    const ClusterRow* row = nullptr;
    const NodeTypeRow* type = nullptr;
    const DeviceRates* device = nullptr;  // what units are parts of
    JobScheduler* scheduler = nullptr;
    PlacementPolicy* placement = nullptr;
    const LimitsConfig* limits = nullptr;  // null: none
    DemandView view = DemandView::offered;
    const PreemptionRule* preemption = nullptr;  // null: no job is stopped for another
    std::span<const MaintenanceWindow> maintenance;
    std::span<const ReservationConfig> reservations;
    NodeLossRule node_loss{};
    const PowerSavingRule* power_saving = nullptr;  // null: no node sleeps
    PowerCaps* caps = nullptr;
    Swings* swings = nullptr;             // null: no job's power swings
    Traffic* traffic = nullptr;           // null: no job talks over the fabric
    SharingPolicy* sharing = nullptr;     // in place of the placement: jobs share nodes
    std::span<const double> clock_steps;  // at which jobs start if the caps leave too little
    Tenancy tenancy = Tenancy::shared;
    std::span<const PartitionConfig> partitions;  // as in row; empty: one queue for all nodes
    std::span<const std::uint32_t> zone_of_node;  // of its nodes, by their numbers in the cluster
    std::size_t zones = 1;
    JobLog* log = nullptr;  // takes what is left of its jobs
    Forget forget = Forget::when_over;
};

}  // namespace datahall
