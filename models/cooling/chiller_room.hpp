// Chilled water from chillers, towers and a water-side economizer.
//
//   target   Tc = max(floor, Twb + approach)         condenser water, if the towers reach it  [degC];
//            nearer to the chillers' best where they could not carry the heat at it
//   chillers Q / n each, n chosen for the least power of the whole room                          [W]
//   towers   one cell per running chiller:  Q + P  at the least fan speed for the target         [W]
//   economizer, full     T_cell + dT_hx <= T_supply: towers and pumps alone
//   economizer, partial  f = (T_return - T_cell - dT_hx) / (T_return - T_supply) of the heat; the
//            tower water then enters the condensers, warmer by f Q / (m cp); chillers carry 1 - f
//
// The room runs whichever way takes the least power now, within what RoomLimits leave: the engine's
// supervisor keeps modes and machines on for their least times (sim/run/heat/supervisor.hpp).
//
// Valid: what its chillers and towers are valid for (eir_chiller.hpp, cooling_tower.hpp).
// Ignores: start-up of machines, basin heating, heat of condenser pumps, pipes.
// Source: control set of the data-centre examples of Modelica Buildings; staging by least power
// and equal part load is ideal control, so energies are a lower bound.
#pragma once

#include <optional>

#include "models/cooling/cooling_tower.hpp"
#include "models/cooling/eir_chiller.hpp"

namespace datahall {

enum class Economizer { none, full, partial };

/// What carries the heat of a room.
enum class RoomMode : int { chillers, partly_free, free };

/// What of a room may run now.
struct RoomLimits {
    int chillers = 1;              // that are there and work
    int cells = 1;                 // towers with their pumps, likewise
    int least = 0;                 // machines that must go on
    std::optional<RoomMode> mode;  // that must go on while it can carry the heat
    double supply = 8.0;           // chilled water wanted, degC
};

struct ChillerRoomDesign {
    double heat = 0.0;  // W into the chilled water at the design point
    int chillers = 2;   // that carry the design heat together
    int spares = 1;
    double supply = 8.0;       // chilled water, degC
    double rise = 6.0;         // of the chilled water, K
    double exchanger = 1.5;    // approach of the economizer's heat exchanger, K
    double floor = 15.0;       // lowest condenser water, degC
    double approach = 6.0;     // of condenser water to the wet bulb, as controlled, K
    double pump_pressure = 0;  // of the condenser water loop, Pa
    double pump_efficiency = 0.65;
    Economizer economizer = Economizer::partial;
};

struct ChillerRoomDuty {
    double compressors = 0.0;  // W
    double towers = 0.0;       // W
    double pumps = 0.0;        // W
    double water = 0.0;        // kg/s
    double free_share = 0.0;
    bool outside_range = false;
    bool overloaded = false;  // the machines cannot carry the heat
    RoomMode mode = RoomMode::chillers;
    int machines = 0;  // chillers that run
    double power() const { return compressors + towers + pumps; }
};

class ChillerRoom {
public:
    /// `tower.heat` is ignored: the cells are sized here, one for each chiller.
    ChillerRoom(const ChillerRoomDesign& design, const ChillerCurves& curves, TowerDesign tower);

    int units() const { return design_.chillers + design_.spares; }
    /// The most heat [W] that the room can take at that wet bulb [degC]; falls as it rises.
    double capacity(double wet_bulb, const RoomLimits& limits) const;
    /// What it takes to move `heat` W, at most capacity(wet_bulb).
    ChillerRoomDuty respond(double heat, double wet_bulb, const RoomLimits& limits) const;

private:
    struct Chilling {  // some machines at one condenser temperature
        int running = 0;
        double entering = 0.0;  // condenser water, degC
        double power = 0.0;     // of all, W
        bool outside_range = false;
    };
    struct Moment {                  // what one answer is about
        double heat = 0.0;           // W
        double wet_bulb = 0.0;       // degC
        double peak_entering = 0.0;  // condenser water of largest capacity, degC
        int machines = 1;            // that may run
        RoomLimits limits;
    };

    Moment moment(double heat, double wet_bulb, const RoomLimits& limits) const;
    double free_capacity(const Moment& m) const;
    int fewest(const Moment& m, double heat) const;
    bool can_carry(const Moment& m, double heat, int running, double entering) const;
    double entering_for(const Moment& m, double heat, int running, double wanted) const;
    Chilling chill(const Moment& m, double heat, int running, double entering) const;
    Chilling best_chilling(const Moment& m, double heat, double coldest, int cells) const;
    ChillerRoomDuty with_chillers(const Moment& m, int running) const;
    ChillerRoomDuty mechanical(const Moment& m) const;
    ChillerRoomDuty free_cooling(const Moment& m, int cells) const;
    ChillerRoomDuty partly_free(const Moment& m, int cells) const;
    std::optional<ChillerRoomDuty> with_economizer(const Moment& m, int cells) const;
    std::optional<ChillerRoomDuty> best_free(const Moment& m) const;
    double coldest_condenser(const Moment& m) const;

    ChillerRoomDesign design_;
    EirChiller chiller_;
    CoolingTower cell_;
    double pump_;       // of one cell, W
    double unit_heat_;  // design heat of one chiller, W
};

}  // namespace datahall
