#include "sim/run/jobs/sleepers.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_sleep = 0x113;  // a kind of its own in the trace hash

}  // namespace

Sleepers::Sleepers(const SleepParts& parts)
    : p_{parts},
      book_{parts.rule, static_cast<std::uint32_t>(parts.row.nodes.size())},
      idle_uw_{parts.nodes.node_uw_with(parts.row.nodes.front(), {})},
      boot_uw_{as_microwatts(static_cast<double>(idle_uw_) * 1e-6 * parts.rule.boot_power)},
      sleep_uw_{as_microwatts(parts.rule.sleep_power)} {}

bool Sleepers::has_power_for(std::uint32_t node) {
    return p_.caps == nullptr || p_.caps->allow_power(p_.row.nodes[node], boot_uw_, p_.events.now());
}

bool Sleepers::call(std::uint64_t demand) {
    const std::uint64_t free = p_.free.free_total();
    const std::uint64_t wanted = std::max(nodes_for(demand > free ? demand - free : 0), unplaced_nodes_);
    while (book_.coming() < wanted) {
        const std::uint32_t next = book_.next_to_call();
        if (next == no_index) return true;
        if (!has_power_for(next)) return false;
        call_next();
    }
    return true;
}

void Sleepers::call_next() {
    const PowerSaving::Call call = book_.call(p_.events.now().ns);
    if (call.sleeps) asleep_.add(p_.events.now(), -1);
    // One that shuts down still counts from now on with what it will draw, so that caps hold.
    p_.nodes.fix_power(p_.row.nodes[call.node], boot_uw_);
    book_.ticket(call.node) = p_.schedule.expect(p_.row.units_per_node(), call.ready_ns);
    ++boots_;
    p_.events.post<&Sleepers::finish_boot>(Instant{call.ready_ns}, *this, as_turn(call.node));
}

void Sleepers::finish_boot(std::uint64_t turn_of_node) {
    if (is_void(turn_of_node)) return;
    const auto node = static_cast<std::uint32_t>(turn_of_node);
    p_.schedule.arrive(book_.ticket(node));
    rise(node);
}

// Its units are in the scheduler's count already.
void Sleepers::rise(std::uint32_t node) {
    const std::uint32_t units = p_.row.units_per_node();
    book_.rise(node);
    p_.nodes.fix_power(p_.row.nodes[node], -1);
    p_.nodes.set_account(p_.row.nodes[node], NobodyAccount::idle);
    units_.add(p_.events.now(), -std::int64_t{units});
    p_.free.give_back(node, units);
    note_given_back(node);
    p_.events.fold(trace_sleep, node);
    p_.host.node_is_up(node);
}

void Sleepers::rise_for_service(std::uint32_t node) {
    if (book_.state(node) != NodeState::asleep) return;
    asleep_.add(p_.events.now(), -1);
    p_.schedule.restore(p_.row.units_per_node());
    rise(node);
}

void Sleepers::lose(std::uint32_t node) {
    const NodeState state = book_.state(node);
    if (state == NodeState::awake) return;
    if (state == NodeState::asleep) asleep_.add(p_.events.now(), -1);
    if (book_.is_called(node)) {
        p_.schedule.arrive(book_.ticket(node));
    } else {
        p_.schedule.restore(p_.row.units_per_node());
    }
    book_.call_off(node);
    rise(node);
}

void Sleepers::rest(std::uint64_t demand) {
    const std::int64_t now = p_.events.now().ns;
    const auto may_rest = [&] {
        return unplaced_nodes_ == 0 && book_.spare() > 0 &&
               p_.free.free_total() + coming_units() >= demand + p_.row.units_per_node();
    };
    while (may_rest() && book_.rest_ns() <= now) begin_rest();
    const std::int64_t next = book_.rest_ns();
    if (!may_rest() || next == INT64_MAX || (next >= look_ns_ && look_ns_ > now)) return;
    look_ns_ = next;
    p_.events.post<&Sleepers::look>(Instant{next}, *this);
}

void Sleepers::begin_rest() {
    const std::uint32_t units = p_.row.units_per_node();
    const std::uint32_t node = book_.rest(p_.events.now().ns);
    p_.free.take(node, units);
    p_.schedule.withdraw(units);
    units_.add(p_.events.now(), units);
    p_.nodes.set_account(p_.row.nodes[node], NobodyAccount::transition);
    p_.nodes.fix_power(p_.row.nodes[node], idle_uw_);
    p_.events.fold(trace_sleep, node);
    if (p_.rule.shut_down == Seconds{}) return finish_rest_of(node);
    p_.events.post<&Sleepers::finish_rest>(p_.events.now() + p_.rule.shut_down, *this, as_turn(node));
}

void Sleepers::finish_rest(std::uint64_t turn_of_node) {
    if (!is_void(turn_of_node)) finish_rest_of(static_cast<std::uint32_t>(turn_of_node));
}

void Sleepers::finish_rest_of(std::uint32_t node) {
    if (!book_.stopped(node)) return;  // it boots already
    asleep_.add(p_.events.now(), 1);
    p_.nodes.fix_power(p_.row.nodes[node], sleep_uw_);
    p_.events.mark_dirty("sleep");
    p_.host.node_is_down(node);
}

bool Sleepers::may_help(std::uint32_t units, bool is_lacking, std::span<const std::uint32_t> service) const {
    if (!is_lacking) return true;
    std::int64_t others = units_.level();
    for (const std::uint32_t node : service) {
        if (book_.state(node) != NodeState::awake) others -= p_.row.units_per_node();
    }
    return p_.free.free_total() + others >= units;
}

bool Sleepers::are_sound() const {
    std::int64_t resting = 0;
    std::int64_t asleep = 0;
    for (std::uint32_t node = 0; node < p_.row.nodes.size(); ++node) {
        const NodeState state = book_.state(node);
        const bool is_idle = state == NodeState::awake && p_.free.is_free(node);
        if (book_.is_idle(node) != is_idle) return false;
        if (state == NodeState::awake) continue;
        ++resting;
        asleep += state == NodeState::asleep ? 1 : 0;
        const std::int64_t on_uw = book_.is_called(node) ? boot_uw_ : idle_uw_;
        const std::int64_t uw = state == NodeState::asleep ? sleep_uw_ : on_uw;
        if (p_.free.free_on(node) > 0 || p_.nodes.node_uw(p_.row.nodes[node]) != uw) return false;
    }
    return asleep == asleep_.level() && resting * p_.row.units_per_node() == units_.level();
}

}  // namespace datahall
