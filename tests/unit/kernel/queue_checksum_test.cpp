// The product's queues against the stored firing sequences.
#include "tests/support/catch.hpp"
#include "tests/support/firing_runs.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;

namespace {

// Each entity posts itself again at every pop.
struct Entities {
    void pop(std::uint64_t entity) {
        checksum = (checksum ^ static_cast<std::uint64_t>(queue.now().ns)) * 0x100000001B3 + entity;
        post(entity);
    }
    void post(std::uint64_t entity) {
        queue.post<&Entities::pop>(add_sat(queue.now(), firing.increment(random.next())), *this, entity);
    }

    EventQueue& queue;
    const FiringRun& firing;
    SplitMix random{1};
    std::uint64_t checksum = 0xCBF29CE484222325;
};

}  // namespace

TEST_CASE("100,000 pops fire the reference sequence for every shape of load", "[kernel]") {
    for (const FiringRun& firing : firing_runs) {
        CAPTURE(firing.name, firing.entities);
        EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
        Entities entities{queue, firing};
        for (std::uint64_t e = 0; e < firing.entities; ++e) entities.post(e);
        CHECK(queue.run_events(firing_pops) == firing_pops);
        CHECK(queue.now().ns == firing.last_time);
        CHECK(entities.checksum == firing.checksum);
    }
}

TEST_CASE("the trace hash of a stored run is the same on every machine and compiler", "[kernel]") {
    const FiringRun& firing = firing_runs[0];
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Entities entities{queue, firing};
    for (std::uint64_t e = 0; e < firing.entities; ++e) entities.post(e);
    queue.run_events(firing_pops);
    CHECK(queue.trace_hash() == 0x141cfdf59c8beceb);
}
