// The queue in an order of one's choice: its head starts while it fits, and nobody passes it.
//
// The orders are those of order.hpp: shortest, smallest or largest first, or the largest expansion first.
//
// Valid for rigid jobs.  A stream of jobs that come first in the order starves the others for ever; under
// lxf every job's turn comes as it waits, unless the queue grows for ever.  With `arrival` it is fcfs.
// Ignores users and placement; estimates too, where the order does not ask for them.
// Cost: one step per job started; lxf sorts the queue at each pass.
// Source: that of order.hpp; the tie rules are those of models/scheduling/README.md.
#include "datahall/model/registry.hpp"

#include "models/scheduling/order.hpp"

namespace datahall {
namespace {

class Ordered final : public JobScheduler {
public:
    explicit Ordered(JobOrder order) : jobs_{order} {}

    Promises promises() const override {
        const bool by_arrival = jobs_.order() == JobOrder::arrival;
        return {.nobody_passes = by_arrival,
                .nobody_starves = by_arrival,
                .late_is_harmless = by_arrival,
                .memoryless = true};
    }
    std::unique_ptr<JobScheduler> sibling() const override {
        return std::make_unique<Ordered>(jobs_.order());
    }
    void pass(ClusterQueue& queue) override {
        jobs_.look_at(queue);
        QueuePlace head;
        jobs_.start_in_order(head);
    }
    bool comes_before(const WaitingJob& a, const WaitingJob& b) const override {
        return jobs_.order() != JobOrder::lxf && datahall::comes_before(jobs_.order(), a, b, 0);
    }

private:
    OrderedQueue jobs_;
};

}  // namespace

void register_ordered(Registry<JobScheduler>& registry) {
    registry.add("ordered", "The queue in an order of your choice: nobody passes its head",
                 [](Keys& k) -> std::unique_ptr<JobScheduler> {
                     JobOrder order{};
                     describe_order(k, Presence::required, order);
                     if (!k.done()) return nullptr;
                     return std::make_unique<Ordered>(order);
                 });
}

}  // namespace datahall
