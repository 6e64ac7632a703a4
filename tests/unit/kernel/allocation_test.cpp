// Nothing allocates in steady state: counts every operator new of this executable.
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/recorder.hpp"

using namespace datahall;

namespace {

// Holds with a timeout on every third pop that is cancelled later, and periodic events.
struct Load {
    explicit Load(EventQueue& q) : queue{q} {}
    void pop(std::uint64_t entity) {
        if (!repeats) return;
        queue.post<&Load::pop>(Instant{queue.now().ns + random.below(2'000'000)}, *this, entity);
        if (entity % 3 == 0) {
            queue.cancel(timeout);
            timeout = queue.schedule<&Load::pop>(Instant{queue.now().ns + 4'000'000'000}, *this, 0);
            timeout =
                queue.reschedule<&Load::pop>(timeout, Instant{queue.now().ns + 5'000'000'000}, *this, 0);
        }
    }
    void tick() {}
    EventQueue& queue;
    SplitMix random{3};
    EventQueue::Id timeout;
    bool repeats = true;
};

}  // namespace

TEST_CASE("nothing allocates once the queue has reached its size", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Load load{queue};
    for (std::uint64_t e = 0; e < 1'000; ++e) load.pop(e);
    queue.every<&Load::tick>(Instant{1}, Seconds::from_si(1e-3), load);
    queue.run_events(100'000);
    const std::uint64_t before = allocations_so_far();
    queue.run_events(200'000);
    CHECK(allocations_so_far() == before);
    CHECK(queue.stats().compactions > 0);
}

TEST_CASE("nothing allocates within what was reserved", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Load load{queue};
    queue.reserve(10'000);
    const std::uint64_t before = allocations_so_far();
    for (std::uint64_t e = 0; e < 3'000; ++e) load.pop(e);
    queue.run_events(50'000);
    CHECK(allocations_so_far() == before);
}

TEST_CASE("a million reserved events hold without allocating, and trim gives their memory back", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Load load{queue};
    queue.reserve(2'000'000);  // the dead count as well
    const std::uint64_t before = allocations_so_far();
    for (std::uint64_t e = 0; e < 900'000; ++e) load.pop(e % 5'000);
    queue.run_events(2'000'000);
    CHECK(allocations_so_far() == before);
    load.repeats = false;
    queue.run_until(kNever);
    CHECK(queue.pending() == 0);
    queue.trim();
    CHECK(queue.stats().bytes < 1024 * 1024);
}
