// A million random operations through every verb, on the product's queue and on a std::multimap.
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/oracle_queue.hpp"
#include "tests/unit/kernel/probe.hpp"

using namespace datahall;

namespace {

// Draws operations from a generator, from outside and from within handlers, and logs all that it
// sees.  Two queues that behave alike get the same operations and give the same log.
template <class Queue>
class Player {
public:
    explicit Player(std::uint64_t seed) : random_{seed} { queue_.template on_settle<&Player::settle>(*this); }

    void handle(std::uint64_t arg) {
        log(arg);
        const std::uint32_t verb = random_.below(16);
        if (verb == 0) queue_.mark_dirty();
        if (verb == 1) queue_.stop();
        if (verb < 12) act();
    }
    void settle() {
        log(0x5E77);
        if (random_.below(4) == 0) act();
        if (random_.below(16) == 0) queue_.mark_dirty();
    }

    // One step of the driver: some operations, then a run.
    void drive() {
        for (std::uint32_t n = random_.below(4); n > 0; --n) act();
        switch (random_.below(16)) {
            case 0:
                queue_.trim();
                break;
            case 1:
                queue_.reserve(random_.below(100));
                break;
            case 2:
                queue_.mark_dirty();
                break;
            case 3:
            case 4:
                log(queue_.run_events(random_.below(5)));
                break;
            default:
                log(static_cast<std::uint64_t>(queue_.run_until(soon())));
                break;
        }
        log(queue_.pending());
        log(queue_.is_dirty() ? 1 : 0);
    }

    Queue& queue() { return queue_; }
    std::uint64_t operations() const { return operations_; }
    const std::vector<std::uint64_t>& seen() const { return log_; }

private:
    static constexpr std::uint32_t kept = 64;

    void log(std::uint64_t what) {
        log_.push_back(static_cast<std::uint64_t>(queue_.now().ns));
        log_.push_back(what);
    }
    std::uint32_t id_count() const { return static_cast<std::uint32_t>(ids_.size()); }
    // Now, or a little later: narrow, so that ties are common.
    Instant soon() { return Instant{queue_.now().ns + random_.below(random_.below(8) == 0 ? 1'000 : 6)}; }
    Instant soon_or_never() { return random_.below(20) == 0 ? kNever : soon(); }
    void remember(typename Queue::Id id) {
        if (ids_.size() < kept) return ids_.push_back(id);
        typename Queue::Id& old = ids_[random_.below(kept)];
        log(queue_.cancel(old) ? 1 : 0);  // else forgotten periodic events would pile up
        old = id;
    }

    void act() {
        ++operations_;
        const std::uint32_t verb = random_.below(32);
        const std::uint64_t arg = random_.next();
        if (verb < 8) {
            queue_.template post<&Player::handle>(soon_or_never(), *this, arg);
        } else if (verb < 16) {
            remember(queue_.template schedule<&Player::handle>(soon_or_never(), *this, arg));
        } else if (verb == 16) {
            const Seconds period = Seconds::from_si(1e-9 * (1 + random_.below(50)));
            remember(queue_.template every<&Player::handle>(soon_or_never(), period, *this, arg));
        } else if (!ids_.empty()) {
            typename Queue::Id& id = ids_[random_.below(id_count())];  // often stale
            if (verb < 24) return log(queue_.cancel(id) ? 1 : 0);
            try {
                id = queue_.template reschedule<&Player::handle>(id, soon_or_never(), *this, arg);
            } catch (const std::logic_error&) {
                log(0xBAD);
            }
        }
    }

    Queue queue_;
    SplitMix random_;
    std::vector<typename Queue::Id> ids_;
    std::vector<std::uint64_t> log_;
    std::uint64_t operations_ = 0;
};

}  // namespace

TEST_CASE("random operations behave as on a multimap", "[kernel]") {
    std::uint64_t operations = 0;
    for (std::uint64_t seed = 1; operations < 1'000'000; ++seed) {
        CAPTURE(seed);
        Player<EventQueue> product{seed};
        Player<OracleQueue> oracle{seed};
        for (int step = 0; step < 1'000; ++step) {
            product.drive();
            oracle.drive();
            EventQueueProbe::check(product.queue());
        }
        REQUIRE(product.seen() == oracle.seen());
        operations += product.operations();
    }
    CHECK(operations >= 1'000'000);
}
