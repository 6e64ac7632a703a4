// Transfer switches: buses that use their feeds in turn, and are open while they go from one to the next.
//
//   closed on a feed   until it dies: then open; or until one before it has been live for the return time
//   open               without a feed, until one is live; then still for the transfer time
//
// Loads behind a catcher have such a switch whether their type says so or not.
// The feed it goes to is the first in turn that is live; if that dies in the meantime, the time starts anew.
// Generator sets take one bus after another: then it waits for its turn.
// Cost: O(switches x their feeds) whenever what is live has changed, nothing otherwise.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/run/power/generator_sets.hpp"
#include "sim/run/power/power_parts.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class TransferSwitches {
public:
    /// All closed on their first feed.
    TransferSwitches(const PowerParts& parts, GeneratorSets& generators);
    TransferSwitches(const TransferSwitches&) = delete;

    /// What is live has changed.
    void look();

    // Handlers, by switch.
    void close(std::uint64_t index);
    void go_back(std::uint64_t index);

private:
    struct Switch {
        FeedSpan feeds;
        std::uint32_t element = no_index;  // no_index: of a rack or the plants
        std::int64_t time_ns = 0;
        std::int64_t return_ns = 0;
        std::uint32_t rank = 0;  // closed on, or going to
        bool is_open = false;
        bool has_turn = false;  // with the sets it goes to
        Timer closing, returning;
    };
    static constexpr std::uint32_t none = UINT32_MAX;

    void add(const FeedSpan& feeds, std::uint32_t element);
    bool is_live(const Switch& s, std::uint32_t rank) const;
    std::uint32_t first_live(const Switch& s) const;
    void look(std::size_t index);
    void open(Switch& s);
    Instant turn_of(const Switch& s);
    void connect(const Switch& s, std::uint32_t rank);

    PowerParts p_;
    GeneratorSets& generators_;
    std::vector<Switch> switches_;
};

}  // namespace datahall
