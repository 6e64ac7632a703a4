// Counts what happens within one instant, to tell a busy instant from one that never ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "datahall/event_queue.hpp"

namespace datahall {

class InstantGuard {
public:
    bool is_open() const { return is_open_; }
    /// `next_sequence`: events with it or a greater one are made within this instant.
    void open(Instant now, std::uint64_t next_sequence);
    void close() { is_open_ = false; }

    /// Throws ZeroDelayLoop once events made within the instant exceed
    /// 16 x (events that were due when it began) + 1,000,000.
    void count_event(std::uint64_t sequence, const EventHandler* handler) {
        if (sequence < next_sequence_) {
            ++due_;
        } else if (++zero_delay_ + sample > 16 * due_ + allowance) {
            sample_and_throw(handler);
        }
    }
    /// Throws SettleLoop at the pass after the last allowed one.  `what` was dirty before it.
    void count_pass(std::uint32_t max_passes, const char* what);

    std::uint64_t instants() const { return instants_; }
    std::uint64_t settles() const { return settles_; }

private:
    static constexpr std::uint64_t allowance = 1'000'000;
    static constexpr std::uint64_t sample = 1'024;  // events before the limit whose handlers are counted

    void sample_and_throw(const EventHandler* handler);
    std::string most_frequent() const;

    struct Tally {
        const EventHandler* handler = nullptr;
        std::uint64_t events = 0;
    };
    std::array<Tally, 16> tallies_{};
    std::array<const char*, 4> dirty_{};  // of the last passes, a ring
    std::uint64_t next_sequence_ = 0;
    std::uint64_t due_ = 0;
    std::uint64_t zero_delay_ = 0;
    std::uint64_t instants_ = 0;  // opened since the beginning
    std::uint64_t settles_ = 0;   // since the beginning
    std::uint32_t passes_ = 0;    // of this instant
    Instant now_;
    bool is_open_ = false;
};

/// "Breaker::trip" out of the compiler's spelling of a handler.
std::string handler_name(const EventHandler& handler);

}  // namespace datahall
