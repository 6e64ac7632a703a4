#include "sim/run/power/transfer_switches.hpp"

#include <algorithm>

namespace datahall {

TransferSwitches::TransferSwitches(const PowerParts& parts, GeneratorSets& generators)
    : p_{parts}, generators_{generators} {
    for (std::uint32_t e = 0; e < p_.facility.elements.size(); ++e) {
        const auto feeds = p_.facility.feeds_of(p_.facility.elements[e].feeds);
        if (feeds.empty() || feeds.back().rank == feeds.front().rank) continue;
        const auto& rule = p_.type_of(e).transfer;
        if (!rule) continue;
        switches_.push_back({.element = e,
                             .time_ns = as_nanoseconds(rule->time),
                             .return_ns = as_nanoseconds(rule->return_after),
                             .rank = feeds.front().rank,
                             .closing = {},
                             .returning = {}});
        connect(switches_.back(), switches_.back().rank);
    }
}

void TransferSwitches::connect(const Switch& s, std::uint32_t rank) {
    const FeedSpan& feeds = p_.facility.elements[s.element].feeds;
    for (std::uint32_t i = feeds.first; i < feeds.first + feeds.count; ++i)
        p_.flow.set_closed(i, p_.facility.feeds[i].rank == rank);
}

bool TransferSwitches::is_live(const Switch& s, std::uint32_t rank) const {
    for (const PowerFeed& feed : p_.facility.feeds_of(p_.facility.elements[s.element].feeds)) {
        if (feed.rank == rank && p_.flow.feeds_power(feed.from)) return true;
    }
    return false;
}

std::uint32_t TransferSwitches::first_live(const Switch& s) const {
    for (const PowerFeed& feed : p_.facility.feeds_of(p_.facility.elements[s.element].feeds)) {
        if (p_.flow.feeds_power(feed.from)) return feed.rank;
    }
    return none;
}

void TransferSwitches::look() {
    for (std::size_t i = 0; i < switches_.size(); ++i) look(i);
}

void TransferSwitches::look(std::size_t index) {
    Switch& s = switches_[index];
    const Instant now = p_.events.now();
    const std::uint32_t first = first_live(s);
    if (!s.is_open && !is_live(s, s.rank)) open(s);
    if (s.is_open) {
        s.returning.stop(p_.events);
        const bool goes_on = s.closing.is_set() && is_live(s, s.rank);
        if (goes_on) return;
        if (first != none) s.rank = first;
        s.has_turn = false;
        s.closing.set<&TransferSwitches::close>(p_.events, first == none ? kNever : add_sat(now, s.time_ns),
                                                *this, index);
        return;
    }
    if (first >= s.rank) return s.returning.stop(p_.events);
    if (s.returning.is_set()) return;
    s.returning.set<&TransferSwitches::go_back>(p_.events, add_sat(now, s.return_ns), *this, index);
}

void TransferSwitches::open(Switch& s) {
    s.is_open = true;
    connect(s, none);
    p_.log.note(s.element, PowerHappened::switch_opened, s.rank);
}

// Of the feed that it goes to.
Instant TransferSwitches::turn_of(const Switch& s) {
    Instant turn = p_.events.now();
    for (const PowerFeed& feed : p_.facility.feeds_of(p_.facility.elements[s.element].feeds)) {
        if (feed.rank == s.rank) turn = std::max(turn, generators_.take_turn(feed.from));
    }
    return turn;
}

void TransferSwitches::close(std::uint64_t index) {
    Switch& s = switches_[index];
    s.closing.ring();
    const Instant turn = s.has_turn ? p_.events.now() : turn_of(s);
    s.has_turn = true;
    if (turn > p_.events.now()) return s.closing.set<&TransferSwitches::close>(p_.events, turn, *this, index);
    s.is_open = false;
    connect(s, s.rank);
    p_.log.note(s.element, PowerHappened::switch_closed, s.rank);
    p_.events.mark_dirty("transfer");
}

// In open transition, as it came.
void TransferSwitches::go_back(std::uint64_t index) {
    Switch& s = switches_[index];
    s.returning.ring();
    open(s);
    s.rank = first_live(s);
    s.has_turn = false;
    s.closing.set<&TransferSwitches::close>(p_.events, add_sat(p_.events.now(), s.time_ns), *this, index);
    p_.events.mark_dirty("transfer");
}

}  // namespace datahall
