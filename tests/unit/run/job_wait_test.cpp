// Why jobs wait: shortage counted for every width at once, and causes that sum to the wait.
#include "sim/run/jobs/job_wait.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "sim/run/jobs/shortage_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

namespace datahall {
namespace {

TEST_CASE("the shortage clock counts the time below every level as a list of steps does", "[wait]") {
    constexpr std::uint32_t units = 37;
    SplitMix draw{11};
    ShortageClock clock{units};
    clock.reach(units, 0);
    std::vector<std::int64_t> at_level(units + 1);  // ns with exactly so many free
    std::uint32_t free = units;
    std::int64_t now = 0;
    for (int step = 0; step < 2'000; ++step) {
        const auto length = std::int64_t{draw.below(5)};
        at_level[free] += length;
        now += length;
        std::int64_t below = 0;
        for (std::uint32_t u = 0; u <= units; ++u) {
            REQUIRE(clock.below(u, now) == below);
            below += at_level[u];
        }
        free = draw.below(units + 1);
        clock.set(now, free);
    }
}

TEST_CASE("a clock that reaches further later counts from then on", "[wait]") {
    // Free: 9 up to 10, 3 up to 20, 9 up to 40, 5 from then on.
    ShortageClock clock{9};
    clock.reach(2, 0);
    clock.set(10, 3);
    clock.reach(7, 15);  // while 3 are free; 2 were known
    CHECK(clock.below(2, 15) == 0);
    const std::int64_t seven = clock.below(7, 15);
    clock.set(20, 9);
    clock.reach(30, 25);  // while 9 are free; 8 were known
    const std::int64_t ten = clock.below(10, 25);
    CHECK(clock.below(7, 25) - seven == 5);
    clock.set(40, 5);
    CHECK(clock.below(10, 50) - ten == 25);       // from 25 on
    CHECK(clock.below(7, 50) - seven == 5 + 10);  // 15 to 20, 40 to 50
    CHECK(clock.below(5, 50) == clock.below(4, 50));
}

TEST_CASE("a wait is split into lacking devices, a marked cause and the jobs ahead", "[wait]") {
    // Free: 4 up to 10, 1 up to 30, 4 from then on.  A job of 2 joins at 5, is held by a quota from 20 to 33
    // whatever is free, and starts at 40.
    ClusterClock clock{4};
    JobWait wait;
    wait.join(clock, 2, 5);
    clock.set(10, 1, 0);
    wait.mark(WaitCause::quota, clock, 2, 20);
    clock.set(30, 4, 0);
    wait.unmark(clock, 2, 33);
    wait.leave(clock, 2, 40);
    CHECK(wait.of(WaitCause::busy) == 10);      // 10 to 20
    CHECK(wait.of(WaitCause::quota) == 13);     // 20 to 33
    CHECK(wait.of(WaitCause::order) == 5 + 7);  // 5 to 10, 33 to 40
    CHECK(wait.total_ns() == 35);
    wait.join(clock, 2, 100);  // queues again: time between is not waited
    wait.leave(clock, 2, 101);
    CHECK(wait.total_ns() == 36);
}

TEST_CASE("what nodes out of service would have sufficed for is maintenance, the rest is busy", "[wait]") {
    // Of 4 units 1 is free and 2 are out from 0 to 10; then 1 of those is back and taken.
    ClusterClock clock{4};
    clock.set(0, 1, 2);
    JobWait two;
    JobWait four;
    two.join(clock, 2, 0);
    four.join(clock, 4, 0);
    clock.set(10, 1, 0);
    two.leave(clock, 2, 15);
    four.leave(clock, 4, 15);
    CHECK(two.of(WaitCause::maintenance) == 10);
    CHECK(two.of(WaitCause::busy) == 5);
    CHECK(four.of(WaitCause::maintenance) == 0);
    CHECK(four.of(WaitCause::busy) == 15);
}

TEST_CASE("what nodes that sleep would have sufficed for is booting, before maintenance", "[wait]") {
    // Of 8 units 1 is free, 2 sleep and 2 are out of service from 0 to 10; then the 2 are awake, and taken.
    ClusterClock clock{8, true};
    std::array<JobWait, 3> waits;
    const std::array<std::uint32_t, 3> units{3, 5, 6};
    for (std::size_t i = 0; i < 3; ++i) waits[i].join(clock, units[i], 0);
    clock.set(0, 1, 2, 2);
    clock.set(10, 1, 2, 0);
    for (std::size_t i = 0; i < 3; ++i) waits[i].leave(clock, units[i], 15);
    CHECK(waits[0].of(WaitCause::booting) == 10);
    CHECK(waits[0].of(WaitCause::maintenance) == 5);
    CHECK(waits[1].of(WaitCause::maintenance) == 10);
    CHECK(waits[1].of(WaitCause::busy) == 5);
    CHECK(waits[2].of(WaitCause::busy) == 15);
}

}  // namespace
}  // namespace datahall
