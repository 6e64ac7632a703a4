#include "sim/run/jobs/node_table.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"

namespace datahall {

NodeTable::NodeTable(const Facility& f, PowerFlow& power)
    : facility_{f},
      power_{power},
      state_(f.node_count()),
      by_type_uw_(f.node_types.size() * f.zones.size()),
      fans_(f.zones.size(), 1.0) {
    for (const Rack& rack : f.racks) {
        for (std::uint32_t n = 0; n < rack.nodes; ++n) {
            state_[rack.first_node + n].type = rack.node_type;
            mark(rack.first_node + n);
        }
    }
}

std::uint32_t NodeTable::open_bill() {
    if (unused_bills_.empty()) {
        bills_.push_back({});
        return static_cast<std::uint32_t>(bills_.size() - 1);
    }
    const std::uint32_t bill = unused_bills_.back();
    unused_bills_.pop_back();
    bills_[bill] = {};
    return bill;
}

void NodeTable::close_bill(std::uint32_t bill, Instant now) {
    closed_.energy += billed(bill, now);
    closed_.carried += carried(bill, now);
    unused_bills_.push_back(bill);
}

void NodeTable::take(std::uint32_t node, std::uint32_t bill, const NodeLoad& load) {
    State& s = state_[node];
    s.sum += load;
    s.held.push_back({.bill = bill, .load = load, .part_uw = 0});
    mark(node);
}

void NodeTable::change(std::uint32_t node, std::uint32_t bill, const NodeLoad& load) {
    State& s = state_[node];
    NodeLoad& held = std::ranges::find(s.held, bill, &Holding::bill)->load;
    s.sum -= held;
    s.sum += load;
    held = load;
    mark(node);
}

void NodeTable::release(std::uint32_t node, std::uint32_t bill, Instant now) {
    State& s = state_[node];
    const auto it = std::ranges::find(s.held, bill, &Holding::bill);
    s.sum -= it->load;
    overhead_.advance(now);
    bills_[bill].add(now, overhead_.integral(), -it->part_uw);
    // The part is nobody's until the node settles at this same instant.
    s.nobody_uw += it->part_uw;
    nobody_uw_[at(s.account)] += it->part_uw;
    s.held.erase(it);
    mark(node);
}

void NodeTable::set_account(std::uint32_t node, NobodyAccount account) {
    State& s = state_[node];
    nobody_uw_[at(s.account)] -= s.nobody_uw;
    s.account = account;
    nobody_uw_[at(s.account)] += s.nobody_uw;
    mark(node);
}

void NodeTable::mark(std::uint32_t node) {
    if (state_[node].dirty) return;
    state_[node].dirty = true;
    dirty_.push_back(node);
}

void NodeTable::settle(Instant now) {
    overhead_.advance(now);
    for (const std::uint32_t node : dirty_) settle_node(node, now);
    dirty_.clear();
    nodes_.set(now, nodes_uw_);
    for (std::size_t a = 0; a < nobody_.size(); ++a) {
        nobody_[a].add(now, overhead_.integral(), nobody_uw_[a] - nobody_[a].part_uw());
    }
}

void NodeTable::settle_node(std::uint32_t node, Instant now) {
    State& s = state_[node];
    s.dirty = false;
    const std::int64_t uw = s.fixed_uw >= 0 ? s.fixed_uw : node_uw_of(node, s.sum);
    const std::int64_t change = uw - s.power_uw;
    s.power_uw = uw;
    nodes_uw_ += change;
    const std::uint32_t rack = facility_.rack_of_node[node];
    by_type_uw_[facility_.zone_of_rack[rack] * facility_.node_types.size() + s.type] += change;
    if (change != 0) power_.change_rack(rack, change);
    divide(s, now);
}

void NodeTable::divide(State& s, Instant now) {
    loads_.clear();
    for (const Holding& h : s.held) loads_.push_back(h.load);
    parts_.assign(s.held.size(), 0);
    const std::int64_t rest = divider_.divide(facility_.node_types[s.type], s.power_uw, loads_, parts_);
    for (std::size_t i = 0; i < s.held.size(); ++i) {
        bills_[s.held[i].bill].add(now, overhead_.integral(), parts_[i] - s.held[i].part_uw);
        s.held[i].part_uw = parts_[i];
    }
    nobody_uw_[at(s.account)] += rest - s.nobody_uw;
    s.nobody_uw = rest;
}

std::int64_t NodeTable::node_uw_with(std::uint32_t node, NodeLoad load) const {
    load += state_[node].sum;
    return node_uw_of(node, load);
}

std::int64_t NodeTable::node_uw_of(std::uint32_t node, const NodeLoad& load) const {
    const State& s = state_[node];
    const NodeTypeRow& type = facility_.node_types[s.type];
    const std::int64_t uw =
        node_power_uw(type, facility_.loss_points, load, static_cast<double>(s.live_cords) / s.all_cords);
    const double fans = fans_[facility_.zone_of_rack[facility_.rack_of_node[node]]] - 1.0;
    return fans == 0.0
               ? uw
               : as_microwatts(static_cast<double>(uw) * 1e-6 * (1.0 + fans * (1.0 - type.liquid_share)));
}

void NodeTable::set_fans(std::uint32_t zone, double power) {
    if (fans_[zone] == power) return;
    fans_[zone] = power;
    for (const std::uint32_t r : facility_.zones[zone].racks) {
        const Rack& rack = facility_.racks[r];
        for (std::uint32_t n = 0; n < rack.nodes; ++n) mark(rack.first_node + n);
    }
}

bool NodeTable::is_divided() const {
    return std::ranges::all_of(state_, [](const State& s) {
        std::int64_t sum = s.nobody_uw;
        for (const Holding& h : s.held) sum += h.part_uw;
        return sum == s.power_uw;
    });
}

std::int64_t NodeTable::liquid_heat_uw(std::uint32_t zone) const {
    std::int64_t sum = 0;
    const std::size_t types = facility_.node_types.size();
    for (std::size_t t = 0; t < types; ++t) {
        const double uw = static_cast<double>(by_type_uw_[zone * types + t]);
        sum += as_microwatts(uw * 1e-6 * facility_.node_types[t].liquid_share);
    }
    return sum;
}

}  // namespace datahall
