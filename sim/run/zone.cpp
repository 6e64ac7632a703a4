#include "sim/run/zone.hpp"

#include <algorithm>

namespace datahall {
namespace {

Int128 divide_up(Int128 a, Int128 b) {
    return (a + b - 1) / b;
}

Instant after(Instant now, Int128 ns) {
    if (ns > kNever.ns) return kNever;
    return add_sat(now, static_cast<std::int64_t>(ns));
}

}  // namespace

Int128 Zone::stored(Instant now) const {
    return std::max(stored_ + change_per_ns() * (now.ns - since_.ns), Int128{0});
}

Int128 Zone::total_moved(Instant now) const {
    const Int128 duration = now.ns - since_.ns;
    const Int128 level = stored_ + change_per_ns() * duration;
    // Not storing: all heat passes.  Ran empty on the way: all heat and all that was stored.
    if (level <= 0) return moved_total_ + Int128{heat_uw_} * duration + stored_;
    return moved_total_ + Int128{capacity_uw_} * duration;
}

Kelvins Zone::rise(Instant now) const {
    return Kelvins::from_si(static_cast<double>(stored(now)) / uwns_per_kelvin_);
}

bool Zone::is_above(Instant now, Kelvins above) const {
    if (above < Kelvins{}) return true;
    return stored(now) > 0 && stored(now) >= stored_at(above);
}

void Zone::advance(Instant now) {
    moved_total_ = total_moved(now);
    heat_total_ = total_heat(now);
    stored_ = stored(now);
    since_ = now;
}

void Zone::set_heat(Instant now, std::int64_t uw) {
    advance(now);
    heat_uw_ = uw;
}

void Zone::set_capacity(Instant now, std::int64_t uw) {
    advance(now);
    capacity_uw_ = uw;
}

Instant Zone::next_crossing(Instant now, Kelvins above) const {
    const Int128 threshold = stored_at(above);
    const Int128 level = stored(now);
    const Int128 rate = change_per_ns();
    if (rate > 0 && level < threshold) return after(now, divide_up(threshold - level, rate));
    if (rate < 0 && level >= threshold && level > 0)
        return after(now, divide_up(level - threshold + 1, -rate));
    return kNever;
}

Instant Zone::next_empty(Instant now) const {
    const Int128 level = stored(now);
    if (level == 0 || change_per_ns() >= 0) return kNever;
    return after(now, divide_up(level, -change_per_ns()));
}

}  // namespace datahall
