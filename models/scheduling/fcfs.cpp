// First come, first served: the queue's head starts while it fits, and nobody passes it.
//
// Valid for rigid jobs.  Start times never decrease in the order of arrival, so one wide job leaves
// devices idle until it fits.  A head wider than the cluster blocks it for ever: whoever fills the
// queue refuses such jobs.
// Ignores estimates, users and placement.
// Cost: one step per job started.  Allocates nothing.
// Source: textbook; the tie rules are those of models/scheduling/README.md.
#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"

namespace datahall {
namespace {

class Fcfs final : public JobScheduler {
public:
    Promises promises() const override {
        return {.nobody_passes = true, .nobody_starves = true, .late_is_harmless = true, .memoryless = true};
    }
    std::unique_ptr<JobScheduler> sibling() const override { return std::make_unique<Fcfs>(); }
    void pass(ClusterQueue& queue) override {
        while (const WaitingJob* const head = queue.head()) {
            if (head->devices > queue.state().free || !queue.start(*head)) return;
        }
    }
};

}  // namespace

void register_fcfs(Registry<JobScheduler>& registry) {
    registry.add("fcfs", "First come, first served: nobody passes the head of the queue",
                 [](Keys& k) -> std::unique_ptr<JobScheduler> {
                     if (!k.done()) return nullptr;
                     return std::make_unique<Fcfs>();
                 });
}

}  // namespace datahall
