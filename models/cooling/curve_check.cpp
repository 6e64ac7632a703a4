#include "models/cooling/curve_check.hpp"

#include <algorithm>

namespace datahall {
namespace {

constexpr int grid_steps = 10;  // each way

bool is_monotone_on_grid(const ChillerCurves& c) {
    const double step_e = (c.leaving_max - c.leaving_min) / grid_steps;
    const double step_c = (c.entering_max - c.entering_min) / grid_steps;
    const auto input = [&](int i, int j) {
        return biquadratic(c.energy_input, c.leaving_min + i * step_e, c.entering_min + j * step_c);
    };
    for (int i = 0; i <= grid_steps; ++i) {
        for (int j = 0; j <= grid_steps; ++j) {
            if (j > 0 && input(i, j) < input(i, j - 1)) return false;
            if (i > 0 && input(i, j) > input(i - 1, j)) return false;
        }
    }
    return true;
}

}  // namespace

CurveFindings check_curves(const ChillerRow& set) {
    const ChillerCurves& c = set.curves;
    const auto& e = c.energy_input;
    CurveFindings found{
        .capacity_at_reference = biquadratic(c.capacity, set.leaving_reference, set.entering_reference),
        .input_at_reference = biquadratic(e, set.leaving_reference, set.entering_reference),
        .part_load_at_full = c.part_load[0] + c.part_load[1] + c.part_load[2],
        .least_rise_entering = e[3] + 2.0 * e[4] * c.entering_min + e[5] * c.leaving_min,
        .largest_rise_leaving = e[1] + 2.0 * e[2] * c.leaving_min + e[5] * c.entering_min,
        .monotone_on_grid = is_monotone_on_grid(c)};
    for (const double te : {c.leaving_min, c.leaving_max}) {
        for (const double tc : {c.entering_min, c.entering_max}) {
            found.least_rise_entering =
                std::min(found.least_rise_entering, e[3] + 2.0 * e[4] * tc + e[5] * te);
            found.largest_rise_leaving =
                std::max(found.largest_rise_leaving, e[1] + 2.0 * e[2] * te + e[5] * tc);
        }
    }
    return found;
}

}  // namespace datahall
