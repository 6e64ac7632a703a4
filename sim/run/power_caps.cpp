#include "sim/run/power_caps.hpp"

#include <optional>

#include "sim/build/loss.hpp"

namespace datahall {
namespace {

constexpr std::int64_t no_cap = INT64_MAX;

std::int64_t cap_of(const std::optional<Watts>& cap) {
    return cap ? as_microwatts(*cap) : no_cap;
}

}  // namespace

PowerCaps::PowerCaps(const Facility& f, NodeTable& nodes, PowerFlow& power)
    : facility_{f},
      nodes_{nodes},
      power_{power},
      utility_cap_uw_{cap_of(f.utility_job_cap)},
      added_uw_(f.elements.size()),
      touched_(f.power_levels.size()),
      hold_{f.utility_job_cap.has_value()} {
    for (const PowerElement& e : f.elements) {
        caps_uw_.push_back(cap_of(e.job_cap));
        hold_ = hold_ || e.job_cap;
    }
}

void PowerCaps::settle(Instant now) {
    if (nodes_.is_dirty()) nodes_.settle(now);
    if (power_.is_dirty()) power_.settle(now);
}

void PowerCaps::add_to_bus(std::uint32_t element, std::int64_t uw) {
    if (element == no_index) {
        utility_added_uw_ += uw;
        return;
    }
    if (added_uw_[element] == 0) touched_[facility_.elements[element].level].push_back(element);
    added_uw_[element] += uw;
}

bool PowerCaps::allow(std::span<const AddedLoad> loads, Instant now) {
    settle(now);
    for (const AddedLoad& added : loads) {
        add_to_node(added.node, nodes_.node_uw_with(added.node, added.load) - nodes_.node_uw(added.node));
    }
    return is_allowed();
}

bool PowerCaps::allow_power(std::uint32_t node, std::int64_t uw, Instant now) {
    settle(now);
    add_to_node(node, uw - nodes_.node_uw(node));
    return is_allowed();
}

void PowerCaps::add_to_node(std::uint32_t node, std::int64_t uw) {
    if (uw != 0) add_to_bus(facility_.racks[facility_.rack_of_node[node]].feed, uw);
}

bool PowerCaps::is_allowed() {
    bool allowed = true;
    for (std::size_t level = touched_.size(); level-- > 0;) {
        for (const std::uint32_t element : touched_[level]) allowed &= follow(element);
        touched_[level].clear();
    }
    allowed &= utility_added_uw_ <= 0 || power_.utility().level() + utility_added_uw_ <= utility_cap_uw_;
    utility_added_uw_ = 0;
    return allowed;
}

// Passes what a bus would draw more on to its parent; whether the bus may.
bool PowerCaps::follow(std::uint32_t element) {
    const PowerElement& e = facility_.elements[element];
    const std::int64_t before = power_.output(element).level();
    const std::int64_t added = added_uw_[element];
    added_uw_[element] = 0;
    const std::int64_t more_loss = loss_uw(e.loss, facility_.loss_points, before + added) -
                                   loss_uw(e.loss, facility_.loss_points, before);
    add_to_bus(e.parent, added + more_loss);
    return added <= 0 || before + added <= caps_uw_[element];
}

}  // namespace datahall
