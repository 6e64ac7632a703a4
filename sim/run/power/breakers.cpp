#include "sim/run/power/breakers.hpp"

#include <algorithm>

namespace datahall {

Breakers::Breakers(const PowerParts& parts) : p_{parts}, guard_of_(parts.facility.elements.size(), no_index) {
    const auto& elements = p_.facility.elements;
    for (const PowerElement& e : elements) {
        if (!e.breaker.empty()) curve_of(e.breaker);
    }
    for (std::uint32_t e = 0; e < elements.size(); ++e) {
        if (elements[e].breaker.empty()) continue;
        const std::uint32_t curve = curve_of(elements[e].breaker);
        const BreakerType& type = p_.scenario.catalogue.breakers.find(elements[e].breaker)->second;
        guard_of_[e] = static_cast<std::uint32_t>(guards_.size());
        guards_.push_back({.element = e,
                           .curve = curve,
                           .reclose_ns = as_nanoseconds(type.reclose_after),
                           .breaker = Breaker{curves_[curve]},
                           .opening = {}});
        p_.flow.watch(e);
    }
}

// Compiles it if it is new.
std::uint32_t Breakers::curve_of(const std::string& name) {
    const auto known = std::ranges::find(names_, name);
    if (known != names_.end()) return static_cast<std::uint32_t>(known - names_.begin());
    names_.push_back(name);
    curves_.push_back(compile_trip(p_.scenario.catalogue.breakers.find(name)->second));
    return static_cast<std::uint32_t>(curves_.size() - 1);
}

void Breakers::look_at(std::uint32_t element) {
    if (guard_of_[element] == no_index) return;
    Guard& g = guards_[guard_of_[element]];
    const double current = p_.flow.loading(element);
    g.breaker.set_current(p_.events.now(), current);
    if (!g.has_carried && current <= curves_[g.curve].pickup) g.breaker.settle_in();
    g.has_carried = true;
    const Instant opens = g.is_open ? kNever : g.breaker.opens_at();
    g.opening.set<&Breakers::open>(p_.events, opens, *this, guard_of_[element]);
}

void Breakers::open(std::uint64_t index) {
    Guard& g = guards_[index];
    g.opening.ring();
    p_.log.note(g.element, PowerHappened::breaker_opened, g.breaker.current());
    g.is_open = true;
    p_.units.set_open(g.element, true);
    p_.events.post<&Breakers::close>(add_sat(p_.events.now(), g.reclose_ns), *this, index);
    p_.events.mark_dirty("breakers");
}

void Breakers::close(std::uint64_t index) {
    Guard& g = guards_[index];
    g.is_open = false;
    p_.log.note(g.element, PowerHappened::breaker_closed);
    p_.units.set_open(g.element, false);
    p_.events.mark_dirty("breakers");
}

}  // namespace datahall
