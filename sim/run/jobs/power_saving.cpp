#include "sim/run/jobs/power_saving.hpp"

#include <algorithm>

#include "datahall/instant.hpp"

namespace datahall {

PowerSaving::PowerSaving(const PowerSavingRule& rule, std::uint32_t nodes)
    : idle_after_ns_{as_nanoseconds(rule.idle_after)},
      shut_down_ns_{as_nanoseconds(rule.shut_down)},
      boot_ns_{as_nanoseconds(rule.boot)},
      keep_{static_cast<std::uint32_t>(std::min<std::int64_t>(rule.keep, nodes))},
      nodes_(nodes) {
    for (std::uint32_t node = 0; node < nodes; ++node) note_idle(node, 0);
}

void PowerSaving::note_idle(std::uint32_t node, std::int64_t now_ns) {
    Node& n = nodes_[node];
    n.is_idle = true;
    n.since_ns = now_ns;
    n.before = last_;
    n.behind = no_index;
    (last_ == no_index ? first_ : nodes_[last_].behind) = node;
    last_ = node;
    ++idle_;
}

void PowerSaving::note_busy(std::uint32_t node) {
    Node& n = nodes_[node];
    if (!n.is_idle) return;
    n.is_idle = false;
    (n.before == no_index ? first_ : nodes_[n.before].behind) = n.behind;
    (n.behind == no_index ? last_ : nodes_[n.behind].before) = n.before;
    --idle_;
}

std::int64_t PowerSaving::rest_ns() const {
    return first_ == no_index ? INT64_MAX : add_sat({nodes_[first_].since_ns}, idle_after_ns_).ns;
}

std::uint32_t PowerSaving::rest(std::int64_t now_ns) {
    const std::uint32_t node = first_;
    note_busy(node);
    nodes_[node].state = NodeState::stopping;
    nodes_[node].since_ns = add_sat({now_ns}, shut_down_ns_).ns;
    drop_past();
    stopping_.push(node);
    return node;
}

// Of the list of those that shut down and have not been called.
void PowerSaving::drop_past() {
    const auto is_past = [](const Node& n) { return n.state != NodeState::stopping || n.is_called; };
    while (!stopping_.empty() && is_past(nodes_[stopping_.front()])) stopping_.pop();
}

bool PowerSaving::stopped(std::uint32_t node) {
    Node& n = nodes_[node];
    n.state = n.is_called ? NodeState::booting : NodeState::asleep;
    if (!n.is_called) asleep_.push(node);
    return !n.is_called;
}

std::uint32_t PowerSaving::next_to_call() {
    while (!asleep_.empty() && nodes_[asleep_.top()].state != NodeState::asleep) asleep_.pop();
    if (!asleep_.empty()) return asleep_.top();
    drop_past();
    return stopping_.empty() ? no_index : stopping_.front();
}

PowerSaving::Call PowerSaving::call(std::int64_t now_ns) {
    const std::uint32_t node = next_to_call();
    Node& n = nodes_[node];
    const bool sleeps = n.state == NodeState::asleep;
    if (sleeps) n.state = NodeState::booting;
    n.is_called = true;
    ++coming_;
    return {.node = node, .sleeps = sleeps, .ready_ns = add_sat({sleeps ? now_ns : n.since_ns}, boot_ns_).ns};
}

void PowerSaving::rise(std::uint32_t node) {
    Node& n = nodes_[node];
    if (n.is_called) --coming_;
    n.is_called = false;
    n.state = NodeState::awake;
}

}  // namespace datahall
