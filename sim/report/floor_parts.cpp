#include "sim/report/floor_parts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace datahall {

SvgPoint FloorFrame::center_of(const FloorRack& rack) const {
    return {corner.x + rack.x * units, corner.y + rack.y * units};
}

SvgBox FloorFrame::box_of(const FloorRack& rack) const {
    return {corner.x + (rack.x - rack.width / 2) * units, corner.y + (rack.y - rack.depth / 2) * units,
            rack.width * units, rack.depth * units};
}

SvgBox FloorFrame::box_of(const Floor& floor) const {
    return {corner.x, corner.y, floor.width * units, floor.depth * units};
}

int ramp_color_of(double value, const Ticks& bands) {
    const auto band = static_cast<int>(std::floor((value - bands.first) / bands.step));
    const int held = std::clamp(band, 0, bands.count - 1);
    return bands.count == 1 ? ramp_colors / 2 : held * (ramp_colors - 1) / (bands.count - 1);
}

void put_hatching(Markup& out, const std::string& id, const Hatching& hatching) {
    const std::string spacing = svg_number(hatching.spacing);
    out.open("defs").open("pattern", {{"id", id},
                                      {"width", spacing},
                                      {"height", spacing},
                                      {"patternUnits", "userSpaceOnUse"},
                                      {"patternTransform", "rotate(45)"}});
    // Through the middle of the tile and beyond its ends: its edges cut off what lies across them.
    const double middle = (hatching.spacing - hatching.line) / 2;
    const double length = hatching.spacing + 2;
    put_rect(out, {middle, -1, hatching.line, length}, "hatch");
    if (hatching.is_crossed) put_rect(out, {-1, middle, length, hatching.line}, "hatch");
    out.close().close();
}

void put_hatched(Markup& out, const SvgBox& box, const std::string& id) {
    out.leaf("rect", {{"class", "over"},
                      {"fill", fmt::format("url(#{})", id)},
                      {"x", svg_number(box.x)},
                      {"y", svg_number(box.y)},
                      {"width", svg_number(box.width)},
                      {"height", svg_number(box.height)}});
}

void put_scale_bar(Markup& out, SvgPoint at, double meters, double units_per_meter) {
    const Ticks round = ticks_over(0, meters / 4, 2);
    const double end = at.x + round.step * units_per_meter;
    put_line(out, at, {end, at.y}, "axis");
    for (const double x : {at.x, end}) put_line(out, {x, at.y - 4}, {x, at.y + 4}, "axis");
    put_label(out, {end + 8, at.y + 4}, round.label(1) + " m", SvgAnchor::start);
}

}  // namespace datahall
