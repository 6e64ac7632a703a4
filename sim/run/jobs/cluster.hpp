// One set of nodes with its queues: arrivals, the scheduling pass, placement, progress, completions.
//
// Order within an instant: completions free their units, arrivals join the queue, then one scheduling pass
// when the instant settles.  Nodes are numbered within the cluster, in the order of the racks.  A unit is a
// part of a device: a whole accelerator, or one core of a socket.
//
// Progress: a job's run time here has a host part, which nothing slows, and a device part, which takes 1 /
// speed times as long.  Between changes of speed it is linear, so the end is known; each change moves it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/run/jobs/cluster_meters.hpp"
#include "sim/run/jobs/cluster_parts.hpp"
#include "sim/run/jobs/job_stream.hpp"
#include "sim/run/jobs/lost_nodes.hpp"
#include "sim/run/jobs/maintenance.hpp"
#include "sim/run/jobs/node_limits.hpp"
#include "sim/run/jobs/partition_names.hpp"
#include "sim/run/jobs/partitions.hpp"
#include "sim/run/jobs/past_jobs.hpp"
#include "sim/run/jobs/people.hpp"
#include "sim/run/jobs/preemption.hpp"
#include "sim/run/jobs/reservations.hpp"
#include "sim/run/jobs/shared_places.hpp"
#include "sim/run/jobs/sleepers.hpp"
#include "sim/run/power/cap_host.hpp"
#include "sim/run/power/job_wave.hpp"

namespace datahall {
class Cluster final : public ClusterMeters, private StartGate, private UnitRounding, private SleepHost {
public:
    Cluster(const ClusterParts& parts, EventQueue& queue, NodeTable& nodes);
    Cluster(const Cluster&) = delete;
    void serve(StreamParts stream);            // before start()
    void start(const WorkloadWindow& window);  // each stream gets it with its own path
    bool is_dirty() const { return dirty_; }
    void settle();  // one scheduling pass
    /// These nodes, by their numbers in the cluster, have lost power: jobs there stop.  How many did.
    std::size_t lose_nodes(std::span<const std::uint32_t> nodes);
    void regain_nodes(std::span<const std::uint32_t> nodes);  // they have power again, and boot
    void limit_node(std::uint32_t by, std::uint32_t node, std::int64_t uw);  // node_limits.hpp
    /// What these nodes, rising, and the jobs on them draw: added to `draws`.
    void read_draws(std::uint32_t by, std::span<const std::uint32_t> nodes, std::vector<NodeDraw>& draws);
    void read_jobs(std::span<const std::uint32_t> nodes, std::vector<JobDraw>& draws);
    void shed(std::uint32_t job);  // that runs: it stops as if it had lost a node
    void close_log() { past_.close(*this, queue_events_.now()); }  // at the end of the run
    void set_speed(std::uint32_t zone, double speed);  // of devices there over the nominal one, from now on
    void set_traffic_pace(std::uint32_t slot, double pace);  // of a job, over that on an idle fabric

    const std::string& name() const { return parts_.row->name; }
    const ClusterRow& row() const { return *parts_.row; }
    DemandView view() const { return parts_.view; }
    const LiveJobs& jobs() const { return jobs_; }  // in the system, or over at this instant
    const PastJobs& past() const { return past_; }
    std::span<const JobStream> streams() const { return streams_; }
    const People& people() const { return people_; }
    std::uint32_t total_units() const { return row().units(); }
    std::uint32_t free_units() const { return free_.free_total(); }
    std::size_t waiting() const { return partitions_.waiting(); }
    const Partitions& partitions() const { return partitions_; }
    const PartitionNames& partition_names() const { return partition_names_; }
    std::size_t running() const { return running_jobs_.size(); }
    bool waits_for_power() const { return waits_for_power_; }  // a job, when it was last tried
    const Reservations& reservations() const { return reservations_; }
    const Sleepers* sleepers() const { return sleepers_ ? &*sleepers_ : nullptr; }  // null: none may sleep
    const SharedPlaces* shared() const { return shared_.get(); }  // null: nodes are not shared
    std::uint32_t wrongly_shared_nodes() const;                   // by what jobs hold there
    WorkBook book(std::size_t stream, Instant now) const;         // with the progress of running jobs
    JobWait wait_of(const Job& job, Instant now) const;           // up to now
    std::int64_t done_ns(const Job& job, Instant now) const;      // and kept, of its reference run time

    // Handlers.
    void arrive(std::uint64_t stream);
    void finish(std::uint64_t job);
    void wake(std::uint64_t);
    void stop(std::uint64_t job);
    void change_service(std::uint64_t);
    void finish_boots(std::uint64_t);
    void change_reservations(std::uint64_t);

private:
    void note(Happened what, std::uint64_t job);
    void post_next(std::size_t stream);
    Job as_job(std::size_t stream, JobRequest request);
    WaitingJob as_waiting(const Job& job) const;
    void admit(Job job);
    void enqueue(std::uint32_t job);
    void top_up();
    bool wants_more() const;
    JobStream* next_to_pull();
    StartAnswer try_start(const WaitingJob& waiting, std::uint32_t job) override;
    void note_levels();
    void wake_up_again();
    StartAnswer find_nodes(std::uint32_t job);
    bool must_wait(std::uint32_t job);
    StartAnswer find_shared_node(std::uint32_t job);
    bool may_have_room(const WaitingJob& job) const override;
    void take_nodes(Job& job);
    bool choose_clock(Job& job);
    bool has_power(const Job& job);
    void block(std::uint32_t job, WaitCause cause);
    void mark_held(const JobQueue& queue);
    bool make_room();
    bool make_room(std::uint32_t partition);
    std::vector<Victim> stoppable(std::int32_t below, std::uint32_t partition) const;
    void count_stopping(const Job& job, bool begins);
    void order_stop(const Victim& victim, std::uint32_t for_stream);
    void stop_now(std::uint32_t job);
    void stop_run(std::uint32_t job, std::int64_t kept);
    void give_up(std::uint32_t job, JobState state);
    void queue_again(std::uint32_t job, std::int64_t kept);
    void stop_for_loss(std::uint32_t job);
    JobsOn jobs_on(std::span<const std::uint32_t> nodes) const;
    std::int64_t node_uw_at(std::uint32_t node, std::span<const JobOnNode> jobs, const ClockStep& cap);
    double clock_within(std::uint32_t node, std::span<const JobOnNode> jobs);
    void keep_to_limits();
    void cap_job(std::uint32_t job);
    bool is_out(std::uint32_t node) const;
    bool may_be_out() const { return maintenance_.is_planned() || !lost_.is_empty(); }
    std::int64_t kept_ns(std::int64_t done_ns) const;
    void book_loss(Job& job, std::int64_t done, std::int64_t kept);
    void allow_again(Job& job, std::int64_t kept);
    void wake_for_min_run(std::int32_t below);
    void withhold(const Job& job);
    void withhold(std::uint32_t partition, std::uint32_t node);
    void give_back_withheld(std::uint32_t partition, std::size_t but = 0);
    void withhold_reserved(const Job& job);
    bool place_on_own(Job& job);
    void count_reserved();
    std::uint64_t idle_kept_from(const Job& job) const;
    bool leave_to_heads(Job& job);
    Partition& home(const Job& job) { return partitions_[job.partition]; }
    const Partition& home(const Job& job) const { return partitions_[job.partition]; }
    bool wants_more(const Partition& p) const;
    const char* refusal_of(const Job& job);
    void post_service_change();
    void withdraw_idle(std::uint32_t node);
    void restore_idle(std::uint32_t node);
    std::uint64_t demand() const;
    bool call_sleepers();
    void block_unpowered();
    void node_is_up(std::uint32_t node) override;
    void node_is_down(std::uint32_t node) override;
    void look_again() override { wake(0); }
    std::int64_t resting_units() const { return sleepers_ ? sleepers_->units().level() : 0; }
    std::uint32_t held(std::uint32_t units, std::uint32_t partition) const override;
    std::uint32_t units_of(std::uint32_t partition) const override;
    bool place(Job& job);
    bool place_anywhere(Job& job);
    void ask_again(Job& job, std::int64_t waited_ns);
    std::uint32_t count_leaves(const Job& job);
    void begin(std::uint32_t job);
    void unmark_blocked();
    void mark_blocked();
    void release(Job& job);
    void post_end(std::uint32_t job);
    double speed_there(const Job& job) const;
    void end_job(Job& job);
    NodeLoad load_of(const Job& job, const NodeShare& share) const;
    JobWave wave_of(const Job& job) const;
    void swing(Job& job);
    void talk(std::uint32_t slot);
    void change_loads(std::uint32_t slot);
    std::int64_t now() const { return queue_events_.now().ns; }

    ClusterParts parts_;
    EventQueue& queue_events_;
    NodeTable& nodes_;
    FreeIndex free_;
    std::unique_ptr<SharedPlaces> shared_;
    std::vector<double> speeds_;  // by zone; empty: all are 1
    std::vector<ClockStep> clock_steps_;
    std::vector<JobStream> streams_;
    People people_;
    Limits limits_;
    LiveJobs jobs_;
    PastJobs past_;
    Partitions partitions_;
    PartitionNames partition_names_;
    std::vector<std::uint32_t> running_jobs_;                  // slots, in no order that matters
    std::int64_t wake_ns_ = INT64_MAX, min_run_wake_ns_ = -1;  // of the last passes asked for
    std::vector<BlockedJob> blocked_;  // by the last pass, though devices are free or asleep
    std::vector<AddedLoad> added_;     // scratch
    Maintenance maintenance_;
    NodeLimits node_limits_;
    LostNodes lost_;
    std::vector<std::uint32_t> withdrawn_;               // idle units out of service, by node
    std::vector<NodeShare> withheld_;                    // while one job is placed, by node of its partition
    std::vector<std::uint32_t> service_nodes_, leaves_;  // scratch
    std::optional<Sleepers> sleepers_;
    Reservations reservations_;
    bool dirty_ = false, waits_for_power_ = false;
};

}  // namespace datahall
