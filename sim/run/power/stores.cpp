#include "sim/run/power/stores.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

constexpr double low_state = 0.2;  // at which sites begin to shut down; only noted here

}  // namespace

Stores::Stores(const PowerParts& parts) : p_{parts}, store_of_(parts.facility.elements.size(), no_index) {
    const auto& elements = p_.facility.elements;
    const auto has_store = [](const PowerElement& e) { return !e.battery.empty(); };
    stores_.reserve(static_cast<std::size_t>(std::ranges::count_if(elements, has_store)));  // curves stay
    for (std::uint32_t e = 0; e < elements.size(); ++e) {
        if (has_store(elements[e])) add(e);
    }
}

void Stores::add(std::uint32_t element) {
    const PowerElement& e = p_.facility.elements[element];
    const WalkIn& walk_in = p_.type_of(element).walk_in;
    store_of_[element] = static_cast<std::uint32_t>(stores_.size());
    Store& s = stores_.emplace_back(compile_battery(p_.scenario.catalogue.batteries.find(e.battery)->second));
    s.element = element;
    s.steps = static_cast<std::uint32_t>(walk_in.steps);
    s.step_ns = as_nanoseconds(walk_in.time) / walk_in.steps;
    s.charge_uw = as_microwatts(e.unit_rating * (e.units * s.curve.charge_share));
    p_.flow.set_store(element, true);
    p_.flow.watch(element);
}

void Stores::look_at(std::uint32_t element) {
    if (store_of_[element] == no_index) return;
    const std::size_t index = store_of_[element];
    Store& s = stores_[index];
    if (s.is_out || p_.flow.units(element) == 0) return rest(s);
    const bool is_fed = p_.flow.is_fed(element);
    const bool waits_for_charge =
        s.state == State::empty || (s.state == State::charging && s.charge_uw > 0 && !s.next.is_set());
    if (is_fed && s.state == State::discharging) return begin_walk_in(index);
    if (is_fed && waits_for_charge) return begin_charge(index);
    if (!is_fed && s.state != State::empty && s.state != State::discharging) begin_discharge(s);
    if (s.state == State::discharging || s.state == State::walking_in) discharge(index);
}

void Stores::set_out(std::uint32_t element, bool is_out) {
    Store& s = stores_[store_of_[element]];
    s.is_out = is_out;
    if (is_out) rest(s);
    p_.flow.set_store(element, !is_out && s.state != State::empty);
}

// Of a bus without units, or a store that is out: as it is, until that is over.
void Stores::rest(Store& s) {
    leave_discharge(s);
    s.next.stop(p_.events);
    s.battery.rest(p_.events.now());
    p_.flow.set_store_share(s.element, 0);
    p_.flow.set_charge(s.element, 0);
}

void Stores::begin_discharge(Store& s) {
    s.next.stop(p_.events);
    p_.flow.set_charge(s.element, 0);
    s.state = State::discharging;
    s.since = p_.events.now();
    ++s.discharges;
    p_.log.note(s.element, PowerHappened::on_store, s.battery.state(s.since));
}

// Its share of the load, from now on.
void Stores::discharge(std::size_t index) {
    Store& s = stores_[index];
    const Instant now = p_.events.now();
    const double share = 1.0 - static_cast<double>(s.taken) / s.steps;
    s.battery.discharge(now, p_.flow.loading(s.element) * (s.state == State::walking_in ? share : 1.0));
    watch_charge(index);
}

void Stores::watch_charge(std::size_t index) {
    Store& s = stores_[index];
    const bool is_above = s.battery.state(p_.events.now()) > low_state;
    s.low.set<&Stores::run_low>(p_.events, is_above ? s.battery.reaches(low_state) : kNever, *this, index);
    s.empty.set<&Stores::run_empty>(p_.events, s.battery.empties(), *this, index);
}

void Stores::run_low(std::uint64_t index) {
    Store& s = stores_[index];
    s.low.ring();
    p_.log.note(s.element, PowerHappened::store_low, low_state);
}

void Stores::run_empty(std::uint64_t index) {
    Store& s = stores_[index];
    s.empty.ring();
    s.next.stop(p_.events);
    leave_discharge(s);
    s.state = State::empty;
    s.battery.rest(p_.events.now());
    p_.flow.set_store(s.element, false);
    p_.log.note(s.element, PowerHappened::store_empty);
    p_.events.mark_dirty("battery");
}

// Books a time without a feed, and ends its predictions.
void Stores::leave_discharge(Store& s) {
    if (s.state == State::discharging) s.on_store_ns += p_.events.now().ns - s.since.ns;
    s.lowest = std::min(s.lowest, s.battery.state(p_.events.now()));
    s.low.stop(p_.events);
    s.empty.stop(p_.events);
    if (s.state == State::discharging || s.state == State::walking_in) s.state = State::charging;
}

void Stores::begin_walk_in(std::size_t index) {
    Store& s = stores_[index];
    leave_discharge(s);
    s.state = State::walking_in;
    s.taken = 0;
    p_.log.note(s.element, PowerHappened::walks_in, s.battery.state(p_.events.now()));
    discharge(index);
    s.next.set<&Stores::step>(p_.events, add_sat(p_.events.now(), s.step_ns), *this, index);
}

void Stores::step(std::uint64_t index) {
    Store& s = stores_[index];
    s.next.ring();
    ++s.taken;
    p_.flow.set_store_share(s.element, PowerFlow::store_scale * (s.steps - s.taken) / s.steps);
    p_.events.mark_dirty("walk-in");
    if (s.taken == s.steps) return begin_charge(index);
    s.next.set<&Stores::step>(p_.events, add_sat(p_.events.now(), s.step_ns), *this, index);
}

void Stores::begin_charge(std::size_t index) {
    Store& s = stores_[index];
    const Instant now = p_.events.now();
    leave_discharge(s);
    s.state = State::charging;
    p_.flow.set_store(s.element, true);
    p_.flow.set_charge(s.element, s.charge_uw);
    s.battery.charge(now);
    p_.log.note(s.element, PowerHappened::recharges, s.battery.state(now));
    s.next.set<&Stores::fill>(p_.events, s.battery.fills(), *this, index);
}

void Stores::fill(std::uint64_t index) {
    Store& s = stores_[index];
    s.next.ring();
    s.state = State::full;
    s.battery.rest(p_.events.now());
    p_.flow.set_charge(s.element, 0);
    p_.log.note(s.element, PowerHappened::store_full);
    p_.events.mark_dirty("battery");
}

std::vector<Stores::Report> Stores::reports(Instant now) const {
    std::vector<Report> reports;
    for (const Store& s : stores_) {
        const double state = s.battery.state(now);
        const bool is_discharging = s.state == State::discharging;
        reports.push_back({.element = s.element,
                           .state = state,
                           .lowest = std::min(s.lowest, state),
                           .discharges = s.discharges,
                           .on_store_ns = s.on_store_ns + (is_discharging ? now.ns - s.since.ns : 0)});
    }
    return reports;
}

}  // namespace datahall
