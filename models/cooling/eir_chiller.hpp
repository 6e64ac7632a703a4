// Electric chiller by the energy-input-ratio curves of EnergyPlus (Chiller:Electric:EIR).
//
//   f(Te, Tc) = c1 + c2 Te + c3 Te^2 + c4 Tc + c5 Tc^2 + c6 Te Tc
//   Q_av = Q_ref fcap(Te, Tc)                              full-load capacity              [W]
//   PLR  = Q / Q_av <= PLR_max                                                             [1]
//   P    = Q_av / COP_ref feir(Te, Tc) fplr(max(PLR, PLR_min_unload)) min(PLR / PLR_min, 1)  [W]
//
// Te is the chilled water leaving, Tc the condenser water (or air) entering [degC].  Below
// PLR_min_unload hot gas loads the machine falsely, below PLR_min it cycles.
//
// Valid: the box of Te and Tc of each set.  Outside, the curves are read at the edge and
// ChillerState::outside_range is set.  No set reaches the 15-20 degC water of a modern hall: with Te above
// the box the power falls by 2.5 % per kelvin, with Tc above it rises as much (2-3 %/K, estimate);
// the capacity stays.
// Ignores: start-up, fouling, oil.  Source: EnergyPlus Engineering Reference, Chiller:Electric:EIR;
// curves from the CoolTools set of EnergyPlus.
#pragma once

#include <array>

namespace datahall {

struct ChillerCurves {
    double reference_capacity = 0.0;  // W, a thermal power
    double reference_cop = 0.0;
    double min_unload_ratio = 0.0;
    double min_ratio = 0.0;
    double max_ratio = 1.0;
    double leaving_min = 0.0;  // Te, degC
    double leaving_max = 0.0;
    double entering_min = 0.0;  // Tc, degC
    double entering_max = 0.0;
    std::array<double, 6> capacity{};
    std::array<double, 6> energy_input{};
    std::array<double, 3> part_load{};
};

/// A machine at given water temperatures, ready for any load.
struct ChillerState {
    double capacity = 0.0;         // at a part-load ratio of 1, W
    double full_load_power = 0.0;  // before the part-load curve, W
    bool outside_range = false;
};

/// Every step of the equations above at one load, for who compares them with another tool.
struct ChillerOperation {
    double capacity_share = 0.0;   // fcap
    double input_share = 0.0;      // feir
    double lift_share = 1.0;       // what the power is multiplied by outside the box
    double part_load_ratio = 0.0;  // PLR, at most PLR_max
    double part_load_share = 0.0;  // fplr
    double cycling = 0.0;          // CR: part of the time that it runs
    double capacity = 0.0;         // at a part-load ratio of 1, W
    double moved = 0.0;            // W
    double unmet = 0.0;            // asked for, beyond PLR_max, W
    double power = 0.0;            // W
    bool outside_range = false;
    double cop() const { return power > 0.0 ? moved / power : 0.0; }
    double condenser_heat() const { return moved + power; }  // the motor is in the refrigerant
};

class EirChiller {
public:
    /// A machine of `reference_capacity` W with the shape of `curves`.
    EirChiller(const ChillerCurves& curves, double reference_capacity);

    ChillerState at(double leaving, double entering) const;
    /// The most heat [W] that the machine moves in that state.
    double max_heat(const ChillerState& s) const { return s.capacity * curves_.max_ratio; }
    /// Electric power [W] for `heat` W <= max_heat.
    double power(const ChillerState& s, double heat) const;
    /// All of it for `heat` W >= 0; what exceeds max_heat is unmet.
    ChillerOperation operate(double leaving, double entering, double heat) const;

    /// The entering temperature of largest capacity: colder condenser water may cost capacity,
    /// so a plant never offers less than here as long as it can warm its condenser water.
    double entering_of_largest_capacity(double leaving) const;
    const ChillerCurves& curves() const { return curves_; }

private:
    struct PartLoad {
        double ratio = 0.0;    // PLR
        double share = 0.0;    // fplr
        double cycling = 0.0;  // CR
    };
    PartLoad part_load(const ChillerState& s, double heat) const;

    ChillerCurves curves_;
    double reference_capacity_;
};

/// The value of a curve of leaving and entering temperature.
double biquadratic(const std::array<double, 6>& c, double leaving, double entering);

}  // namespace datahall
