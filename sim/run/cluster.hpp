// One set of nodes with its queue: arrivals, the scheduling pass, placement, completions.
//
// Order within an instant: completions free their devices, arrivals join the queue, then one
// scheduling pass when the instant settles.  Nodes are numbered within the cluster, in the order
// of the racks.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/work_class.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/free_index.hpp"
#include "sim/run/node_table.hpp"
#include "sim/run/running_list.hpp"

namespace datahall {

/// A job while it is known to the cluster.
struct Job {
    JobRequest request;
    TimeFactor time;
    std::int64_t run_ns = 0;       // here, at nominal speed
    std::int64_t estimate_ns = 0;  // here
    std::int64_t start_ns = -1;
    std::int64_t end_ns = -1;
    JobState state = JobState::queued;
    std::uint32_t bill = no_index;
    std::vector<NodeShare> shares{};  // cluster's node numbers; emptied at the end
    std::uint32_t nodes = 0;
};

/// What a cluster is made of.
struct ClusterParts {
    const ClusterRow* row = nullptr;
    const NodeTypeRow* type = nullptr;
    const ClusterConfig* config = nullptr;
    const WorkClass* work = nullptr;         // null: no workload
    const DeviceRates* reference = nullptr;  // of the work class
    const DeviceRates* device = nullptr;     // here
};

class Cluster {
public:
    /// `kind` is this cluster's number in the trace hash.
    Cluster(const ClusterParts& parts, std::uint32_t kind, EventQueue& queue, NodeTable& nodes);
    Cluster(const Cluster&) = delete;

    /// Asks the workload for its first job.
    void start(const WorkloadWindow& window);
    bool is_dirty() const { return dirty_; }
    /// One scheduling pass.
    void settle();

    const std::string& name() const { return parts_.row->name; }
    std::span<const Job> jobs() const { return jobs_; }
    const Workload* workload() const { return parts_.config->workload.get(); }
    std::uint32_t total_devices() const { return total_devices_; }
    std::uint32_t free_devices() const { return free_.free_total(); }
    std::size_t waiting() const { return waiting_.size() - first_waiting_; }
    /// Whether a job has been fetched that is not submitted yet.
    bool has_next() const { return next_.has_value(); }
    std::size_t running() const { return running_.size(); }
    const Meter& busy() const { return busy_; }           // devices held
    const Meter& queue_length() const { return queue_; }  // jobs waiting

    // Handlers.
    void arrive();
    void finish(std::uint64_t job);

private:
    void fetch();
    void admit(const JobRequest& request);
    const TimeFactor& time_of(std::uint32_t width);
    void start_job(std::uint32_t job);
    void remove_started(std::span<const std::uint32_t> started);
    NodeLoad load_of(const Job& job, std::uint32_t devices) const;
    std::int64_t now() const { return queue_events_.now().ns; }

    ClusterParts parts_;
    std::uint64_t kind_;
    EventQueue& queue_events_;
    NodeTable& nodes_;
    FreeIndex free_;
    std::uint32_t total_devices_;
    std::vector<Job> jobs_;
    std::vector<WaitingJob> waiting_;          // from first_waiting_ on
    std::vector<std::uint32_t> waiting_jobs_;  // beside waiting_: positions in jobs_
    std::size_t first_waiting_ = 0;
    RunningList running_;
    std::map<std::uint32_t, TimeFactor> times_;  // by requested width
    std::optional<JobRequest> next_;
    std::vector<std::uint32_t> started_;  // scratch
    Meter busy_, queue_;
    bool dirty_ = false;
};

}  // namespace datahall
