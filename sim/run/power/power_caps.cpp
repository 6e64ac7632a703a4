#include "sim/run/power/power_caps.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

constexpr std::int64_t no_cap = INT64_MAX;

std::int64_t cap_of(const std::optional<Watts>& cap) {
    return cap ? as_microwatts(*cap) : no_cap;
}

}  // namespace

PowerCaps::PowerCaps(const Facility& f, NodeTable& nodes, PowerFlow& power, bool may_bar, RampLimit* ramp)
    : facility_{f},
      nodes_{nodes},
      power_{power},
      ramp_{ramp},
      utility_cap_uw_{cap_of(f.utility_job_cap)},
      rack_added_uw_(f.racks.size()),
      added_uw_(f.elements.size()),
      touched_(depths_of(f)),
      hold_{may_bar || ramp != nullptr || f.utility_job_cap} {
    for (const PowerElement& e : f.elements) {
        caps_uw_.push_back(cap_of(e.job_cap));
        hold_ = hold_ || e.job_cap;
    }
}

void PowerCaps::set_bar(std::uint32_t element, std::int64_t uw) {
    const bool is_meter = element == no_index;
    std::int64_t& cap = is_meter ? utility_cap_uw_ : caps_uw_[element];
    cap = std::min(cap_of(is_meter ? facility_.utility_job_cap : facility_.elements[element].job_cap), uw);
}

void PowerCaps::settle(Instant now) {
    if (nodes_.is_dirty()) nodes_.settle(now);
    if (power_.is_dirty()) power_.settle(now);
}

// The load behind these feeds was `before_uw` and would be `after_uw`.
void PowerCaps::add(const FeedSpan& feeds, std::int64_t before_uw, std::int64_t after_uw) {
    if (feeds.count == 1) return add_to_bus(facility_.feeds[feeds.first].from, after_uw - before_uw);
    std::array<std::int64_t, FeedSpan::most> before{};
    std::array<std::int64_t, FeedSpan::most> after{};
    power_.split(feeds, before_uw, before);
    power_.split(feeds, after_uw, after);
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        if (after[i] != before[i]) add_to_bus(facility_.feeds[feeds.first + i].from, after[i] - before[i]);
    }
}

void PowerCaps::add_to_bus(std::uint32_t element, std::int64_t uw) {
    if (element == no_index) {
        utility_added_uw_ += uw;
        return;
    }
    if (added_uw_[element] == 0) touched_[facility_.elements[element].depth].push_back(element);
    added_uw_[element] += uw;
}

bool PowerCaps::allow(std::span<const AddedLoad> loads, Instant now) {
    settle(now);
    for (const AddedLoad& added : loads) {
        add_to_node(added.node, nodes_.node_uw_with(added.node, added.load) - nodes_.node_uw(added.node));
    }
    return is_allowed(now);
}

bool PowerCaps::allow_power(std::uint32_t node, std::int64_t uw, Instant now) {
    settle(now);
    add_to_node(node, uw - nodes_.node_uw(node));
    return is_allowed(now);
}

void PowerCaps::add_to_node(std::uint32_t node, std::int64_t uw) {
    const std::uint32_t rack = facility_.rack_of_node[node];
    if (rack_added_uw_[rack] == 0) racks_.push_back(rack);
    rack_added_uw_[rack] += uw;
}

// What is drawn before the first start is where a ramp begins.
std::int64_t PowerCaps::utility_cap_uw(Instant now) {
    if (ramp_ == nullptr) return utility_cap_uw_;
    if (!ramp_->has_level()) ramp_->begin(now, power_.utility().level());
    return std::min(utility_cap_uw_, ramp_->cap(now));
}

bool PowerCaps::is_allowed(Instant now) {
    for (const std::uint32_t rack : racks_) {
        const std::int64_t before = power_.rack_uw(rack);
        add(facility_.racks[rack].feeds, before, before + rack_added_uw_[rack]);
        rack_added_uw_[rack] = 0;
    }
    racks_.clear();
    bool allowed = true;
    for (std::size_t depth = touched_.size(); depth-- > 0;) {
        for (const std::uint32_t element : touched_[depth]) allowed &= follow(element);
        touched_[depth].clear();
    }
    // As if the store there did nothing: it stops charging for a start, and may be empty soon.
    const std::int64_t drawn_uw = power_.drawn_at_meter_uw() - power_.solar().level();
    allowed &= utility_added_uw_ <= 0 || drawn_uw + utility_added_uw_ <= utility_cap_uw(now);
    utility_added_uw_ = 0;
    return allowed;
}

// Passes what a bus would draw more on to its feeds; whether the bus may.
bool PowerCaps::follow(std::uint32_t element) {
    const std::int64_t before = power_.output(element).level();
    const std::int64_t after = before + added_uw_[element];
    added_uw_[element] = 0;
    add(facility_.elements[element].feeds, before + power_.loss_at_uw(element, before),
        after + power_.loss_at_uw(element, after));
    return after <= before || after <= caps_uw_[element];
}

}  // namespace datahall
