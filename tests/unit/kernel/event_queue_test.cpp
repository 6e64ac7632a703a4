// The verbs of EventQueue that make and unmake events.
#include "datahall/event_queue.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/kernel/probe.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;
using namespace datahall::literals;
using Args = std::vector<std::uint64_t>;
using Times = std::vector<std::int64_t>;

TEST_CASE("events at one instant run in the order they were scheduled", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    for (const std::uint64_t n : {3U, 1U, 2U}) queue.post<&Recorder::note>(Instant{} + 5_s, recorder, n);

    CHECK(queue.run_until(Instant{} + 10_s) == RunEnd::finished);

    CHECK(recorder.calls == Args{3, 1, 2});
    CHECK(recorder.times == Times(3, 5'000'000'000));
    CHECK(queue.now() == Instant{} + 10_s);
    CHECK(queue.pending() == 0);
}

TEST_CASE("posted and scheduled events share one order", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    queue.post<&Recorder::note>(Instant{7}, recorder, 1);
    queue.schedule<&Recorder::note>(Instant{7}, recorder, 2);
    queue.every<&Recorder::note>(Instant{7}, 1_s, recorder, 3);
    queue.post<&Recorder::note>(Instant{7}, recorder, 4);
    queue.post<&Recorder::note>(Instant{6}, recorder, 5);
    queue.run_until(Instant{7});
    CHECK(recorder.calls == Args{5, 1, 2, 3, 4});
}

TEST_CASE("a cancelled event never runs, and every other use of a stale id is refused", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    const auto id = queue.schedule<&Recorder::note>(Instant{} + 1_s, recorder, 7);
    const auto fired = queue.schedule<&Recorder::note>(Instant{} + 2_s, recorder, 8);

    CHECK(queue.cancel(id));
    CHECK_FALSE(queue.cancel(id));
    CHECK_THROWS_AS(queue.reschedule<&Recorder::note>(id, Instant{} + 3_s, recorder), std::logic_error);
    CHECK(queue.pending() == 1);
    queue.run_until(Instant{} + 2_s);

    CHECK(recorder.calls == Args{8});
    CHECK_FALSE(queue.cancel(fired));
    CHECK_THROWS_AS(queue.reschedule<&Recorder::note>(fired, Instant{} + 3_s, recorder), std::logic_error);
    CHECK_FALSE(queue.cancel(EventQueue::Id{}));
    CHECK_THROWS_AS(queue.reschedule<&Recorder::note>(EventQueue::Id{}, Instant{} + 3_s, recorder),
                    std::logic_error);
    CHECK_FALSE(queue.cancel({1'000, 1}));  // a slot that does not exist
}

namespace {

struct SelfCanceller {
    void once() { cancelled = queue.cancel(id); }
    void third() {
        times.push_back(queue.now().ns);
        if (times.size() == 3) cancelled = queue.cancel(id);
    }
    EventQueue& queue;
    EventQueue::Id id;
    bool cancelled = true;
    Times times;
};

}  // namespace

TEST_CASE("the id of a one-shot event is stale before its own handler runs", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    SelfCanceller target{queue, {}, true, {}};
    target.id = queue.schedule<&SelfCanceller::once>(Instant{5}, target);
    CHECK(queue.step());
    CHECK_FALSE(target.cancelled);
}

TEST_CASE("a periodic event keeps one id, does not drift, and can cancel itself", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    SelfCanceller target{queue, {}, false, {}};
    target.id = queue.every<&SelfCanceller::third>(Instant{10}, 3_ns, target);

    queue.run_until(Instant{1'000});

    CHECK(target.times == Times{10, 13, 16});
    CHECK(target.cancelled);
    CHECK(queue.pending() == 0);
    CHECK_FALSE(queue.cancel(target.id));
}

TEST_CASE("a period that no double holds exactly does not drift over a year", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    queue.every<&Recorder::tick>(Instant{1}, Seconds::from_si(1'800.000000001), recorder);
    queue.run_until(Instant{} + 365_d);
    REQUIRE(recorder.times.size() == 17'520);  // 365 days of 48 half hours, less 17.5 us, from 1 ns
    CHECK(recorder.times.back() == 1 + 17'519LL * 1'800'000'000'001);
}

TEST_CASE("a period below a nanosecond is refused", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    CHECK_THROWS_AS(queue.every<&Recorder::tick>(Instant{}, 0_s, recorder), std::logic_error);
    CHECK_THROWS_AS(queue.every<&Recorder::tick>(Instant{}, -1.0_s, recorder), std::logic_error);
    CHECK(queue.pending() == 0);
}

TEST_CASE("a rescheduled event joins the end of its new time, under a new id", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    const auto first = queue.schedule<&Recorder::note>(Instant{5}, recorder, 1);
    queue.post<&Recorder::note>(Instant{5}, recorder, 2);
    const auto again = queue.reschedule<&Recorder::note>(first, Instant{5}, recorder, 1);
    CHECK_FALSE(queue.cancel(first));
    CHECK(again.slot == first.slot);
    queue.post<&Recorder::note>(Instant{5}, recorder, 3);
    queue.run_until(Instant{5});
    CHECK(recorder.calls == Args{2, 1, 3});
}

TEST_CASE("a rescheduled periodic event goes on from its new time", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    auto id = queue.every<&Recorder::tick>(Instant{10}, 10_ns, recorder);
    queue.run_until(Instant{20});
    id = queue.reschedule<&Recorder::tick>(id, Instant{25}, recorder);
    queue.run_until(Instant{40});
    CHECK(recorder.times == Times{10, 20, 25, 35});
    CHECK(queue.cancel(id));
}

TEST_CASE("nothing can be scheduled before now", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    const auto id = queue.schedule<&Recorder::tick>(kNever, recorder);
    queue.run_until(Instant{} + 2_s);
    const Instant before{queue.now().ns - 1};
    CHECK_THROWS_AS(queue.post<&Recorder::tick>(before, recorder), std::logic_error);
    CHECK_THROWS_AS(queue.schedule<&Recorder::tick>(before, recorder), std::logic_error);
    CHECK_THROWS_AS(queue.every<&Recorder::tick>(before, 1_s, recorder), std::logic_error);
    CHECK_THROWS_AS(queue.reschedule<&Recorder::tick>(id, before, recorder), std::logic_error);
    CHECK_THROWS_AS(queue.run_until(before), std::logic_error);
    queue.post<&Recorder::tick>(queue.now(), recorder);
    queue.run_until(queue.now());
    CHECK(recorder.times == Times{2'000'000'000});
}

TEST_CASE("kNever stores nothing, but keeps a handle that can be revived", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    queue.post<&Recorder::note>(kNever, recorder, 1);
    CHECK(queue.stats().scheduled == 0);

    auto id = queue.schedule<&Recorder::note>(kNever, recorder, 2);
    CHECK(queue.pending() == 0);
    CHECK(queue.stats().parked == 1);
    CHECK_FALSE(queue.step());
    id = queue.reschedule<&Recorder::note>(id, Instant{9}, recorder, 2);
    id = queue.reschedule<&Recorder::note>(id, kNever, recorder, 2);
    id = queue.reschedule<&Recorder::note>(id, Instant{11}, recorder, 2);
    queue.run_until(kNever);
    CHECK(recorder.times == Times{11});
    CHECK(queue.now() == Instant{11});

    const auto parked = queue.schedule<&Recorder::note>(kNever, recorder, 3);
    CHECK(queue.cancel(parked));
    CHECK_FALSE(queue.cancel(parked));
    EventQueueProbe::check(queue);
}

TEST_CASE("the last instant before kNever fires last", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    queue.post<&Recorder::note>(Instant{kNever.ns - 1}, recorder, 1);
    queue.post<&Recorder::note>(Instant{1} + 104_d, recorder, 2);
    queue.run_until(kNever);
    CHECK(recorder.calls == Args{2, 1});
    CHECK(queue.now() == Instant{kNever.ns - 1});
}

TEST_CASE("a periodic event that would leave the range parks itself", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    const auto id = queue.every<&Recorder::tick>(Instant{kNever.ns - 5}, 3_ns, recorder);
    queue.run_until(kNever);
    CHECK(recorder.times == Times{kNever.ns - 5, kNever.ns - 2});
    CHECK(queue.stats().parked == 1);
    CHECK(queue.cancel(id));
    EventQueueProbe::check(queue);
}

namespace {

struct Base {
    void plain(std::uint64_t n) { sum += n; }
    virtual ~Base() = default;
    virtual void overridden(std::uint64_t n) { sum += n; }
    std::uint64_t sum = 0;
};
struct Derived : Base {
    void overridden(std::uint64_t n) override { sum += 100 * n; }
    void reading(std::uint64_t n) const { seen = n; }
    void quiet() noexcept { ++sum; }
    mutable std::uint64_t seen = 0;
};

}  // namespace

TEST_CASE("handlers may be inherited, virtual, const or noexcept", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Derived derived;
    const Derived& read_only = derived;
    queue.post<&Base::plain>(Instant{1}, derived, 1);
    queue.post<&Base::overridden>(Instant{1}, derived, 2);
    queue.post<&Derived::quiet>(Instant{1}, derived);
    queue.post<&Derived::reading>(Instant{1}, read_only, std::uint8_t{9});
    queue.run_until(Instant{1});
    CHECK(derived.sum == 202);
    CHECK(derived.seen == 9);
}

TEST_CASE("many cancelled timeouts are swept out", "[kernel]") {
    // 20 live events and ten thousand timeouts an instant, each cancelled an instant later.
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    for (int i = 0; i < 20; ++i) queue.post<&Recorder::tick>(Instant{} + 1_h, recorder);
    std::vector<EventQueue::Id> ids;
    std::uint64_t most_bytes = 0;
    for (int round = 0; round < 50; ++round) {
        for (const auto id : ids) queue.cancel(id);
        ids.clear();
        for (int i = 0; i < 10'000; ++i) {
            ids.push_back(queue.schedule<&Recorder::tick>(Instant{} + 1_d, recorder));
        }
        most_bytes = std::max(most_bytes, queue.stats().bytes);
    }
    const QueueStats stats = queue.stats();
    CHECK(stats.compactions > 0);
    CHECK(stats.dead <= std::max<std::uint64_t>(4'096, stats.pending));
    // Twice 10,020 keys of 20 B and as many slots of 48 B, in vectors that may double.
    CHECK(most_bytes < 4 * 10'020 * (20 + 48));
    EventQueueProbe::check(queue);
}

TEST_CASE("timeouts a year ahead that are cancelled after a second take bounded memory", "[kernel]") {
    // 10,000 a second for 1,000 s, the live ones a second's worth.
    constexpr std::size_t a_second = 10'000;
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    std::vector<EventQueue::Id> live(a_second);
    std::uint64_t most_bytes = 0;
    for (std::int64_t step = 0; step < 1'000 * static_cast<std::int64_t>(a_second); ++step) {
        EventQueue::Id& id = live[static_cast<std::size_t>(step) % a_second];
        queue.cancel(id);
        id = queue.schedule<&Recorder::tick>(Instant{100'000 * step} + 365_d, recorder);
        if (step % 1'000 != 0) continue;
        queue.run_until(Instant{100'000 * step});
        most_bytes = std::max(most_bytes, queue.stats().bytes);
    }
    CHECK(queue.stats().cancelled == 999 * a_second);
    CHECK(queue.pending() == a_second);
    CHECK(most_bytes < 2 * a_second * (32 + 12) + 4 * 1024 * 1024);
    EventQueueProbe::check(queue);
}
