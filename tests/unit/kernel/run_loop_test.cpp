// Instants, settling and the ways a run ends.
#include "tests/support/catch.hpp"
#include "tests/unit/kernel/probe.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

// Writes what happens as letters, one per call.
struct World {
    explicit World(EventQueue& q) : queue{q} { queue.on_settle<&World::settle>(*this); }
    void letter(std::uint64_t c) {
        log += static_cast<char>(c);
        queue.mark_dirty();
    }
    void quiet(std::uint64_t c) { log += static_cast<char>(c); }
    void post_b_now() {
        letter('1');
        queue.post<&World::letter>(queue.now(), *this, 'B');
    }
    void stop_here(std::uint64_t c) {
        letter(c);
        queue.stop();
    }
    void fails() {
        letter('!');
        throw std::runtime_error{"handler"};
    }
    void run_again() { queue.step(); }
    void settle() {
        log += '.';
        if (posts_left > 0) {
            --posts_left;
            queue.post<&World::letter>(queue.now(), *this, 's');
        }
        if (marks_left > 0) {
            --marks_left;
            queue.mark_dirty("controls");
        }
    }

    EventQueue& queue;
    std::string log;
    int posts_left = 0;
    int marks_left = 0;
};

}  // namespace

TEST_CASE("an event posted at now runs after all that is due, before settle", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::post_b_now>(Instant{5}, world);
    queue.post<&World::letter>(Instant{5}, world, 'A');
    queue.post<&World::letter>(Instant{6}, world, 'C');
    queue.run_until(Instant{10});
    CHECK(world.log == "1AB.C.");
    CHECK(queue.stats().instants == 2);
    CHECK(queue.stats().settles == 2);
}

TEST_CASE("an event posted by settle at now gives a second pass of the same instant", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    world.posts_left = 1;
    queue.post<&World::letter>(Instant{5}, world, 'A');
    queue.run_until(Instant{5});
    CHECK(world.log == "A.s.");
    CHECK(queue.now() == Instant{5});
    CHECK(queue.stats().instants == 1);
}

TEST_CASE("settle is repeated while it marks something dirty", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    world.marks_left = 2;
    queue.post<&World::letter>(Instant{5}, world, 'A');
    queue.run_until(Instant{9});
    CHECK(world.log == "A...");
}

TEST_CASE("settle is skipped in an instant that leaves nothing dirty", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::quiet>(Instant{5}, world, 'q');
    queue.run_until(Instant{9});
    CHECK(world.log == "q");
}

TEST_CASE("what was marked before a run is settled first, at the time it was marked", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.mark_dirty();
    queue.post<&World::letter>(Instant{3}, world, 'A');
    queue.run_until(Instant{5});
    CHECK(world.log == ".A.");
    queue.mark_dirty();
    queue.run_until(Instant{5});
    CHECK(world.log == ".A..");
}

TEST_CASE("a run may be split anywhere", "[kernel]") {
    const auto run = [](const std::vector<std::int64_t>& ends) {
        EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
        World world{queue};
        queue.post<&World::post_b_now>(Instant{5}, world);
        queue.every<&World::letter>(Instant{2}, 3_ns, world, 'e');
        queue.post<&World::stop_here>(Instant{8}, world, 'h');
        queue.post<&World::letter>(Instant{8}, world, 'i');
        for (const auto end : ends) {
            while (queue.run_until(Instant{end}) != RunEnd::finished) {}
            CHECK(queue.now() == Instant{end});
        }
        return world.log + std::to_string(queue.trace_hash());
    };
    const auto whole = run({20});
    CHECK(whole.starts_with("e.1eB.hie.e.e.e.e."));  // 'h' stops its run before the settle
    CHECK(run({0, 1, 2, 3, 5, 8, 8, 9, 20}) == whole);
    CHECK(run({5, 5, 5, 19, 20}) == whole);
}

TEST_CASE("now is the end of each run, between events too", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Recorder recorder{queue};
    queue.post<&Recorder::note>(Instant{100}, recorder, 1);
    queue.run_until(Instant{30});
    CHECK(queue.now() == Instant{30});
    queue.run_until(Instant{40});
    CHECK(queue.now() == Instant{40});
    queue.post<&Recorder::note>(Instant{50}, recorder, 2);
    queue.run_until(Instant{100});
    CHECK(recorder.calls == std::vector<std::uint64_t>{2, 1});
}

TEST_CASE("stop ends the run after the current event, and the next run goes on from there", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::stop_here>(Instant{5}, world, 'A');
    queue.post<&World::letter>(Instant{5}, world, 'B');
    CHECK(queue.run_until(Instant{9}) == RunEnd::stopped);
    CHECK(world.log == "A");
    CHECK(queue.now() == Instant{5});
    CHECK(queue.run_until(Instant{9}) == RunEnd::finished);
    CHECK(world.log == "AB.");
}

TEST_CASE("stop outside of a run does nothing", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::letter>(Instant{5}, world, 'A');
    queue.stop();
    CHECK(queue.run_until(Instant{9}) == RunEnd::finished);
    CHECK(world.log == "A.");
}

TEST_CASE("step runs one event, and settles once its instant is complete", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::letter>(Instant{5}, world, 'A');
    queue.post<&World::letter>(Instant{5}, world, 'B');
    CHECK(queue.step());
    CHECK(world.log == "A");
    CHECK(queue.step());
    CHECK(world.log == "AB.");
    CHECK_FALSE(queue.step());
    CHECK(queue.now() == Instant{5});
}

TEST_CASE("run_events runs at most so many and says how many", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    for (const char c : {'A', 'B', 'C'}) queue.post<&World::letter>(Instant{c}, world, c);
    CHECK(queue.run_events(0) == 0);
    CHECK(queue.now() == Instant{});
    CHECK(queue.run_events(2) == 2);
    CHECK(queue.now() == Instant{'B'});
    CHECK(queue.run_events(UINT64_MAX) == 1);
    CHECK(world.log == "A.B.C.");
}

TEST_CASE("the event limit ends runs of every kind", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    for (const char c : {'A', 'B', 'C', 'D'}) queue.post<&World::letter>(Instant{c}, world, c);
    queue.set_event_limit(2);
    CHECK(queue.run_until(Instant{1'000}) == RunEnd::event_limit);
    CHECK(queue.now() == Instant{'B'});
    CHECK_FALSE(queue.step());
    CHECK(world.log == "A.B.");
    queue.set_event_limit(4);
    CHECK(queue.run_until(Instant{1'000}) == RunEnd::finished);
    CHECK(world.log == "A.B.C.D.");
}

TEST_CASE("the interrupt flag is read once an instant", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    volatile std::sig_atomic_t flag = 0;
    queue.set_interrupt(&flag);
    queue.post<&World::letter>(Instant{5}, world, 'A');
    CHECK(queue.run_until(Instant{6}) == RunEnd::finished);
    queue.post<&World::letter>(Instant{7}, world, 'B');
    flag = 1;
    CHECK(queue.run_until(Instant{9}) == RunEnd::interrupted);
    CHECK(queue.now() == Instant{6});
    CHECK(world.log == "A.");
    queue.set_interrupt(nullptr);
    CHECK(queue.run_until(Instant{9}) == RunEnd::finished);
    CHECK(world.log == "A.B.");
}

TEST_CASE("a handler that throws leaves the queue as if its event had run", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::fails>(Instant{5}, world);
    queue.post<&World::letter>(Instant{5}, world, 'A');
    CHECK_THROWS_WITH(queue.run_until(Instant{9}), "handler");
    EventQueueProbe::check(queue);
    queue.run_until(Instant{9});
    CHECK(world.log == "!A.");
}

TEST_CASE("a handler may not run the queue", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    World world{queue};
    queue.post<&World::run_again>(Instant{5}, world);
    CHECK_THROWS_AS(queue.step(), std::logic_error);
}

TEST_CASE("the trace hash depends on times, arguments, order and what is folded in", "[kernel]") {
    const auto hash = [](std::vector<std::pair<std::int64_t, std::uint64_t>> events, std::uint64_t kind = 0) {
        EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
        Recorder recorder{queue};
        for (const auto& [time, arg] : events) queue.post<&Recorder::note>(Instant{time}, recorder, arg);
        queue.run_until(Instant{100});
        if (kind != 0) queue.fold(kind, 1);
        return queue.trace_hash();
    };
    const auto base = hash({{1, 10}, {2, 20}});
    CHECK(hash({{1, 10}, {2, 20}}) == base);
    CHECK(hash({{2, 20}, {1, 10}}) == base);  // the order of firing counts, not that of posting
    CHECK(hash({{1, 10}, {3, 20}}) != base);
    CHECK(hash({{1, 11}, {2, 20}}) != base);
    CHECK(hash({{1, 20}, {2, 10}}) != base);
    CHECK(hash({{1, 10}}) != base);
    CHECK(hash({{1, 10}, {2, 20}}, 1) != base);
    CHECK(hash({{1, 10}, {2, 20}}, 1) != hash({{1, 10}, {2, 20}}, 2));
}
