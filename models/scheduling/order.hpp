// The orders that a queue can be in, and a walk along it in one of them.
//
//   arrival    first come, first served
//   sjf        shortest job first: rising estimate
//   lxf        largest expansion first: falling (wait + estimate) / estimate, which changes with time
//   smallest   rising devices
//   largest    falling devices
// A stream's priority comes before all of them.  Ties, but those of arrival, end at (submit, id).
//
// Cost: an order that time does not change is kept by the queue.  lxf sorts all waiting jobs at each pass,
// and a walk in it looks at each of them.
// Source: textbook; lxf: Srinivasan et al., "Characterization of backfilling strategies for parallel job
// scheduling", ICPP workshops 2002 (there the expansion factor).
#pragma once

#include <vector>

#include "datahall/keys.hpp"
#include "datahall/model/scheduler.hpp"

namespace datahall {

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
    const ClusterQueue::State& state() const { return queue_->state(); }
    /// As ClusterQueue::find(), in this order.
    const WaitingJob* find(QueuePlace& from, const JobLimits& limits) const;
    /// From now on find() sees no job behind the `jobs` that follow `from`, until the next look_at().
    /// REQUIRES: jobs > 0, and none of them has started.
    void end_after(QueuePlace from, std::uint64_t jobs);
    /// Whether it has started, as ClusterQueue::start() says.
    bool start(const WaitingJob& job, QueuePlace at);
    /// Starts the first job while it can; `head` is then at the one that cannot.  Null if none is left.
    const WaitingJob* start_in_order(QueuePlace& head);

private:
    JobOrder order_;
    ClusterQueue* queue_ = nullptr;          // of the present pass
    std::vector<const WaitingJob*> sorted_;  // of an order that changes with time; started ones are gone
    const WaitingJob* last_ = nullptr;       // that find() sees, if it may not see all
    bool has_ended_ = false;                 // the last one has started
};

}  // namespace datahall
