// What every cooling technology must answer.  Implementations live in models/cooling/.
#pragma once

#include "datahall/model/weather.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// Electric power of a plant by what it turns.
struct CoolingPower {
    Watts fans;         // air movers in the hall
    Watts pumps;        // water loops
    Watts compressors;  // chillers
    Watts outdoors;     // tower, dry-cooler and condenser fans
    Watts total() const { return fans + pumps + compressors + outdoors; }
};

struct CoolingDuty {
    Watts rejected;  // heat moved out of the hall: min(heat, capacity)
    Watts capacity;  // the most heat that the plant could move in this weather
    CoolingPower power;
    KilogramsPerSecond water;    // consumed (evaporation, drift, blow-down), not circulated
    Celsius supply;              // air or water as it reaches the racks
    double free_share = 0.0;     // 0..1: part of the heat moved without compressors
    bool outside_range = false;  // a curve was asked outside its valid range, and clamped
};

/// Steady-state response of a plant; what the hall stores is the engine's.
/// Pure after size_for(): the same arguments give the same duty, in any order of calls.
class CoolingPlant {
public:
    virtual ~CoolingPlant() = default;
    /// Called once, before respond(): the design heat that an unstated capacity is sized for.
    virtual void size_for(Watts design_heat) = 0;
    virtual CoolingDuty respond(Watts heat, const Weather& weather) const = 0;
    /// The supply temperature that the plant holds while it is not overloaded.
    virtual Celsius set_point() const = 0;
};

}  // namespace datahall
