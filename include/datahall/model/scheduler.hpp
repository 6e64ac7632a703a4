// Chooses which waiting jobs start now.  Implementations live in models/scheduling/.
//
// A scheduler is called once for an instant, after all completions and arrivals of that instant.  It asks
// the queue of its cluster what waits and what runs, and starts jobs there.  It draws no random numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "datahall/identity.hpp"

namespace datahall {

struct WaitingJob {
    std::uint64_t id = 0;  // the trace's number; ties end here
    std::int64_t submit_ns = 0;
    std::int64_t estimate_ns = 0;  // > 0: the longest that it may run here; what a scheduler plans with
    std::uint32_t devices = 0;     // all or nothing; 0 only if State::narrowest is
    std::int32_t priority = 0;     // of its stream; higher ones come first
    std::uint32_t ticket = 0;      // its number from arrival to end: small, given again to a later job
    std::uint32_t user = 0;        // numbers within the cluster, from 0; as the three below
    std::uint32_t account = 0;
    std::uint32_t partition = 0;
    std::uint32_t qos = 0;
    std::uint32_t request = 0;  // number of what it asks of a node that it shares
};

struct RunningJob {
    /// Start + estimate, whatever has slowed the job since; at or before now only while a job that
    /// has reached its limit is not killed.
    std::int64_t estimated_end_ns = 0;
    std::uint32_t devices = 0;
    std::uint32_t ticket = 0;
    bool is_elsewhere = false;  // a job of another queue: its devices on nodes that both have
};

/// Devices that running jobs give back up to an estimated end, that one included.
struct Release {
    std::int64_t end_ns = 0;
    std::uint64_t devices = 0;
};

/// What a walk along the queue stops at: a job of at most `devices` that takes at most `estimate_ns` or
/// needs at most `spare`, and that has room where jobs share nodes.  The default: any job.
struct JobLimits {
    std::uint32_t devices = UINT32_MAX;
    std::int64_t estimate_ns = INT64_MAX;
    std::uint32_t spare = 0;
    friend bool operator==(const JobLimits&, const JobLimits&) = default;
};

/// A place in the queue.  The default is its front; ++ passes the job there.  When a job starts, the one
/// behind it moves up to its place.
struct QueuePlace {
    static constexpr std::uint32_t nobody = UINT32_MAX;

    std::uint64_t at = 0;           // among the jobs that stand in line
    std::uint32_t ticket = nobody;  // of the job that find() saw here; nobody: the front
    bool is_aside = false;          // that job does not stand in line: a limit has held it
    bool is_passed = false;         // and it has been passed

    QueuePlace& operator++() {
        if (is_aside) {
            is_passed = true;
        } else {
            ++at;
        }
        return *this;
    }
};

/// What a scheduler sees of its cluster, and the one thing that it does there: it starts jobs.
/// A start takes effect at once: the job leaves the queue, its devices are no longer free, and it runs.
class ClusterQueue {
public:
    struct State {
        std::int64_t now_ns = 0;
        std::uint32_t free = 0;       // devices
        std::uint32_t total = 0;      // devices, free, held or coming
        std::uint32_t all = 0;        // the same with those out of service
        std::size_t waiting = 0;      // jobs
        std::uint32_t narrowest = 1;  // devices that a job needs at least: 0 where jobs share nodes
        bool has_limits = false;      // without them is_held() is false

        /// Whether no job can start, however little it needs.
        bool is_full() const { return free < narrowest; }
    };

    virtual ~ClusterQueue() = default;
    /// As it is after the starts so far; the reference stays valid.
    virtual const State& state() const = 0;

    /// The first job at or behind `from` within the limits that is not held, with `from` moved to it; or
    /// null, with `from` anywhere.  Jobs are by falling priority, then as the scheduler's comes_before()
    /// says, then by arrival. The job stays valid during the pass.  Cost: O(log jobs).
    virtual const WaitingJob* find(QueuePlace& from, const JobLimits& limits) const = 0;
    /// The job `jobs` places behind `from`, held ones not counted; null if there is none.  Cost: O(jobs / 32)
    /// where no job can be held, else O(jobs).
    virtual const WaitingJob* behind(QueuePlace from, std::uint64_t jobs) const = 0;
    /// Whether `a` stands ahead of `b`.  REQUIRES: both wait, and find() or behind() gave them in this pass.
    /// Cost: O(1).
    virtual bool is_ahead(const WaitingJob& a, const WaitingJob& b) const = 0;
    const WaitingJob* head() const {
        QueuePlace front;
        return find(front, {});
    }
    /// Whether a limit keeps the job from starting now: it blocks nobody, and nothing is reserved for it.
    /// Starts and ends change it: within a pass a job can become held, and none ceases to be.
    virtual bool is_held(const WaitingJob& job) const = 0;
    /// Whether it has started.  Enough free devices do not always suffice: no placement may be legal, power
    /// may be short, or the nodes may be reserved.  Such a job is blocked as if devices were missing:
    /// state() counts fewer as free than it asks for until the pass ends, unless other jobs as wide might
    /// start. Throws std::logic_error if the job does not wait or needs more than is free.  Cost: O(log
    /// jobs), and the placement.
    virtual bool start(const WaitingJob& job) = 0;

    /// The earliest estimated end by which running jobs give back at least `devices`, those coming into
    /// service included, and all that are given back by then; empty if they never do.  Cost: O(log jobs).
    virtual std::optional<Release> release_of(std::uint64_t devices) const = 0;
    /// The jobs that have joined the queue since the last pass, in the order of arrival.
    virtual std::span<const WaitingJob> arrived() const = 0;
    /// The jobs that have ended since the last pass, in the order in which they did.
    virtual std::span<const RunningJob> ended() const = 0;
    /// What jobs of other queues have taken since the last pass, on nodes that this queue has, too.  They
    /// count as running here, and end here.
    virtual std::span<const RunningJob> taken() const { return {}; }

    /// Devices that have begun to come back into service since the last pass: release_of() knows them, and
    /// they are free from that end on, exactly.
    virtual std::span<const RunningJob> coming() const { return {}; }

    /// Asks for a pass at that instant even if nothing happens then.  Forgotten after each pass.
    virtual void wake_at(std::int64_t ns) = 0;
};

/// What a scheduler promises beyond the rules that hold for all; tests hold it to its word.
struct Promises {
    bool nobody_passes = false;     // jobs start in the order of the queue
    bool nobody_starves = false;    // each job starts in the end, however many others arrive behind it
    bool late_is_harmless = false;  // with exact estimates, a job behind others delays none of them
    bool memoryless = false;        // an answer depends on the queue alone, not on earlier passes
};

class JobScheduler {
public:
    virtual ~JobScheduler() = default;
    virtual Promises promises() const = 0;
    /// Forgets all earlier passes: called before the first of each run.
    virtual void reset() {}
    /// Another one with the same settings, for a queue beside this one's in the same cluster.  It may share
    /// what this one knows of users, so this one outlives it.  Null: a cluster with partitions cannot have
    /// it.
    virtual std::unique_ptr<JobScheduler> sibling() const { return nullptr; }
    /// Called after reset(): for settings that name users, accounts, partitions or QOS.
    virtual void learn(NameNumbers&) {}
    /// Starts jobs at one instant.  Called at every instant at which jobs arrive or end, and when it asked to
    /// be woken; two schedulers that see the same give the same answers.
    virtual void pass(ClusterQueue& queue) = 0;
    /// The order of the queue among jobs of one priority, for orders that time does not change; ties are in
    /// the order of arrival.
    virtual bool comes_before(const WaitingJob&, const WaitingJob&) const { return false; }
};

}  // namespace datahall
