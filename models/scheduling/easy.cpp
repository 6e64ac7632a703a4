// EASY backfilling: later jobs may pass the blocked head of the queue if that does not delay it.
//
//   shadow = the earliest estimated end at which the head fits, when every running job whose
//            estimated end is at or before it has returned its devices   [ns]
//   extra  = devices free at the shadow that the head does not need      [devices]
//   A job j behind the head starts now if it fits now and
//     now + estimate(j) <= shadow  (it is gone when the head starts), or
//     devices(j) <= extra          (the head does not need them; they are then used up).
//
// One pass: first come, first served; then, if a head is blocked, one walk over the rest of the
// queue in its order.  The shadow is fixed for the pass, and the walk never restarts.  All running
// jobs that share an estimated end return their devices together.
// A head that something else than the number of devices blocks has the next estimated end for its shadow:
// nothing can change before it.  If no placement is legal or power is short, one device less than it needs
// counts as free for this pass; if maintenance is ahead, shorter jobs pass it.
// If the head does not fit even when everything has ended (devices are out of service), it has no
// start to protect, and every job that fits may pass it.
//
// With a `depth`, the walk ends after that many jobs behind the head, as production schedulers do to bound
// the time of a pass over a long queue.
//
// The queue may be in another order than that of arrival (order.hpp): its head is then the first of that
// order, and the walk follows it.
//
// Valid for rigid jobs.  The head never starts later than its shadow as long as no job outlives its
// estimate; jobs behind the head have no such promise, nor has a head that a later arrival can come before.
// Ignores users and placement.
// Cost: O(log jobs) for the shadow and for each job started, in the queue as in the running jobs; with a
// depth, a step for each 32 jobs of it; with lxf, a sort of the queue.  Allocates nothing.
// Source: Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995; Mu'alem and Feitelson, IEEE TPDS
// 12(6), 2001.  The tie rules are those of models/scheduling/README.md.
#include <memory>
#include <optional>

#include "datahall/model/registry.hpp"

#include "models/scheduling/easy_window.hpp"

namespace datahall {
namespace {

class Easy final : public JobScheduler {
public:
    Easy(JobOrder order, std::uint64_t depth) : jobs_{order}, depth_{depth} {}

    Promises promises() const override {
        const bool by_arrival = jobs_.order() == JobOrder::arrival;
        return {.nobody_passes = false,
                .nobody_starves = by_arrival,
                .late_is_harmless = false,
                .memoryless = true};
    }

    std::unique_ptr<JobScheduler> sibling() const override {
        return std::make_unique<Easy>(jobs_.order(), depth_);
    }

    void pass(ClusterQueue& queue) override {
        if (queue.state().waiting == 0 || queue.state().is_full()) return;
        jobs_.look_at(queue);
        QueuePlace at;
        const WaitingJob* const head = jobs_.start_in_order(at);
        const ClusterQueue::State& state = jobs_.state();
        if (head == nullptr || state.waiting < 2 || state.is_full()) return;
        const std::uint32_t needed = head->devices;
        pass_blocked_head(jobs_, needed, ++at, depth_);
    }

    bool comes_before(const WaitingJob& a, const WaitingJob& b) const override {
        return jobs_.order() != JobOrder::lxf && datahall::comes_before(jobs_.order(), a, b, 0);
    }

private:
    OrderedQueue jobs_;
    std::uint64_t depth_;
};

}  // namespace

void register_easy(Registry<JobScheduler>& registry) {
    registry.add("easy", "EASY backfilling: jobs pass the head of the queue if they do not delay it",
                 [](Keys& k) -> std::unique_ptr<JobScheduler> {
                     JobOrder order{};
                     describe_order(k, Presence::optional, order);
                     std::optional<std::int64_t> depth;
                     k.optional({"depth",
                                 "Jobs behind the head of the queue that one pass looks at; absent: all",
                                 {.at_least = 0, .example = "100"}},
                                depth);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Easy>(order,
                                                   depth ? static_cast<std::uint64_t>(*depth) : everything);
                 });
}

}  // namespace datahall
