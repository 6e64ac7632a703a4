// What to distrust in a chiller's fitted curves before a study rests on them.
//
//   normalized   fcap, feir at the reference point and fplr(1) are 1; how far a fit is off is as published
//   monotone     d feir / d Tc >= 0,  d feir / d Te <= 0 everywhere in the box           [1/K]
//
// Both derivatives of a biquadratic are linear in Te and Tc, so that their extremes over the box lie at its
// corners: the answer is exact.  A walk over a grid misses violations between its last points: of the 157
// CoolTools sets 46 are not monotone, of which an 11 x 11 grid finds 43.
//
// Valid: any set.  Ignores: whether the machine behind the fit existed.
// Source: definition of the curves in the EnergyPlus Engineering Reference; that more lift takes more power
// is the second law.
#pragma once

#include "models/cooling/chiller_sets.hpp"

namespace datahall {

struct CurveFindings {
    double capacity_at_reference = 1.0;  // fcap
    double input_at_reference = 1.0;     // feir
    double part_load_at_full = 1.0;      // fplr(1)
    double least_rise_entering = 0.0;    // smallest d feir / d Tc in the box, 1/K
    double largest_rise_leaving = 0.0;   // largest d feir / d Te in the box, 1/K
    bool monotone_on_grid = true;        // between neighbours of an 11 x 11 grid, as others have counted

    /// Somewhere in the box warmer condenser water saves power.
    bool falls_with_entering() const { return least_rise_entering < 0.0; }
    /// Somewhere in the box warmer chilled water costs power.
    bool rises_with_leaving() const { return largest_rise_leaving > 0.0; }
    bool is_monotone() const { return !falls_with_entering() && !rises_with_leaving(); }
};

CurveFindings check_curves(const ChillerRow& set);

}  // namespace datahall
