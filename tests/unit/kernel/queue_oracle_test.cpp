// Random operations through every verb, on the product's queues and on a std::multimap.
#include "tests/support/catch.hpp"
#include "tests/support/queue_player.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/oracle_queue.hpp"
#include "tests/unit/kernel/probe.hpp"

using namespace datahall;

TEST_CASE("random operations behave as on a multimap", "[kernel]") {
    std::uint64_t operations = 0;
    for (std::uint64_t seed = 1; operations < 1'000'000; ++seed) {
        CAPTURE(seed);
        QueuePlayer<EventQueue, SplitMix> ladder{SplitMix{seed}, QueueKind::ladder};
        QueuePlayer<EventQueue, SplitMix> heap{SplitMix{seed}, QueueKind::heap};
        QueuePlayer<OracleQueue, SplitMix> oracle{SplitMix{seed}};
        for (int step = 0; step < 1'000; ++step) {
            ladder.drive();
            heap.drive();
            oracle.drive();
            EventQueueProbe::check(ladder.queue());
            EventQueueProbe::check(heap.queue());
        }
        REQUIRE(ladder.seen() == oracle.seen());
        REQUIRE(heap.seen() == oracle.seen());
        operations += oracle.operations();
    }
    CHECK(operations >= 1'000'000);
}

// 10^8 operations, several minutes; tools/test oracle runs it.
TEST_CASE("random operations from each of 1,000 seeds behave as on a multimap", "[.seeds]") {
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        CAPTURE(seed);
        QueuePlayer<EventQueue, SplitMix> ladder{SplitMix{seed}, QueueKind::ladder};
        QueuePlayer<EventQueue, SplitMix> heap{SplitMix{seed}, QueueKind::heap};
        QueuePlayer<OracleQueue, SplitMix> oracle{SplitMix{seed}};
        while (oracle.operations() < 100'000) {
            ladder.drive();
            heap.drive();
            oracle.drive();
        }
        REQUIRE(ladder.seen() == oracle.seen());
        REQUIRE(heap.seen() == oracle.seen());
    }
}
