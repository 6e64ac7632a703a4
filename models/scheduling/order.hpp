// The orders that a queue can be in, and a walk along it in one of them.
//
//   arrival    first come, first served
//   sjf        shortest job first: rising estimate
//   lxf        largest expansion first: falling (wait + estimate) / estimate, which changes with time
//   smallest   rising devices
//   largest    falling devices
// A stream's priority comes before all of them.  Ties, but those of arrival, end at (submit, id).
//
// An order of a scheduler's own, for jobs of one priority as well, is given to look_at().
// Cost: an order that time does not change is kept by the queue.  lxf and an order of one's own sort all
// waiting jobs at each pass, and a walk in it looks at each of them.
// Source: textbook; lxf: Srinivasan et al., "Characterization of backfilling strategies for parallel job
// scheduling", ICPP workshops 2002 (there the expansion factor).
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/model/scheduler.hpp"

namespace datahall {

/// Of a depth that limits nothing.
inline constexpr std::uint64_t everything = std::numeric_limits<std::uint64_t>::max();

enum class JobOrder : std::uint8_t { arrival, sjf, lxf, smallest, largest };

/// The key `order`, for a model that keeps one.
void describe_order(Keys& keys, Presence presence, JobOrder& order);

/// Among jobs of one priority, at an instant: only lxf asks for the time.
bool comes_before(JobOrder order, const WaitingJob& a, const WaitingJob& b, std::int64_t now_ns);

class OrderedQueue {
public:
    explicit OrderedQueue(JobOrder order) : order_{order} {}

    JobOrder order() const { return order_; }
    /// At the start of each pass, before anything else.
    void look_at(ClusterQueue& queue);
    /// The same in the order of this pass: `sort` is given all jobs that wait and are not held.
    template <class Sort>
    void look_at(ClusterQueue& queue, const Sort& sort) {
        begin(queue);
        collect();
        sort(sorted_);
    }
    const ClusterQueue::State& state() const { return queue_->state(); }
    std::optional<Release> release_of(std::uint64_t devices) const { return queue_->release_of(devices); }
    /// As ClusterQueue::find(), in this order.
    const WaitingJob* find(QueuePlace& from, const JobLimits& limits) const;
    /// From now on find() sees no job behind the `jobs` that follow `from`, until the next look_at().
    /// REQUIRES: jobs > 0, and none of them has started.
    void end_after(QueuePlace from, std::uint64_t jobs);
    /// Whether it has started, as ClusterQueue::start() says.
    bool start(const WaitingJob& job, QueuePlace at);
    /// Starts the first job while it can, at most so many; `head` is then at the first that waits.  Null if
    /// none is left.
    const WaitingJob* start_in_order(QueuePlace& head, std::uint64_t most = everything);
    /// In this pass, where the order is its own.
    std::span<const WaitingJob* const> started() const { return started_; }

private:
    void begin(ClusterQueue& queue);
    void collect();

    JobOrder order_;
    bool is_sorted_ = false;                 // this pass goes by sorted_
    ClusterQueue* queue_ = nullptr;          // of the present pass
    std::vector<const WaitingJob*> sorted_;  // of an order that changes with time; started ones are gone
    std::vector<const WaitingJob*> started_;
    const WaitingJob* last_ = nullptr;  // that find() sees, if it may not see all
    bool has_ended_ = false;            // the last one has started
};

}  // namespace datahall
