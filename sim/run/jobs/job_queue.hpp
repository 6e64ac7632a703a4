// The jobs of one cluster as its scheduler sees them: waiting in order, running by estimated end.
//
// A job has a ticket from enqueue() to end().  Starts of a pass are kept in their order, for whoever places
// the jobs on nodes.  Jobs that a limit holds wait aside (held_jobs.hpp).
// Cost: O(log jobs) for each arrival, start, end and question; an estimate or a size that few jobs have may
// cost a question more.  Allocates only to grow.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datahall/model/scheduler.hpp"

#include "sim/run/jobs/block_list.hpp"
#include "sim/run/jobs/held_jobs.hpp"
#include "sim/run/jobs/least_estimates.hpp"
#include "sim/run/jobs/queue_order.hpp"

namespace datahall {

/// Devices of the jobs below a node.
class DeviceSums {
public:
    void resize(std::size_t nodes) { sums_.assign(nodes, 0); }
    bool set(std::uint32_t node, BlockEntries entries);
    bool merge(std::uint32_t node) {
        const std::size_t left = std::size_t{2} * node;
        return note(node, sums_[left] + sums_[left + 1]);
    }
    bool add(std::uint32_t node, const BlockEntry& e) { return note(node, sums_[node] + e.devices); }
    bool drop(std::uint32_t node, const BlockEntry& gone, BlockEntries) {
        return note(node, sums_[node] - gone.devices);
    }
    std::uint64_t operator[](std::uint32_t node) const { return sums_[node]; }

private:
    bool note(std::uint32_t node, std::uint64_t sum);
    std::vector<std::uint64_t> sums_;
};

/// What became of a start.
///   no_room    no node has all that it asks for; another job of its width, or a wider one, may fit
///   refused    no placement is legal, or power is short: for the rest of the pass it is as if fewer devices
///              than the job asks for were free, so that a pass tries each width once, however many wait
///   too_long   it would run into maintenance, or delay a job of another queue; shorter jobs of its width may
///   do
enum class StartAnswer : std::uint8_t { started, refused, too_long, no_room };

/// What starts a job, or keeps it from starting although enough devices are free.
class StartGate {
public:
    virtual ~StartGate() = default;
    /// Starts the job that the caller of enqueue() named `tag`, if it can start now.
    virtual StartAnswer try_start(const WaitingJob& job, std::uint32_t tag) = 0;
    /// Where jobs share nodes: false only if the answer would be no_room.  Cost: O(1).
    virtual bool may_have_room(const WaitingJob&) const { return true; }
};

class JobQueue final : public ClusterQueue, private QueueOrder {
public:
    /// `scheduler` outlives the queue: it says how jobs are ordered; so do `gate`: null lets all jobs start,
    /// and `limits`: null holds none.  `narrowest` is 0 where jobs may need no devices, else 1.
    JobQueue(std::uint32_t devices, JobScheduler& scheduler, StartGate* gate = nullptr,
             Limits* limits = nullptr, std::uint32_t narrowest = 1);
    JobQueue(const JobQueue&) = delete;

    /// The job joins the queue behind those that it does not come before.  Its ticket is given here; `tag` is
    /// the caller's name for the job.  REQUIRES: narrowest <= devices
    /// <= all that there are in service or out of it.
    void enqueue(const WaitingJob& job, std::uint32_t tag);
    /// Idle devices go out of service, or come back.  REQUIRES: so many are free, or are out.
    void withdraw(std::uint32_t devices);
    void restore(std::uint32_t devices);
    /// Devices out of service will be back at `ready_ns`, and schedulers plan with them.  The ticket is for
    /// arrive(), which is due then.
    std::uint32_t expect(std::uint32_t devices, std::int64_t ready_ns);
    void arrive(std::uint32_t ticket);
    /// A running job gives its devices back.  REQUIRES: `ticket` is of a running job.
    void end(std::uint32_t ticket, std::int64_t now_ns);
    /// A job of another queue takes free devices that this one has, too, up to an estimated end; the ticket
    /// to take them back by.  REQUIRES: so many are free, and no pass is going on.
    std::uint32_t lend(std::uint32_t devices, std::int64_t end_ns);
    void take_back(std::uint32_t ticket);
    /// One pass of the scheduler; the tickets that it has started, in order.
    std::span<const std::uint32_t> pass(std::int64_t now_ns);

    std::uint32_t tag_of(std::uint32_t ticket) const { return jobs_[ticket].tag; }
    std::size_t running() const { return running_.size(); }
    /// Of running jobs, and lent.
    std::uint64_t running_devices() const { return running_.tree().summary()[1]; }
    /// When the scheduler wants its next pass; INT64_MAX if it does not say.
    std::int64_t wake_ns() const { return wake_ns_; }
    /// Jobs started while one ahead of them waited that no limit held.
    std::uint64_t passed() const { return passed_; }
    /// The first job that no limit holds, for others than the scheduler: a look that puts nobody aside.
    const WaitingJob* first() const;
    /// Null without limits.
    const HeldJobs* held() const { return held_.get(); }
    /// Of waiting jobs that a limit holds, those included that no pass has met yet.
    std::uint64_t held_devices() const;

    const State& state() const override { return state_; }
    const WaitingJob* find(QueuePlace& from, const JobLimits& limits) const override;
    const WaitingJob* behind(QueuePlace from, std::uint64_t jobs) const override;
    bool is_ahead(const WaitingJob& a, const WaitingJob& b) const override {
        if (held_) return stands_before(a.ticket, b.ticket);
        return waiting_.place_of(a.ticket) < waiting_.place_of(b.ticket);
    }
    bool is_held(const WaitingJob& job) const override { return held_ != nullptr && held_->meet(job); }
    bool start(const WaitingJob& job) override;
    std::optional<Release> release_of(std::uint64_t devices) const override;
    std::span<const WaitingJob> arrived() const override { return arrived_; }
    std::span<const RunningJob> ended() const override { return ended_; }
    std::span<const RunningJob> coming() const override { return coming_; }
    std::span<const RunningJob> taken() const override { return taken_; }
    void wake_at(std::int64_t ns) override { wake_ns_ = ns; }

private:
    bool comes_before(const WaitingJob& a, const WaitingJob& b) const {
        return a.priority != b.priority ? a.priority > b.priority : scheduler_.comes_before(a, b);
    }
    struct Known {
        WaitingJob job;
        std::int64_t start_ns = 0;  // once it runs, as the next
        std::int64_t estimated_end_ns = 0;
        std::uint64_t arrival = 0;  // its number among all
        std::uint32_t tag = 0;
        bool is_elsewhere = false;  // lent to a job of another queue
    };

    const QueueOrder& order() const { return *this; }
    const WaitingJob& job_of(std::uint32_t ticket) const override { return jobs_[ticket].job; }
    bool stands_before(std::uint32_t x, std::uint32_t y) const override {
        const Known& a = jobs_[x];
        const Known& b = jobs_[y];
        if (comes_before(a.job, b.job)) return true;
        return a.arrival < b.arrival && !comes_before(b.job, a.job);
    }
    const WaitingJob* find_unheld(QueuePlace& from, const JobLimits& limits) const;
    void put_back(std::uint32_t ticket);
    bool may_have_room(const BlockEntry& entry, const JobLimits& limits) const;
    bool passes_gate(const Known& known);
    void run(std::uint32_t ticket, std::int64_t end_ns);
    void stop(std::uint32_t ticket);
    std::uint32_t new_ticket();
    void insert_running(const BlockEntry& entry);
    std::uint64_t released_by(std::int64_t end_ns) const;

    JobScheduler& scheduler_;
    StartGate* gate_;
    std::uint32_t most_;        // devices, those out of service included
    std::uint32_t denied_ = 0;  // free devices that a refusal has taken out of the present pass
    std::unique_ptr<HeldJobs> held_;
    State state_;
    BlockList<LeastEstimates> waiting_;            // ns: estimates
    BlockList<DeviceSums> running_{DeviceSums{}};  // ns: estimated ends
    std::vector<Known> jobs_;                      // by ticket
    std::vector<std::uint32_t> unused_;            // tickets
    std::vector<std::uint32_t> started_;
    std::vector<WaitingJob> arrived_;  // since the last pass
    std::vector<RunningJob> ended_;    // since the last pass
    std::vector<RunningJob> coming_;   // since the last pass
    std::vector<RunningJob> taken_;    // since the last pass
    std::int64_t wake_ns_ = INT64_MAX;
    std::uint64_t arrivals_ = 0;
    std::uint64_t passed_ = 0;
};

}  // namespace datahall
