// Every verb of an event queue, played by a stream of draws.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "datahall/event_queue.hpp"

namespace datahall {

/// Draws operations from `Random` (below(n), next()), from outside and from within handlers, and logs all
/// that it sees.  Two queues that behave alike get the same operations and give the same log.
template <class Queue, class Random>
class QueuePlayer {
public:
    template <class... Arguments>
    explicit QueuePlayer(Random random, Arguments... queue) : queue_{queue...}, random_{random} {
        queue_.template on_settle<&QueuePlayer::settle>(*this);
    }

    void handle(std::uint64_t arg) {
        log(arg);
        const std::uint32_t verb = random_.below(16);
        if (verb == 0) queue_.mark_dirty();
        if (verb == 1) queue_.stop();
        if (verb < 12) act();
    }
    void settle() {
        log(0x5E77);
        if (settled_at_ != queue_.now()) settles_ = 0;
        settled_at_ = queue_.now();
        if (++settles_ > most_settles) return;  // an instant without end is another test's business
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

    const Queue& queue() const { return queue_; }
    const Random& random() const { return random_; }
    std::uint64_t operations() const { return operations_; }
    const std::vector<std::uint64_t>& seen() const { return log_; }

private:
    static constexpr std::uint32_t kept = 64;
    static constexpr int most_settles = 16;  // of an instant that may ask for more

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
            queue_.template post<&QueuePlayer::handle>(soon_or_never(), *this, arg);
        } else if (verb < 16) {
            remember(queue_.template schedule<&QueuePlayer::handle>(soon_or_never(), *this, arg));
        } else if (verb == 16) {
            const Seconds period = Seconds::from_si(1e-9 * (1 + random_.below(50)));
            remember(queue_.template every<&QueuePlayer::handle>(soon_or_never(), period, *this, arg));
        } else if (!ids_.empty()) {
            typename Queue::Id& id = ids_[random_.below(id_count())];  // often stale
            if (verb < 24) return log(queue_.cancel(id) ? 1 : 0);
            try {
                id = queue_.template reschedule<&QueuePlayer::handle>(id, soon_or_never(), *this, arg);
            } catch (const std::logic_error&) {
                log(0xBAD);
            }
        }
    }

    Queue queue_;
    Random random_;
    std::vector<typename Queue::Id> ids_;
    std::vector<std::uint64_t> log_;
    std::uint64_t operations_ = 0;
    Instant settled_at_;
    int settles_ = 0;  // at that instant
};

}  // namespace datahall
