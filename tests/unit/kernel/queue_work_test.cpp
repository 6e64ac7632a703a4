// What the ladder does for an event does not grow with the number of events, whatever their shape.
#include "tests/support/catch.hpp"
#include "tests/unit/kernel/probe.hpp"

using namespace datahall;

namespace {

struct Count {
    void fire() { ++fired; }
    std::uint64_t fired = 0;
};

// Moves an event when `n` events at `time(i)` are posted and run.
template <class Time>
double moves_an_event(std::int64_t n, Time&& time) {
    EventQueue queue;
    Count count;
    for (std::int64_t i = 0; i < n; ++i) queue.post<&Count::fire>(Instant{time(i)}, count);
    queue.run_until(kNever);
    CHECK(count.fired == static_cast<std::uint64_t>(n));
    const LadderWork& work = EventQueueProbe::work(queue);
    return static_cast<double>(work.split_moves + work.insert_moves) / static_cast<double>(n);
}

template <class Time>
void check_linear(Time&& time_of) {
    constexpr double most = 4.0;
    for (const std::int64_t n : {10'000, 100'000, 1'000'000}) {
        CAPTURE(n);
        CHECK(moves_an_event(n, [&](std::int64_t i) { return time_of(i, n); }) < most);
    }
}

}  // namespace

TEST_CASE("an event of any shape of load is moved a few times, however many there are", "[kernel]") {
    SECTION("one instant") {
        check_linear([](std::int64_t, std::int64_t) { return std::int64_t{1'000}; });
    }
    SECTION("two neighbouring instants in turn") {
        check_linear([](std::int64_t i, std::int64_t) { return 1'000 + i % 2; });
    }
    SECTION("rising times") {
        check_linear([](std::int64_t i, std::int64_t) { return 1'000 * i; });
    }
    SECTION("falling times") {
        check_linear([](std::int64_t i, std::int64_t n) { return 1'000 * (n - i); });
    }
    SECTION("what begins each chunk of 31 lies near, the rest far behind") {
        check_linear(
            [](std::int64_t i, std::int64_t n) { return 1'000 * (i % 31 == 0 ? i : 1'000 * n + i); });
    }
    SECTION("what begins each chunk of 31 lies far behind the rest") {
        check_linear(
            [](std::int64_t i, std::int64_t n) { return 1'000 * (i % 31 == 0 ? 1'000 * n + i : i); });
    }
    SECTION("organ pipe") {
        check_linear([](std::int64_t i, std::int64_t n) { return i < n / 2 ? 1'000 * i : 1'000 * (n - i); });
    }
}
