#include "sim/run/power/ups_modes.hpp"

#include <algorithm>

#include "sim/build/power/loss.hpp"

namespace datahall {

UpsModes::UpsModes(const PowerParts& parts, Stores& stores)
    : p_{parts}, stores_{stores}, ups_of_(parts.facility.elements.size(), no_index) {
    std::vector<LossPoint> no_points;  // eco curves have no table
    for (std::uint32_t e = 0; e < p_.facility.elements.size(); ++e) {
        const LossElementType& type = p_.type_of(e);
        if (!type.eco && !type.bypass) continue;
        ups_of_[e] = static_cast<std::uint32_t>(ups_.size());
        Ups& ups = ups_.emplace_back();
        ups.element = e;
        ups.type = &type;
        const PowerElement& bus = p_.facility.elements[e];
        if (type.eco) ups.eco_loss = compile_loss(type.eco->curve, bus.unit_rating, bus.units, no_points);
        p_.flow.watch(e);
    }
}

void UpsModes::look_at(std::uint32_t element) {
    if (ups_of_[element] == no_index) return;
    const std::size_t index = ups_of_[element];
    if (ups_[index].type->bypass) look_at_load(index);
    if (ups_[index].mode == Mode::bypass) look_at_bypass(index);
    if (ups_[index].type->eco && ups_[index].mode != Mode::bypass) look_at_eco(index);
    ups_[index].has_begun = true;
}

bool UpsModes::may_eco(const Ups& ups) const {
    const bool is_charged =
        ups.mode == Mode::eco || !stores_.has(ups.element) || stores_.is_full(ups.element);
    return p_.flow.is_fed(ups.element) && p_.flow.loading(ups.element) >= ups.type->eco->least_load &&
           is_charged;
}

void UpsModes::look_at_eco(std::size_t index) {
    Ups& ups = ups_[index];
    if (ups.is_in_gap) return;
    const Instant now = p_.events.now();
    const EcoMode& eco = *ups.type->eco;
    if (ups.mode == Mode::converting) {
        if (!may_eco(ups)) return ups.change.stop(p_.events);
        if (!ups.has_begun) return enter(ups, Mode::eco);
        if (ups.change.is_set()) return;
        const Instant back = add_sat(now, as_nanoseconds(eco.return_after));
        ups.change.set<&UpsModes::enter_eco>(p_.events, back, *this, index);
        return;
    }
    if (may_eco(ups)) return;
    if (p_.flow.is_fed(ups.element)) return enter(ups, Mode::converting);
    ups.is_in_gap = true;
    ups.change.set<&UpsModes::take_over>(p_.events, add_sat(now, as_nanoseconds(eco.gap)), *this, index);
}

// When what overloads it now will have done so for too long.
void UpsModes::look_at_load(std::size_t index) {
    Ups& ups = ups_[index];
    const BypassRule& rule = *ups.type->bypass;
    const double load = p_.flow.loading(ups.element);
    const Instant now = p_.events.now();
    const auto note = [now](bool is_over, Instant& since) {
        if (!is_over) since = kNever;
        if (is_over && since == kNever) since = now;
    };
    const bool may = ups.mode != Mode::bypass;
    note(may && load > rule.overload, ups.over_since);
    note(may && load > rule.large_overload, ups.far_over_since);
    const Instant due = std::min(add_sat(ups.over_since, as_nanoseconds(rule.after)),
                                 add_sat(ups.far_over_since, as_nanoseconds(rule.large_after)));
    ups.overload.set<&UpsModes::give_up>(p_.events, due, *this, index);
}

void UpsModes::look_at_bypass(std::size_t index) {
    Ups& ups = ups_[index];
    if (!p_.flow.is_fed(ups.element) || p_.flow.loading(ups.element) > 1.0) return ups.change.stop(p_.events);
    if (ups.change.is_set()) return;
    const Instant back = add_sat(p_.events.now(), as_nanoseconds(ups.type->bypass->return_after));
    ups.change.set<&UpsModes::recover>(p_.events, back, *this, index);
}

void UpsModes::enter(Ups& ups, Mode mode) {
    const Instant now = p_.events.now();
    if (ups.mode == Mode::eco) ups.eco_ns += now.ns - ups.since.ns;
    if (ups.mode == Mode::bypass) ups.bypass_ns += now.ns - ups.since.ns;
    ups.mode = mode;
    ups.since = now;
    ups.is_in_gap = false;
    ups.change.stop(p_.events);
    if (mode == Mode::converting) p_.flow.set_loss(ups.element, std::nullopt);
    if (mode == Mode::eco) p_.flow.set_loss(ups.element, ups.eco_loss);
    if (mode == Mode::bypass)
        p_.flow.set_loss(ups.element, LossRow{.rating_w = p_.facility.elements[ups.element].loss.rating_w});
    if (stores_.has(ups.element)) stores_.set_out(ups.element, mode != Mode::converting);
}

void UpsModes::enter_eco(std::uint64_t index) {
    ups_[index].change.ring();
    enter(ups_[index], Mode::eco);
    p_.events.mark_dirty("ups modes");
}

void UpsModes::take_over(std::uint64_t index) {
    ups_[index].change.ring();
    enter(ups_[index], Mode::converting);
    p_.events.mark_dirty("ups modes");
}

void UpsModes::give_up(std::uint64_t index) {
    Ups& ups = ups_[index];
    ups.overload.ring();
    p_.log.note(ups.element, PowerHappened::bypassed, p_.flow.loading(ups.element));
    enter(ups, Mode::bypass);
    ups.over_since = ups.far_over_since = kNever;
    p_.events.mark_dirty("ups modes");
}

void UpsModes::recover(std::uint64_t index) {
    Ups& ups = ups_[index];
    ups.change.ring();
    p_.log.note(ups.element, PowerHappened::converts_again);
    enter(ups, Mode::converting);
    p_.events.mark_dirty("ups modes");
}

std::vector<UpsModes::Report> UpsModes::reports(Instant now) const {
    std::vector<Report> reports;
    for (const Ups& ups : ups_) {
        const std::int64_t here = now.ns - ups.since.ns;
        reports.push_back({.element = ups.element,
                           .may_eco = ups.type->eco.has_value(),
                           .eco_ns = ups.eco_ns + (ups.mode == Mode::eco ? here : 0),
                           .bypass_ns = ups.bypass_ns + (ups.mode == Mode::bypass ? here : 0)});
    }
    return reports;
}

}  // namespace datahall
