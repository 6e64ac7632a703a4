// One body of air or coolant: what heats it, what its plant moves, what it stores.
//
//   moved  = heat                    while nothing is stored and the plant can move it all
//   moved  = capacity                while heat is stored or exceeds the capacity
//   stored = integral of heat - moved        T = supply + stored / C
//
// Heat and capacity are constant between events, so the store is a straight line and every crossing
// has a closed form.  Energies are integers (uW ns); the last nanosecond of emptying moves exactly
// what is left.
// Valid while the zone is well mixed; a rack's own inlet may be warmer (recirculation is the
// plant's affair).
#pragma once

#include <cstdint>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"
#include "datahall/units.hpp"

namespace datahall {

class Zone {
public:
    /// `capacity` of the whole zone; 0 K of rise when nothing is stored.
    explicit Zone(JoulesPerKelvin heat_capacity) : uwns_per_kelvin_{heat_capacity.si() * 1e15} {}

    /// From `now` on; times must not fall.
    void set_heat(Instant now, std::int64_t uw);
    void set_capacity(Instant now, std::int64_t uw);

    std::int64_t heat_uw() const { return heat_uw_; }
    std::int64_t capacity_uw() const { return capacity_uw_; }
    bool is_storing(Instant now) const { return stored(now) > 0 || heat_uw_ > capacity_uw_; }

    // Closed forms, read-only.
    Int128 stored(Instant now) const;
    Int128 total_heat(Instant now) const { return heat_total_ + Int128{heat_uw_} * (now.ns - since_.ns); }
    Int128 total_moved(Instant now) const;
    Kelvins rise(Instant now) const;
    /// Whether the rise has reached `above`; any stored heat is above 0, and everything above less.
    bool is_above(Instant now, Kelvins above) const;

    /// When the rise next reaches `above` upwards or falls below it; kNever if it will not at the
    /// present heat and capacity.  Rounded up: the state at the event is at or past the threshold.
    Instant next_crossing(Instant now, Kelvins above) const;
    /// When the store runs empty.
    Instant next_empty(Instant now) const;

private:
    void advance(Instant now);
    Int128 stored_at(Kelvins rise) const { return static_cast<Int128>(rise.si() * uwns_per_kelvin_); }
    Int128 change_per_ns() const { return Int128{heat_uw_} - capacity_uw_; }

    double uwns_per_kelvin_;
    Instant since_;
    std::int64_t heat_uw_ = 0;
    std::int64_t capacity_uw_ = 0;
    Int128 stored_ = 0;       // at since_
    Int128 heat_total_ = 0;   // up to since_
    Int128 moved_total_ = 0;  // up to since_
};

}  // namespace datahall
