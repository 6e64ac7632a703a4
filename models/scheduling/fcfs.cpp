// First come, first served: the queue's head starts while it fits, and nobody passes it.
//
// Valid for rigid jobs.  Start times never decrease in the order of arrival, so one wide job leaves
// devices idle until it fits.  A head wider than the cluster blocks it for ever: whoever fills the
// queue refuses such jobs.
// Ignores estimates, users and placement.
// Cost: one step per job started.  Allocates nothing but room in the caller's answer.
// Source: textbook; the tie rules are those of models/scheduling/README.md.
#include "datahall/model/registry.hpp"
#include "datahall/model/scheduler.hpp"

namespace datahall {
namespace {

class Fcfs final : public JobScheduler {
public:
    void choose(const ClusterState& state, std::vector<std::uint32_t>& started) override {
        std::uint32_t free = state.free;
        for (std::uint32_t i = 0; i < state.waiting.size() && state.waiting[i].devices <= free; ++i) {
            free -= state.waiting[i].devices;
            started.push_back(i);
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
