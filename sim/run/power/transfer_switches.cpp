#include "sim/run/power/transfer_switches.hpp"

#include <algorithm>
#include <optional>

namespace datahall {
namespace {

// An estimate, as the type `sts` of the catalogue.
constexpr TransferRule static_switch{.time = Seconds::from_si(0.005), .return_after = Seconds::from_si(5.0)};

}  // namespace

TransferSwitches::TransferSwitches(const PowerParts& parts, GeneratorSets& generators)
    : p_{parts}, generators_{generators} {
    const Facility& f = p_.facility;
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) add(f.elements[e].feeds, e);
    for (const Rack& rack : f.racks) add(rack.feeds, no_index);
    for (const MechanicalLoad& load : f.mechanical) add(load.feeds, no_index);
}

void TransferSwitches::add(const FeedSpan& span, std::uint32_t element) {
    const auto feeds = p_.facility.feeds_of(span);
    if (feeds.empty() || feeds.back().rank == feeds.front().rank) return;
    const bool has_catcher = std::ranges::any_of(feeds, [this](const PowerFeed& feed) {
        return feed.from != no_index && p_.facility.elements[feed.from].is_catcher;
    });
    std::optional<TransferRule> rule;
    if (element != no_index) rule = p_.type_of(element).transfer;
    if (!rule && has_catcher) rule = static_switch;
    if (!rule) return;
    switches_.push_back({.feeds = span,
                         .element = element,
                         .time_ns = as_nanoseconds(rule->time),
                         .return_ns = as_nanoseconds(rule->return_after),
                         .rank = feeds.front().rank,
                         .closing = {},
                         .returning = {}});
    connect(switches_.back(), switches_.back().rank);
}

void TransferSwitches::connect(const Switch& s, std::uint32_t rank) {
    for (std::uint32_t i = s.feeds.first; i < s.feeds.first + s.feeds.count; ++i)
        p_.flow.set_closed(i, p_.facility.feeds[i].rank == rank);
}

bool TransferSwitches::is_live(const Switch& s, std::uint32_t rank) const {
    for (std::uint32_t i = s.feeds.first; i < s.feeds.first + s.feeds.count; ++i) {
        if (p_.facility.feeds[i].rank == rank && p_.flow.may_use(i)) return true;
    }
    return false;
}

std::uint32_t TransferSwitches::first_live(const Switch& s) const {
    for (std::uint32_t i = s.feeds.first; i < s.feeds.first + s.feeds.count; ++i) {
        if (p_.flow.may_use(i)) return p_.facility.feeds[i].rank;
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
        const bool is_better = s.has_turn && first < s.rank;  // than to wait for sets
        const bool goes_on = s.closing.is_set() && is_live(s, s.rank) && !is_better;
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
    if (s.element != no_index) p_.log.note(s.element, PowerHappened::switch_opened, s.rank);
}

// Of the feed that it goes to.
Instant TransferSwitches::turn_of(const Switch& s) {
    Instant turn = p_.events.now();
    for (const PowerFeed& feed : p_.facility.feeds_of(s.feeds)) {
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
    if (s.element != no_index) p_.log.note(s.element, PowerHappened::switch_closed, s.rank);
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
