#include "sim/run/heat/thermal_zone.hpp"

#include <algorithm>
#include <cmath>

#include "datahall/math.hpp"

namespace datahall {
namespace {

constexpr double uwns_per_joule = 1e15;
constexpr double same = 1e-9;  // K: as near as a temperature is told
constexpr double cold = 1e-6;  // K: metal that near to the air has come to rest

Int128 as_energy(double joules) {
    return static_cast<Int128>(std::round(joules * uwns_per_joule));
}

}  // namespace

double ThermalZone::relaxing(double t) const {
    if (is_settled_ || body_.metal <= 0.0) return 0.0;
    return (state_.metal - state_.air) * math::exp(-body_.coupling / body_.metal * t);
}

double ThermalZone::air(Instant now) const {
    return law_ == ZoneLaw::held ? state_.air : path_.air(seconds(now));
}

double ThermalZone::metal(Instant now) const {
    if (law_ == ZoneLaw::held) return state_.air + relaxing(seconds(now));
    return path_.at(seconds(now)).metal;
}

double ThermalZone::flow(Instant now) const {
    const double heat = static_cast<double>(heat_uw_) * 1e-6;
    switch (law_) {
        case ZoneLaw::held:
            return heat + body_.coupling * relaxing(seconds(now));
        case ZoneLaw::coil:
            return path_.flow(seconds(now));
        case ZoneLaw::capped:
            return cooling_.cap;
        case ZoneLaw::still:
            break;
    }
    return 0.0;
}

void ThermalZone::add_flow(Instant now, FlowSum& sum) const {
    sum.add(flow(now));
    const double t = seconds(now);
    if (law_ == ZoneLaw::coil) {
        for (const int i : {0, 1})
            sum.add(path_.rate(i), cooling_.conductance * path_.part_slope(i) * math::exp(path_.rate(i) * t));
    }
    if (law_ == ZoneLaw::held && !is_settled_) {
        const double rate = -body_.coupling / body_.metal;
        sum.add(rate, rate * body_.coupling * relaxing(t));
    }
}

double ThermalZone::air_integral(Instant now) const {
    const double t = seconds(now);
    return air_seconds_ + (law_ == ZoneLaw::held ? state_.air * t : path_.air_integral(t));
}

double ThermalZone::warmest(Instant now) const {
    return law_ == ZoneLaw::held ? state_.air : path_.warmest(seconds(now));
}

double ThermalZone::stored(Instant now) const {
    const bool is_held = law_ == ZoneLaw::held;
    const TwoNodeState s = is_held ? TwoNodeState{state_.air, metal(now)} : path_.at(seconds(now));
    return body_.air * (s.air - first_set_point_) + body_.metal * (s.metal - first_set_point_);
}

Int128 ThermalZone::moved_since(Instant now) const {
    const std::int64_t ns = now.ns - since_.ns;
    switch (law_) {
        case ZoneLaw::held: {
            const Int128 heat = Int128{heat_uw_} * ns;
            if (is_settled_) return heat;
            return heat + as_energy(body_.metal * (relaxing(0.0) - relaxing(seconds(now))));
        }
        case ZoneLaw::coil:
            return as_energy(path_.moved(seconds(now)));
        case ZoneLaw::capped:
            return as_energy(cooling_.cap * seconds(now));
        case ZoneLaw::still:
            break;
    }
    return 0;
}

void ThermalZone::advance(Instant now) {
    moved_total_ = total_moved(now);
    heat_total_ = total_heat(now);
    air_seconds_ = air_integral(now);
    state_ = {air(now), metal(now)};
    since_ = now;
}

void ThermalZone::set_heat(Instant now, std::int64_t uw) {
    if (uw == heat_uw_) return;
    advance(now);
    heat_uw_ = uw;
    choose();
}

void ThermalZone::set_cooling(Instant now, const ZoneCooling& cooling) {
    if (cooling == cooling_) return;
    advance(now);
    cooling_ = cooling;
    set_point_ = first_set_point_ + cooling.warmer;
    choose();
}

void ThermalZone::review(Instant now) {
    advance(now);
    choose();
}

double ThermalZone::wanted() const {
    const double exchanged = body_.metal > 0.0 ? body_.coupling * (state_.metal - set_point_) : 0.0;
    return static_cast<double>(heat_uw_) * 1e-6 + exchanged;
}

// What is a hair off the set point goes to the loop, so that no heat is lost.
void ThermalZone::choose() {
    const double heat = static_cast<double>(heat_uw_) * 1e-6;
    const double head = cooling_.conductance * (set_point_ + rise_ - cooling_.water);  // at the set point
    const double most = std::max(std::min(head, cooling_.cap), 0.0);
    const double enough = std::max(wanted(), heat);
    const bool is_cool = state_.air <= set_point_ + same;
    if (is_cool && enough <= most * (1.0 + 1e-12)) {
        law_ = ZoneLaw::held;
        is_settled_ = body_.metal <= 0.0 || std::fabs(state_.metal - set_point_) < cold;
        double surplus = body_.air * (state_.air - set_point_);
        if (is_settled_) surplus += body_.metal * (state_.metal - set_point_);
        moved_total_ += as_energy(surplus);
        surplus_ += surplus;
        state_.air = set_point_;
        if (is_settled_) state_.metal = set_point_;
        return;
    }
    const double through = cooling_.conductance * (state_.air + rise_ - cooling_.water);
    TwoNodeInput in{.to_air = heat};
    if (through > cooling_.cap) {
        law_ = ZoneLaw::capped;
        in.to_air -= cooling_.cap;
    } else if (cooling_.conductance > 0.0 && through >= 0.0) {
        law_ = ZoneLaw::coil;
        in.conductance = cooling_.conductance;
        in.supply = cooling_.water - rise_;
    } else {
        law_ = ZoneLaw::still;
    }
    path_ = TwoNodePath{body_, state_, in};
}

// Rounded up: the state at the event is at or past what was predicted.
Instant ThermalZone::after(double s) const {
    constexpr double longest = 9e9;  // s, beyond the clock
    if (!(s < longest)) return kNever;
    return add_sat(since_, std::max<std::int64_t>(static_cast<std::int64_t>(std::ceil(s * 1e9)), 1));
}

Instant ThermalZone::next_above(double degrees) const {
    if (law_ == ZoneLaw::held) return kNever;
    const auto s = path_.first_at_or_above(degrees);
    return s ? after(*s) : kNever;
}

Instant ThermalZone::next_below(double degrees) const {
    if (law_ == ZoneLaw::held) return kNever;
    const auto s = path_.first_at_or_below(degrees);
    return s ? after(*s) : kNever;
}

// From above down to it, or from below up to it.
Instant ThermalZone::next_at(double degrees) const {
    return state_.air < degrees - same ? next_above(degrees) : next_below(degrees);
}

// When the metal is as warm as the air.
Instant ThermalZone::next_rest() const {
    if (is_settled_) return kNever;
    const double difference = std::fabs(state_.metal - state_.air);
    return after(math::log(difference / (0.5 * cold)) * body_.metal / body_.coupling);
}

Instant ThermalZone::next_switch() const {
    const double supply = cooling_.water - rise_;
    const double capped_from = supply + cooling_.cap / cooling_.conductance;
    switch (law_) {
        case ZoneLaw::held:
            return next_rest();
        case ZoneLaw::coil:
            return std::min(next_at(set_point_), next_above(capped_from));
        case ZoneLaw::capped:
            return next_at(std::max(set_point_, capped_from));
        case ZoneLaw::still:
            break;
    }
    return cooling_.conductance > 0.0 ? next_above(supply) : kNever;
}

}  // namespace datahall
