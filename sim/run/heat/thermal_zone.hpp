// One body of air or coolant with the metal around it: what heats it, what its units move, what it stores.
//
//   held     the inlet is at its set point and the units move all heat: Q + H (Tm - T)
//   coil     the units are at full flow and move G (T + dT - Tw), less than comes in, or more
//   capped   the plant lets no more pass than a constant power
//   still    nothing is moved: no flow, or water that is warmer than the exhaust
//
// T is the inlet at the zone's racks, dT the rise through them, Tw the loop's supply.  Between changes of
// heat, water and units each law has a closed form (two_node.hpp); energies of heat are integers (uW ns).
//
// Invariant: heat = moved + stored, within rounding of the closed forms.
// Valid while the zone is well mixed; what differs from rack to rack is RackInlets' affair.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

#include "sim/run/heat/flow_sum.hpp"
#include "sim/run/heat/two_node.hpp"

namespace datahall {

enum class ZoneLaw : std::uint8_t { held, coil, capped, still };

/// What stands between a zone and its loop now.
struct ZoneCooling {
    double conductance = 0.0;                              // of the units that run, W/K
    double water = 0.0;                                    // supply of the loop, degC
    double cap = std::numeric_limits<double>::infinity();  // W
    double warmer = 0.0;  // that air which comes as it is is over the first set point, K
    friend bool operator==(const ZoneCooling&, const ZoneCooling&) = default;
};

class ThermalZone {
public:
    /// Starts at rest at its set point [degC]; `rise` of the air or coolant through the racks, K.
    ThermalZone(const TwoNodeBody& body, double set_point, double rise)
        : body_{body},
          first_set_point_{set_point},
          set_point_{set_point},
          rise_{rise},
          state_{set_point, set_point} {}

    // From `now` on; times must not fall.
    void set_heat(Instant now, std::int64_t uw);
    void set_cooling(Instant now, const ZoneCooling& cooling);
    /// The law may change by itself at next_switch(): looks again.
    void review(Instant now);
    /// Heat [J] that was moved at once since the last call: what a zone at rest is off its set point by.
    double take_surplus() { return std::exchange(surplus_, 0.0); }

    std::int64_t heat_uw() const { return heat_uw_; }
    double set_point() const { return set_point_; }
    ZoneLaw law() const { return law_; }
    /// Nothing is stored beyond the set point, so nothing changes by itself.
    bool is_at_rest() const { return law_ == ZoneLaw::held && is_settled_; }

    // Closed forms, read-only.
    double air(Instant now) const;
    double metal(Instant now) const;
    /// Heat that the units hand on, W.
    double flow(Instant now) const;
    void add_flow(Instant now, FlowSum& sum) const;  // the same as time goes on from `now`
    Instant since() const { return since_; }
    Int128 total_heat(Instant now) const { return heat_total_ + Int128{heat_uw_} * (now.ns - since_.ns); }
    Int128 total_moved(Instant now) const { return moved_total_ + moved_since(now); }
    double stored(Instant now) const;  // above the first set point, J
    /// Integral of the air's temperature over time since the start, degC s.
    double air_integral(Instant now) const;
    /// The warmest that the air has been since the last change.
    double warmest(Instant now) const;

    // Predictions, as of since(): call after a change or review().
    /// When the law changes by itself; kNever if it will not.
    Instant next_switch() const;
    /// When the air is next at or above (below) that temperature; kNever if it will not be.
    Instant next_above(double degrees) const;
    Instant next_below(double degrees) const;

private:
    void advance(Instant now);
    void choose();
    double wanted() const;  // heat to move so as to stay at the set point, W
    double seconds(Instant now) const { return static_cast<double>(now.ns - since_.ns) * 1e-9; }
    double relaxing(double t) const;  // metal over air while held, K
    Int128 moved_since(Instant now) const;
    Instant after(double s) const;
    Instant next_rest() const;
    Instant next_at(double degrees) const;

    TwoNodeBody body_;
    double first_set_point_;
    double set_point_;  // where the air is held now
    double rise_;
    TwoNodeState state_;  // at since_
    ZoneCooling cooling_;
    std::int64_t heat_uw_ = 0;
    Instant since_;
    ZoneLaw law_ = ZoneLaw::held;
    bool is_settled_ = true;    // held, and the metal is as warm as the air
    TwoNodePath path_;          // of the other laws
    Int128 heat_total_ = 0;     // up to since_
    Int128 moved_total_ = 0;    // up to since_
    double air_seconds_ = 0.0;  // degC s up to since_
    double surplus_ = 0.0;
};

}  // namespace datahall
