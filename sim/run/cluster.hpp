// One set of nodes with its queue: arrivals, the scheduling pass, placement, progress, completions.
//
// Order within an instant: completions free their units, arrivals join the queue, then one
// scheduling pass when the instant settles.  Nodes are numbered within the cluster, in the order
// of the racks.  A unit is a part of a device: a whole accelerator, or one core of a socket.
//
// Progress: a job's run time here has a host part, which nothing slows, and a device part, which takes
// 1 / speed times as long while the devices are slowed down.  Between changes of speed progress is linear,
// so the end is known; each change moves it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/facility.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/chunked_list.hpp"
#include "sim/run/free_index.hpp"
#include "sim/run/job_queue.hpp"
#include "sim/run/job_stream.hpp"
#include "sim/run/node_table.hpp"
#include "sim/run/people.hpp"

namespace datahall {

/// A job while it is known to the cluster.
struct Job {
    JobRequest request;                // its owner in numbers of the cluster
    const TimeFactor* time = nullptr;  // of its stream; never null
    std::uint32_t stream = 0;
    std::int64_t run_ns = 0;       // here, at nominal speed
    std::int64_t estimate_ns = 0;  // here; a limit if it is above run_ns
    std::int64_t start_ns = -1;
    std::int64_t end_ns = -1;
    std::int64_t left_ns = 0;   // of run_ns, at since_ns
    std::int64_t since_ns = 0;  // when its speed last changed
    std::int64_t lost_ns = 0;   // of run_ns, to slow devices up to since_ns
    std::int64_t stop_ns = -1;  // when it ends as things are: done, or at its limit
    JobState state = JobState::queued;
    std::uint32_t bill = no_index;
    std::uint32_t ticket = no_index;      // in the queue's books, while it runs
    std::uint32_t running_at = no_index;  // position among the running jobs
    std::vector<NodeShare> shares{};      // cluster's node numbers; emptied at the end
    std::uint32_t nodes = 0;
};

/// What a cluster is made of.
struct ClusterParts {
    const ClusterRow* row = nullptr;
    const NodeTypeRow* type = nullptr;
    const DeviceRates* device = nullptr;  // what units are parts of
    JobScheduler* scheduler = nullptr;
    PlacementPolicy* placement = nullptr;
    DemandView view = DemandView::offered;
};

class Cluster final : private StartGate {
public:
    /// `kind` is this cluster's number in the trace hash.
    Cluster(const ClusterParts& parts, std::uint32_t kind, EventQueue& queue, NodeTable& nodes);
    Cluster(const Cluster&) = delete;

    /// Before start().
    void serve(StreamParts stream) { streams_.emplace_back(std::move(stream), *parts_.device, total_units_); }
    /// Asks the streams for their first jobs; each gets the window with its own path.
    void start(const WorkloadWindow& window);
    bool is_dirty() const { return dirty_; }
    /// One scheduling pass.
    void settle();
    /// Speed of its devices over their nominal speed, above 0, from now on.
    void set_speed(double speed);

    const std::string& name() const { return parts_.row->name; }
    const ClusterRow& row() const { return *parts_.row; }
    DemandView view() const { return parts_.view; }
    const ChunkedList<Job>& jobs() const { return jobs_; }
    std::span<const JobStream> streams() const { return streams_; }
    const People& people() const { return people_; }
    std::uint32_t total_units() const { return total_units_; }
    std::uint32_t free_units() const { return free_.free_total(); }
    std::size_t waiting() const { return schedule_.state().waiting; }
    std::size_t running() const { return running_jobs_.size(); }
    const Meter& busy() const { return busy_; }           // units held
    const Meter& queue_length() const { return queue_; }  // jobs waiting
    /// Work of a stream up to now, with the progress of running jobs.
    WorkBook book(std::size_t stream, Instant now) const;
    /// What a job has done, in ns of its reference run time.
    std::int64_t done_ns(const Job& job, Instant now) const;

    // Handlers.
    void arrive(std::uint64_t stream);
    void finish(std::uint64_t job);
    void wake(std::uint64_t);

private:
    void post_next(std::size_t stream);
    void admit(std::size_t stream, JobRequest request);
    void enqueue(std::uint32_t job);
    void top_up();
    JobStream* next_to_pull();
    bool try_start(const WaitingJob& waiting, std::uint32_t job) override;
    void wake_up_again();
    bool place(Job& job);
    void begin(std::uint32_t job);
    void post_end(std::uint32_t job);
    void advance(Job& job) const;
    double pace(const Job& job) const;
    void end_job(Job& job);
    NodeLoad load_of(const Job& job, std::uint32_t units) const;
    std::int64_t now() const { return queue_events_.now().ns; }

    ClusterParts parts_;
    std::uint64_t kind_;
    EventQueue& queue_events_;
    NodeTable& nodes_;
    FreeIndex free_;
    std::uint32_t total_units_;
    double speed_ = 1.0;
    std::vector<JobStream> streams_;
    People people_;
    ChunkedList<Job> jobs_;
    JobQueue schedule_;  // tags are positions in jobs_
    std::uint64_t waiting_units_ = 0;
    std::vector<std::uint32_t> running_jobs_;  // positions in jobs_, in no order that matters
    std::int64_t wake_ns_ = INT64_MAX;         // of the last pass asked for
    Meter busy_, queue_;
    bool dirty_ = false;
};

}  // namespace datahall
