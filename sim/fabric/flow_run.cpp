#include "sim/fabric/flow_run.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/fabric/max_min_check.hpp"

namespace datahall {
namespace {

constexpr double ns_per_s = 1e9;
// Beyond it a flow does not end in any run: 292 years are all that an Instant can tell.
constexpr double last_ns = 9.2e18;

Instant tick_of(double due_s) {
    const double ns = std::ceil(due_s * ns_per_s);
    return ns < last_ns ? Instant{static_cast<std::int64_t>(ns)} : kNever;
}

}  // namespace

FlowRun::FlowRun(std::span<const Flow> flows, FlowPaths& paths, std::span<const double> capacities,
                 FlowRunSettings settings)
    : flows_{flows},
      paths_{paths},
      settings_{std::move(settings)},
      rates_{capacities},
      exposure_{flows.size(), capacities.size()},
      by_start_(flows.size()),
      finish_s_(flows.size(), -1.0),
      use_(capacities.size()) {
    std::iota(by_start_.begin(), by_start_.end(), 0U);
    std::ranges::stable_sort(by_start_, {}, [&](std::uint32_t f) { return flows_[f].start_ns; });
    if (settings_.head_of_line == HeadOfLine::per_vl) limited_.emplace(capacities.size());
    queue_.on_settle<&FlowRun::settle>(*this);
}

void FlowRun::run() {
    post_arrival();
    post_change();
    queue_.run_until(kNever);
}

void FlowRun::post_arrival() {
    if (next_start_ == by_start_.size()) return;
    queue_.post<&FlowRun::arrive>(Instant{flows_[by_start_[next_start_]].start_ns}, *this);
}

void FlowRun::post_change() {
    if (next_change_ == settings_.changes.size()) return;
    queue_.post<&FlowRun::change_link>(Instant{settings_.changes[next_change_].at_ns}, *this);
}

void FlowRun::arrive(std::uint64_t) {
    const std::int64_t now = queue_.now().ns;
    for (; next_start_ < by_start_.size() && flows_[by_start_[next_start_]].start_ns <= now; ++next_start_) {
        const std::uint32_t flow = by_start_[next_start_];
        const Seconds latency = paths_.latency(paths_.path(flow));
        if (latency.si() > 0.0) {
            queue_.post<&FlowRun::begin>(queue_.now() + latency, *this, flow);
        } else {
            begin(flow);
        }
    }
    post_arrival();
}

void FlowRun::begin(std::uint64_t flow) {
    begun_.push_back(static_cast<std::uint32_t>(flow));
    is_at_tick_ = true;
    queue_.mark_dirty("flows");
}

void FlowRun::finish(std::uint64_t slot) {
    ended_.push_back(static_cast<std::uint32_t>(slot));
    queue_.mark_dirty("flows");
}

void FlowRun::change_link(std::uint64_t) {
    const std::int64_t now = queue_.now().ns;
    for (; next_change_ < settings_.changes.size() && settings_.changes[next_change_].at_ns <= now;
         ++next_change_) {
        rates_.set_capacity(settings_.changes[next_change_].link, settings_.changes[next_change_].capacity);
    }
    is_at_tick_ = true;
    queue_.mark_dirty("flows");
    if (settings_.reroute_ns >= 0)
        queue_.post<&FlowRun::route_again>(Instant{now + settings_.reroute_ns}, *this);
    post_change();
}

void FlowRun::route_again(std::uint64_t) {
    has_new_routes_ = is_at_tick_ = true;
    queue_.mark_dirty("flows");
}

void FlowRun::advance(Moving& m, double rate) const {
    m.left = std::max(0.0, m.left - rate * (t_ - m.since_s));
    m.since_s = t_;
}

// What it sent over its present path.
void FlowRun::credit(std::uint32_t slot) {
    const Moving& m = moving_[slot];
    const double per_pull = (m.at_first - m.left) / flows_[m.flow].weight;
    for (const MaxMin::Hop& hop : rates_.path(slot)) {
        if (hop.link < use_.size()) use_[hop.link].bytes += hop.pull * per_pull;
    }
}

void FlowRun::take_from_solver(std::uint32_t slot) {
    moving_[slot].flow = nobody;
    rates_.remove(slot);
    if (limited_) limited_->forget(slot);
}

void FlowRun::take_off(std::uint32_t slot) {
    Moving& m = moving_[slot];
    m.left = 0.0;
    finish_s_[m.flow] = m.due_s;
    credit(slot);
    take_from_solver(slot);
}

void FlowRun::put_on(std::uint32_t number) {
    const Flow& flow = flows_[number];
    if (flow.source == flow.destination || flow.bytes <= 0.0) {
        finish_s_[number] = t_;
        return;
    }
    put_on_path(number, paths_.path(number), flow.bytes);
}

void FlowRun::put_on_path(std::uint32_t number, std::span<const PathHop> path, double bytes) {
    if (path.empty()) {
        stranded_.emplace_back(number, bytes);
        return;
    }
    const std::uint32_t slot = rates_.add({path, flows_[number].weight, flows_[number].cap});
    exposure_.add(slot, number);
    if (moving_.size() <= slot) moving_.resize(slot + 1);
    moving_[slot] = {.flow = number,
                     .end = queue_.schedule<&FlowRun::finish>(kNever, *this, slot),
                     .left = bytes,
                     .at_first = bytes,
                     .since_s = t_,
                     .due_s = t_};
}

bool FlowRun::has_path(std::uint32_t slot, std::span<const PathHop> path) const {
    std::span<const MaxMin::Hop> hops = rates_.path(slot);
    if (hops.back().link >= use_.size()) hops = hops.first(hops.size() - 1);  // that of its cap
    const double weight = flows_[moving_[slot].flow].weight;
    return std::ranges::equal(hops, path, [weight](const MaxMin::Hop& a, const PathHop& b) {
        return a.link == b.link && a.pull == b.share * weight;
    });
}

// Bytes that are through stay through; the rest goes over the new path.
void FlowRun::change_paths() {
    paths_.route_again(std::span{settings_.changes}.first(next_change_));
    const auto slots = static_cast<std::uint32_t>(moving_.size());
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
        const std::uint32_t flow = moving_[slot].flow;
        if (flow == nobody) continue;
        const std::span<const PathHop> path = paths_.path(flow);
        if (has_path(slot, path)) continue;
        Moving& m = moving_[slot];
        advance(m, rate(slot));
        credit(slot);
        queue_.cancel(m.end);
        const double left = m.left;
        take_from_solver(slot);
        put_on_path(flow, path, left);
    }
    const auto stranded = std::move(stranded_);
    stranded_.clear();
    for (const auto& [flow, bytes] : stranded) put_on_path(flow, paths_.path(flow), bytes);
    has_new_routes_ = false;
}

void FlowRun::follow(const RateChange& change) {
    Moving& m = moving_[change.flow];
    advance(m, change.before);
    const double r = rate(change.flow);
    if (r > 0.0) m.due_s = t_ + m.left / r;
    const Instant when = r > 0.0 ? std::max(tick_of(m.due_s), queue_.now()) : kNever;
    m.end = queue_.reschedule<&FlowRun::finish>(m.end, when, *this, change.flow);
}

void FlowRun::note_peaks(std::span<const RateChange> changes) {
    for (const RateChange& change : changes) {
        for (const MaxMin::Hop& hop : rates_.path(change.flow)) {
            if (hop.link >= use_.size()) continue;
            use_[hop.link].peak = std::max(use_[hop.link].peak, load(hop.link));
        }
    }
}

std::span<const RateChange> FlowRun::new_rates() {
    const std::span<const RateChange> changes = rates_.solve();
    exposure_.follow(rates_, changes);
    return limited_ ? limited_->limit(rates_) : changes;
}

void FlowRun::settle() {
    if (is_at_tick_) {
        t_ = static_cast<double>(queue_.now().ns) / ns_per_s;
    } else {
        for (const std::uint32_t slot : ended_) t_ = std::max(t_, moving_[slot].due_s);
    }
    for (const std::uint32_t slot : ended_) take_off(slot);
    for (const std::uint32_t flow : begun_) put_on(flow);
    if (has_new_routes_) change_paths();
    const std::span<const RateChange> changes = new_rates();
    for (const RateChange& change : changes) follow(change);
    note_peaks(changes);
    ++solves_;
    rate_changes_ += changes.size();
    if (settings_.is_audited) {
        const std::string violation = why_not_max_min(rates_);
        if (!violation.empty()) throw std::logic_error{"rates are not max-min fair: " + violation};
    }
    ended_.clear();
    begun_.clear();
    is_at_tick_ = false;
}

}  // namespace datahall
