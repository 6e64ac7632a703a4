// Handles stay unique when slots are used again, for ever.
#include <set>

#include "tests/support/catch.hpp"
#include "tests/unit/kernel/probe.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;

TEST_CASE("a slot whose generations are used up is retired, never repeated", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    std::vector<EventQueue::Id> stale{queue.schedule<&Recorder::tick>(Instant{1}, recorder)};
    REQUIRE(stale[0].slot == 0);
    queue.cancel(stale[0]);
    EventQueueProbe::set_generation(queue, 0, UINT32_MAX - 3);

    std::set<std::pair<std::uint32_t, std::uint32_t>> names;
    for (int i = 0; i < 8; ++i) {
        const auto id = queue.schedule<&Recorder::tick>(Instant{1}, recorder);
        CHECK(names.emplace(id.slot, id.generation).second);
        CHECK((id.slot == 0) == (i < 3));  // generations MAX - 3, MAX - 2, MAX - 1, then never again
        for (const auto old : stale) CHECK_FALSE(queue.cancel(old));
        CHECK(queue.cancel(id));
        stale.push_back(id);
        EventQueueProbe::check(queue);
    }
}

TEST_CASE("reschedule moves an event out of a slot whose generations are used up", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    queue.cancel(queue.schedule<&Recorder::note>(Instant{1}, recorder, 1));
    EventQueueProbe::set_generation(queue, 0, UINT32_MAX - 1);
    const auto last = queue.schedule<&Recorder::note>(Instant{1}, recorder, 7);
    REQUIRE(last == EventQueue::Id{0, UINT32_MAX - 1});
    const auto moved = queue.reschedule<&Recorder::note>(last, Instant{2}, recorder, 7);
    CHECK(moved.slot == 1);
    CHECK_FALSE(queue.cancel(last));
    queue.run_until(Instant{5});
    CHECK(recorder.calls == std::vector<std::uint64_t>{7});
}

TEST_CASE("trim gives memory back and keeps old ids stale", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    std::vector<EventQueue::Id> ids;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        ids.push_back(queue.schedule<&Recorder::note>(Instant{1}, recorder, i));
    }
    const auto keep = queue.schedule<&Recorder::note>(kNever, recorder, 5);
    CHECK(queue.stats().bytes > 4'000'000);
    for (const auto id : ids) queue.cancel(id);
    queue.trim();
    CHECK(queue.stats().dead == 0);
    queue.cancel(keep);
    queue.trim();
    CHECK(queue.stats().bytes < 4'096);  // what an empty queue has
    CHECK(EventQueueProbe::slots(queue) == 0);

    for (int i = 0; i < 1'000; ++i) queue.schedule<&Recorder::tick>(Instant{1}, recorder);
    for (const auto id : ids) CHECK_FALSE(queue.cancel(id));
    EventQueueProbe::check(queue);
}

TEST_CASE("trim keeps live events in the middle", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    std::vector<EventQueue::Id> ids;
    for (std::uint64_t i = 0; i < 100; ++i) {
        ids.push_back(
            queue.schedule<&Recorder::note>(Instant{static_cast<std::int64_t>(200 - i)}, recorder, i));
    }
    for (std::size_t i = 0; i < 100; ++i) {
        if (i != 50 && i != 60) queue.cancel(ids[i]);
    }
    queue.trim();
    CHECK(EventQueueProbe::slots(queue) == 61);
    queue.post<&Recorder::note>(Instant{1}, recorder, 1'000);
    EventQueueProbe::check(queue);
    queue.run_until(Instant{500});
    CHECK(recorder.calls == std::vector<std::uint64_t>{1'000, 60, 50});
}
