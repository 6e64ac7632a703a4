// What drawings of a floor have in common: where racks stand, ramps of color, hatchings, a bar for the scale.
//
// A style sheet gives the ramp its colors and must have .outline, .hatch, .over and .axis.
#pragma once

#include <string>
#include <string_view>

#include "datahall/result.hpp"

#include "sim/report/html.hpp"
#include "sim/report/svg.hpp"

namespace datahall {

/// A floor to scale in a drawing.
struct FloorFrame {
    SvgPoint corner;
    double units = 1.0;  // of the viewBox that make one meter

    SvgPoint center_of(const FloorRack& rack) const;
    SvgBox box_of(const FloorRack& rack) const;
    SvgBox box_of(const Floor& floor) const;
};

/// Colors of a ramp: 0 (least) to 11 (most).
constexpr int ramp_colors = 12;

/// Which color a value has; few bands still use the whole ramp.
int ramp_color_of(double value, const Ticks& bands);

/// Lines that lie over a color, one way or both; lengths in units of the viewBox.
struct Hatching {
    double spacing = 5.0;
    double line = 2.2;
    bool is_crossed = false;
};
void put_hatching(Markup& out, const std::string& id, const Hatching& hatching);
/// REQUIRES: the hatching of that id is in the drawing.
void put_hatched(Markup& out, const SvgBox& box, const std::string& id);

/// A bar of a round length, up to a quarter of `meters`: what a meter is on this drawing.
void put_scale_bar(Markup& out, SvgPoint at, double meters, double units_per_meter);

}  // namespace datahall
