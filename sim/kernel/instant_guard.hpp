// Tells a busy instant from one that never ends.
//
// Asked only when something is suspicious, so a normal instant costs nothing here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "datahall/event_queue.hpp"

namespace datahall {

class InstantGuard {
public:
    static constexpr std::uint64_t allowance = 1'000'000;
    static constexpr std::uint64_t sample =
        1'024;  // posts before the limit from which on handlers are counted
    /// So many events posted within an instant are no reason to ask.
    static constexpr std::uint64_t unquestioned = allowance - sample;

    /// Which instant: instants begun so far, and its time.
    struct At {
        std::uint64_t instant = 0;
        Instant now;
    };
    /// What an instant has seen: events posted at it during it, and events run.
    struct Posts {
        At at;
        std::uint64_t posted = 0;
        std::uint64_t ran = 0;
    };

    /// `handler` has just run.  Throws ZeroDelayLoop once the posted events exceed
    /// 16 x (events that were due when the instant began) + 1,000,000.  `waiting()`, asked once an instant,
    /// tells how many events wait at it.
    template <class Waiting>
    void check_posts(const Posts& posts, const EventHandler* handler, Waiting&& waiting) {
        if (posts.at.instant != limited_instant_) set_limit(posts, posts.ran + waiting());
        if (posts.posted > limit_ - sample) tally(posts, handler);
    }
    /// Before a settle of what was dirty.  Throws SettleLoop at the pass after the last allowed one.
    void count_pass(const At& at, std::uint32_t max_passes, const char* what) {
        if (at.instant != passed_instant_) passes_ = 0;
        passed_instant_ = at.instant;
        dirty_[passes_ % dirty_.size()] = what;
        if (++passes_ > max_passes) [[unlikely]]
            refuse_pass(at, max_passes);
        ++settles_;
    }

    std::uint64_t settles() const { return settles_; }

private:
    [[noreturn]] void refuse_pass(const At& at, std::uint32_t max_passes) const;
    void set_limit(const Posts& posts, std::uint64_t seen);
    void tally(const Posts& posts, const EventHandler* handler);
    std::string most_frequent() const;

    struct Tally {
        const EventHandler* handler = nullptr;
        std::uint64_t events = 0;
    };
    std::uint64_t limited_instant_ = 0;  // the instant of limit_; the first instant is 1
    std::uint64_t limit_ = 0;
    std::uint64_t passed_instant_ = 0;  // the instant of passes_
    std::uint32_t passes_ = 0;
    std::uint64_t settles_ = 0;  // since the beginning
    std::array<Tally, 16> tallies_{};
    std::array<const char*, 4> dirty_{};  // of the last passes, a ring
};

/// "Breaker::trip" out of the compiler's spelling of a handler.
std::string handler_name(const EventHandler& handler);

}  // namespace datahall
