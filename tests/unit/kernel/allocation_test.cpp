// Nothing allocates in steady state: counts every operator new of this executable.
#include <cstdlib>
#include <new>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/recorder.hpp"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* p) noexcept {
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}

using namespace datahall;

namespace {

// Holds with a timeout on every third pop that is cancelled later, and periodic events.
struct Load {
    explicit Load(EventQueue& q) : queue{q} {}
    void pop(std::uint64_t entity) {
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
};

}  // namespace

TEST_CASE("nothing allocates once the queue has reached its size", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Load load{queue};
    for (std::uint64_t e = 0; e < 1'000; ++e) load.pop(e);
    queue.every<&Load::tick>(Instant{1}, Seconds::from_si(1e-3), load);
    queue.run_events(100'000);
    const std::size_t before = allocations;
    queue.run_events(200'000);
    CHECK(allocations == before);
    CHECK(queue.stats().compactions > 0);
}

TEST_CASE("nothing allocates within what was reserved", "[kernel]") {
    EventQueue queue{GENERATE(QueueKind::ladder, QueueKind::heap)};
    Load load{queue};
    queue.reserve(10'000);
    const std::size_t before = allocations;
    for (std::uint64_t e = 0; e < 3'000; ++e) load.pop(e);
    queue.run_events(50'000);
    CHECK(allocations == before);
}
