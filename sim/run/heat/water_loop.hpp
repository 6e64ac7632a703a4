// The water between zones and plant: what it stores above (or below) the supply that the plant holds.
//
//   E' = F(t) - P          F the flow from zones and pumps (flow_sum.hpp), P what the plant takes     [W]
//   held    E = 0, P = F <= capacity
//   above   E > 0, P as asked            T = target + max(E - tank, 0) / C                           [degC]
//   below   E < 0, P as asked            T = target + E / C     after the target was raised
//
// A stratified tank of `tank` J takes up heat before the supply gets warmer.  With neither water nor tank
// nothing is stored: what the plant cannot take, the zones keep (ZoneCooling::cap).
//
// Valid: well-mixed pipes.  Source: energy balance.
#pragma once

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

#include "sim/run/heat/flow_sum.hpp"

namespace datahall {

class WaterLoop {
public:
    /// `capacity` J/K of the water, `tank` J.
    WaterLoop(double capacity, double tank, double target)
        : capacity_{capacity}, tank_{tank}, first_target_{target}, target_{target} {}

    bool stores() const { return capacity_ > 0.0; }
    bool is_held() const { return law_ == Law::held; }
    /// Brings the store up to `now`: before anything is set.
    void advance(Instant now);
    /// Heat that comes at once, J.
    void receive(double joules);
    // From the last advance() on.
    void set_flow(FlowSum flow);
    /// The plant takes what it was asked for, at most its capacity; what comes, if nothing is stored.
    void set_plant(double asked_w, double capacity_w, double target);
    /// What would be stored if the plant held another supply, J.
    double stored_at(double target, Instant now) const {
        return stored(now) - capacity_ * (target - target_);
    }

    double target() const { return target_; }
    double supply(Instant now) const;
    double stored(Instant now) const;  // J above the target
    /// Above the first target, J: received() less taken().
    double stored_since_start(Instant now) const {
        return stored(now) + capacity_ * (target_ - first_target_);
    }
    double inflow(Instant now) const { return flow_.at(seconds(now)); }  // W
    double taken(Instant now) const;                                     // by the plant, J, since the start
    double received(Instant now) const { return received_ + flow_.integral(seconds(now)); }
    /// When the supply is next that far from `degrees`, or the law changes; kNever if neither happens.
    Instant next_change(double degrees, double away) const;

private:
    enum class Law { held, above, below };
    double seconds(Instant now) const { return static_cast<double>(now.ns - since_.ns) * 1e-9; }
    double store_after(double t) const;
    double plant_w() const { return law_ == Law::held ? 0.0 : asked_w_; }
    double level_of(double degrees) const;
    void choose();
    bool happens(double t, double low, double high) const;

    double capacity_;
    double tank_;
    double first_target_;
    double target_;
    double asked_w_ = 0.0;
    double capacity_w_ = 0.0;
    Instant since_;
    Law law_ = Law::held;
    FlowSum flow_;
    double store_ = 0.0;  // J at since_
    double received_ = 0.0;
    double taken_ = 0.0;
};

}  // namespace datahall
