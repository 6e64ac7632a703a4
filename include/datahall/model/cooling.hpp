// What every cooling technology must answer.  Implementations live in models/cooling/.
//
// Heat goes from the racks to terminal units in the hall (air handlers, door coils, distribution units), by
// a loop of water to the plant, and outdoors.  Terminal units are numerous and alike: a plant describes them
// once and the engine runs them zone by zone.  The plant itself is asked for the heat of the whole loop.
#pragma once

#include <array>
#include <climits>
#include <cstdint>
#include <optional>

#include "datahall/model/weather.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// How the electric power of a fan or pump follows its flow; x is the flow over the rated one.
enum class FlowLaw : std::uint8_t {
    constant,   // 1: always at full speed
    drive_fan,  // 0.0013 + 0.147 x + 0.9506 x^2 - 0.0998 x^3 (ASHRAE 90.1, Appendix G)
    cube,       // x^3: affinity laws, no static head
    pump        // x^2.5: a loop with some static head
};

/// The units in the hall that take up heat, for each watt of the design heat of their zone.
struct TerminalUnits {
    Kelvins rise;                // of air or coolant through the racks at the design flow
    Kelvins reach;               // racks' return over the loop's supply, while the inlet is at its set point
    double spare_ratio = 1.0;    // all units over those that carry the design heat
    double rated_flow = 1.0;     // of all units over the flow at the design heat
    double recirculation = 0.0;  // share of the racks' intake that is their own exhaust
    double bypass = 0.0;         // share of the supplied air that returns unused
    double power = 0.0;          // electric, of all units at full flow: W/W
    FlowLaw law = FlowLaw::constant;
    double least_flow = 0.3;  // of a variable unit
    bool are_pumps = false;   // metered as pumps, not as fans
    bool need_water = true;   // without the loop's pumps they move nothing
};

/// What stores heat between the terminal units and the machines, for each watt of the plant's design heat.
struct PlantLoop {
    double heat_capacity = 0.0;  // J/K per W of water in pipes; 0: none, heat passes at once
    double tank = 0.0;           // J/W that a stratified tank takes up before the supply warms
    bool floats = false;         // what the units take up passes, whatever the supply: only that gets warmer
};

/// What a plant is made of and may lose.
enum class PlantPart : std::uint8_t { chillers, outdoor_units, pumps };
inline constexpr std::size_t plant_parts = 3;

/// How a plant runs: what a supervisor may not change at every moment.
struct PlantStage {
    int mode = 0;      // 0: machines carry all; rising: more is free
    int machines = 0;  // that run
    friend bool operator==(const PlantStage&, const PlantStage&) = default;
};

/// What the supervisor may choose from now.
struct PlantSituation {
    std::array<int, plant_parts> out{};  // units of each part that are out
    std::optional<int> mode;             // absent: any
    int least_machines = 0;
    int most_machines = INT_MAX;
};

/// Electric power of a plant by what it turns.
struct CoolingPower {
    Watts fans;         // air movers in the hall
    Watts pumps;        // water loops
    Watts compressors;  // chillers
    Watts outdoors;     // tower, dry-cooler and condenser fans
    Watts total() const { return fans + pumps + compressors + outdoors; }
};

struct CoolingDuty {
    Watts rejected;  // heat taken from the loop: min(heat, capacity)
    Watts capacity;  // the most heat that the plant could take in this weather and situation
    CoolingPower power;
    KilogramsPerSecond water;  // consumed (evaporation, drift, blow-down), not circulated
    Celsius supply;            // of the loop, as the plant holds it
    std::optional<Celsius> dew_point = std::nullopt;  // of the air that it brings into the hall; absent: none
    Watts reused;                                     // heat handed on for use elsewhere
    double free_share = 0.0;                          // 0..1: part of the heat moved without compressors
    bool outside_range = false;  // a curve was asked outside its valid range, and clamped
    PlantStage stage;
};

/// Steady-state response of a plant; what hall and loop store is the engine's.
/// Pure after size_for(): the same arguments give the same duty, in any order of calls.
class CoolingPlant {
public:
    virtual ~CoolingPlant() = default;
    /// Called once, before all others: the design heat that an unstated capacity is sized for.
    virtual void size_for(Watts design_heat) = 0;
    /// The heat that the plant is built for: stated, or as sized.
    virtual Watts design_heat() const = 0;
    virtual TerminalUnits terminals() const = 0;
    virtual PlantLoop loop() const = 0;
    /// Units of a part, those that stand by included; 0: the plant has none.
    virtual int units(PlantPart part) const = 0;
    /// What it takes to move `heat` out of the loop, that of terminal units included.
    virtual CoolingDuty respond(Watts heat, const Weather& weather,
                                const PlantSituation& situation) const = 0;
    /// At the racks while the plant is not overloaded: the inlet without recirculation by a rack's own fault.
    virtual Celsius set_point() const = 0;
    /// The loop's supply that holds it at the design heat.
    virtual Celsius loop_set_point() const = 0;
};

}  // namespace datahall
