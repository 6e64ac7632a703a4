#include "tests/bench/soak.hpp"

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "datahall/event_queue.hpp"

#include "tests/bench/measure.hpp"

namespace datahall::bench {
namespace {

constexpr std::size_t entities = 10'000;

// A ring of timeouts, the oldest of which is cancelled at every third event.
class World {
public:
    explicit World(const Increments& increments) : increments_{increments}, timeouts_(entities / 8) {
        for (std::size_t e = 0; e < entities; ++e) post(e);
    }
    void run(std::uint64_t events) { queue_.run_events(events); }

private:
    void post(std::uint64_t entity) {
        const Instant when{queue_.now().ns + increments_.of(draws_.next())};
        queue_.post<&World::fire>(when, *this, entity);
    }
    void fire(std::uint64_t entity) {
        post(entity);
        if (++fired_ % 3 != 0) return;
        EventQueue::Id& timeout = timeouts_[fired_ / 3 % timeouts_.size()];
        queue_.cancel(timeout);
        timeout = queue_.schedule<&World::fire>(Instant{queue_.now().ns + 4'000'000'000}, *this, entity);
    }

    const Increments& increments_;
    Draws draws_;
    EventQueue queue_;
    std::vector<EventQueue::Id> timeouts_;
    std::uint64_t fired_ = 0;
};

// Counted page by page; the counters of /proc/self/statm lag by up to 64 pages a core.
std::uint64_t exact_resident_memory() {
    std::ifstream file{"/proc/self/smaps_rollup"};
    std::string word;
    std::uint64_t kib = 0;
    while (file >> word) {
        if (word == "Rss:" && file >> kib) return kib * 1024;
    }
    throw std::runtime_error{"/proc/self/smaps_rollup does not say how much memory is resident"};
}

}  // namespace

Soak run_soak(std::uint64_t events) {
    const Increments increments = increments_of(distributions()[0]);
    World world{increments};
    world.run(events / 20);
    (void)exact_resident_memory();  // the first look touches pages of code that are not the queue's
    (void)thread_cpu_ns();
    Soak soak{.events = events,
              .resident_before = exact_resident_memory(),
              .resident_after = 0,
              .ns_per_event = 0.0};
    const double begun = thread_cpu_ns();
    world.run(events);
    soak.ns_per_event = (thread_cpu_ns() - begun) / static_cast<double>(events);
    soak.resident_after = exact_resident_memory();
    return soak;
}

}  // namespace datahall::bench
