// Floor plans: every rack of a hall to scale, colored by its nameplate power.
//
// Plans that stand side by side share one `FloorScale`: the same meter is as long and the same kW has
// the same color in all of them.  Color is never alone: a rack's role is a mark on it, a rack over the
// limit of its feed is hatched, and each rack's title says path, type, kW and what is wrong.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "datahall/result.hpp"

#include "sim/report/html.hpp"
#include "sim/report/svg.hpp"

namespace datahall {

/// What plans side by side share.
struct FloorScale {
    double width = 0.0, depth = 0.0;  // m that each drawing spans
    Ticks power;                      // kW bands, one color each
};
FloorScale floor_scale(std::span<const Floor* const> floors);

/// Units of the viewBox that make one meter; the same in every plan of `scale`.
double floor_units_per_meter(const FloorScale& scale);

/// Which color of the ramp a rack has: class k0 (least) to k11 (most) of the style sheet.
int floor_color_of(double nameplate_w, const FloorScale& scale);

bool is_over_limit(const FloorRack& rack);

/// The plan as an <svg>; `index` tells the plans of a page apart.
void put_floor(Markup& out, const Floor& floor, const FloorScale& scale, std::size_t index);

/// The bands of the ramp with their kW and what the marks and the hatching mean, once for all plans.
void put_floor_legend(Markup& out, const FloorScale& scale);

}  // namespace datahall
