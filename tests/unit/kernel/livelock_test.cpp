// Instants that never end are errors that name the culprit.
#include "tests/support/catch.hpp"
#include "tests/unit/kernel/probe.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;
using namespace datahall::literals;
using Catch::Matchers::Contains;

namespace {

struct RestlessWorld {
    void poke() { queue.mark_dirty("power"); }
    void settle() {
        if (posts) queue.post<&RestlessWorld::poke>(queue.now(), *this);
        if (!posts) queue.mark_dirty(++passes % 2 == 0 ? "heat" : "controls");
    }
    EventQueue& queue;
    bool posts;
    int passes = 0;
};

struct Spinner {
    void spin() {
        ++spins;
        queue.post<&Spinner::spin>(queue.now(), *this);
    }
    void fan_out(std::uint64_t n) {
        for (std::uint64_t i = 0; i < n; ++i) queue.post<&Spinner::rest>(queue.now(), *this);
    }
    void rest() { ++spins; }
    EventQueue& queue;
    std::uint64_t spins = 0;
};

}  // namespace

TEST_CASE("a world that posts at every settle is stopped and its last stages are named", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    RestlessWorld world{queue, true};
    queue.on_settle<&RestlessWorld::settle>(world);
    queue.set_max_passes(10);
    queue.post<&RestlessWorld::poke>(Instant{} + 5_s, world);
    CHECK_THROWS_MATCHES(queue.run_until(Instant{} + 9_s), SettleLoop,
                         Catch::Predicate<SettleLoop>([](const SettleLoop& e) {
                             return std::string{e.what()} ==
                                    "the world did not come to rest at 5.000000000 s within 10 settles; "
                                    "dirty in the last passes: power, power, power, power";
                         }));
    CHECK(queue.stats().settles == 10);
    EventQueueProbe::check(queue);
}

TEST_CASE("a world that is never at rest is stopped and its last stages are named", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    RestlessWorld world{queue, false};
    queue.on_settle<&RestlessWorld::settle>(world);
    queue.set_max_passes(3);
    queue.mark_dirty("jobs");
    CHECK_THROWS_WITH(queue.run_until(Instant{}),
                      Contains("at 0.000000000 s") && Contains("jobs, controls, heat, controls"));
}

TEST_CASE("a handler that posts itself at now for ever is stopped and named", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Spinner spinner{queue};
    Recorder recorder{queue};
    queue.post<&Recorder::tick>(Instant{7}, recorder);
    queue.post<&Spinner::spin>(Instant{7}, spinner);
    CHECK_THROWS_WITH(queue.run_until(Instant{9}),
                      Contains("at 0.000000007 s") && Contains("most often Spinner::spin"));
    CHECK(spinner.spins == 1'000'033);             // each makes one; 16 x 2 + 1,000,000 are allowed
    CHECK_THROWS_AS(queue.step(), ZeroDelayLoop);  // the loop is still there
}

TEST_CASE("stepping through a zero-delay loop finds it too", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Spinner spinner{queue};
    queue.post<&Spinner::spin>(Instant{7}, spinner);
    const auto step_for_ever = [&queue] {
        while (queue.step()) {}
    };
    CHECK_THROWS_AS(step_for_ever(), ZeroDelayLoop);
}

TEST_CASE("a million events of one busy instant are no loop", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Spinner spinner{queue};
    queue.post<&Spinner::fan_out>(Instant{7}, spinner, 1'000'000);
    queue.run_until(Instant{7});
    CHECK(spinner.spins == 1'000'000);
    for (int round = 0; round < 3; ++round) {  // each instant counts anew
        queue.post<&Spinner::fan_out>(Instant{8 + round}, spinner, 400'000);
    }
    queue.run_until(Instant{20});
    CHECK(spinner.spins == 2'200'000);
}
