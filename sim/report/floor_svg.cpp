#include "sim/report/floor_svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/figures.hpp"

namespace datahall {
namespace {

constexpr double drawing_width = 560.0;  // viewBox units across the widest floor
constexpr double margin = 1.0;           // around the floor, for its outline
constexpr double scale_bar_room = 26.0;  // below the floor
constexpr double watts_per_kw = 1000.0;

struct Role {
    std::string_view name;
    std::string_view mark;  // what is drawn on the rack
};
constexpr std::array<Role, 4> roles{
    {{"compute", "no mark"}, {"network", "diamond"}, {"storage", "circle"}, {"management", "triangle"}}};

std::string kw_text(double watts) {
    return four_digits(watts / watts_per_kw) + " kW";
}

std::string title_of(const FloorRack& rack) {
    std::string title =
        fmt::format("{}: {}, {}, {}", rack.path, rack.type, rack.role, kw_text(rack.nameplate_w));
    if (is_over_limit(rack)) title += fmt::format(", over its limit of {}", kw_text(rack.limit_w));
    return title;
}

SvgBox box_of(const FloorRack& rack, double units) {
    return {margin + (rack.x - rack.width / 2) * units, margin + (rack.y - rack.depth / 2) * units,
            rack.width * units, rack.depth * units};
}

// The mark of a role around a point; nothing for compute racks.
void put_role_mark(Markup& out, std::string_view role, SvgPoint at, double size) {
    const auto path = [&out](const std::string& d) { out.leaf("path", {{"class", "role"}, {"d", d}}); };
    const auto n = [](double v) { return svg_number(v); };
    if (role == "network") {
        path(fmt::format("M{} {}l{} {}l{} {}l{} {}z", n(at.x), n(at.y - size), n(size), n(size), n(-size),
                         n(size), n(-size), n(-size)));
    } else if (role == "storage") {
        put_circle(out, at, size, "role");
    } else if (role == "management") {
        path(fmt::format("M{} {}l{} {}h{}z", n(at.x), n(at.y - size), n(size), n(2 * size), n(-2 * size)));
    }
}

void put_rack(Markup& out, const FloorRack& rack, const FloorScale& scale, const std::string& hatching) {
    const double units = floor_units_per_meter(scale);
    const SvgBox box = box_of(rack, units);
    out.open("g").element("title", title_of(rack));
    put_rect(out, box, fmt::format("rack k{}", floor_color_of(rack.nameplate_w, scale)));
    if (is_over_limit(rack)) {
        out.leaf("rect", {{"class", "over"},
                          {"fill", hatching},
                          {"x", svg_number(box.x)},
                          {"y", svg_number(box.y)},
                          {"width", svg_number(box.width)},
                          {"height", svg_number(box.height)}});
    }
    const double size = 0.28 * std::min(box.width, box.height);
    put_role_mark(out, rack.role, {margin + rack.x * units, margin + rack.y * units}, size);
    out.close();
}

void put_hatching(Markup& out, const std::string& id) {
    out.open("defs").open("pattern", {{"id", id},
                                      {"width", "5"},
                                      {"height", "5"},
                                      {"patternUnits", "userSpaceOnUse"},
                                      {"patternTransform", "rotate(45)"}});
    put_rect(out, {0, 0, 2.2, 5}, "hatch");
    out.close().close();
}

// A bar of a round length below the floor: what a meter is on this drawing.
void put_scale_bar(Markup& out, const FloorScale& scale, double depth_units) {
    const Ticks round = ticks_over(0, scale.width / 4, 2);
    const double units = floor_units_per_meter(scale);
    const double y = 2 * margin + depth_units + 14;
    const double end = margin + round.step * units;
    put_line(out, {margin, y}, {end, y}, "axis");
    for (const double x : {margin, end}) put_line(out, {x, y - 4}, {x, y + 4}, "axis");
    put_label(out, {end + 8, y + 4}, round.label(1) + " m", SvgAnchor::start);
}

std::string label_of(const Floor& floor) {
    double watts = 0;
    std::size_t over = 0;
    for (const FloorRack& rack : floor.racks) {
        watts += rack.nameplate_w;
        if (is_over_limit(rack)) ++over;
    }
    return fmt::format(
        "Floor plan of {}: {} racks with {} nameplate on {} m by {} m, {} over the limit of their feed",
        floor.hall, floor.racks.size(), kw_text(watts), four_digits(floor.width), four_digits(floor.depth),
        over);
}

constexpr SvgBox swatch{0, 0, 22, 14};

void put_role_legend(Markup& out) {
    for (const Role& role : roles) {
        out.open("li");
        open_svg_mark(out, swatch, "swatch");
        put_rect(out, {1, 1, 20, 12}, "rack plain");
        put_role_mark(out, role.name, {11, 7}, 4);
        out.close().text(fmt::format("{} ({})", role.name, role.mark)).close();
    }
    out.open("li");
    open_svg_mark(out, swatch, "swatch");
    put_hatching(out, "hatch-legend");
    put_rect(out, {1, 1, 20, 12}, "rack plain");
    out.leaf("rect", {{"class", "over"},
                      {"fill", "url(#hatch-legend)"},
                      {"x", "1"},
                      {"y", "1"},
                      {"width", "20"},
                      {"height", "12"}});
    out.close().text("over the limit of its feed (hatched)").close();
}

}  // namespace

FloorScale floor_scale(std::span<const Floor* const> floors) {
    FloorScale scale;
    double highest = 0;
    for (const Floor* floor : floors) {
        scale.width = std::max(scale.width, floor->width);
        scale.depth = std::max(scale.depth, floor->depth);
        for (const FloorRack& rack : floor->racks) highest = std::max(highest, rack.nameplate_w);
    }
    if (!(scale.width > 0)) scale.width = 1;
    if (!(scale.depth > 0)) scale.depth = 1;
    scale.power = ticks_over(0, highest / watts_per_kw, floor_colors);
    return scale;
}

double floor_units_per_meter(const FloorScale& scale) {
    return (drawing_width - 2 * margin) / scale.width;
}

int floor_color_of(double nameplate_w, const FloorScale& scale) {
    const int bands = scale.power.count;
    const auto band = static_cast<int>(std::floor(nameplate_w / watts_per_kw / scale.power.step));
    const int held = std::clamp(band, 0, bands - 1);
    // few bands still use the whole ramp
    return bands == 1 ? floor_colors / 2 : held * (floor_colors - 1) / (bands - 1);
}

bool is_over_limit(const FloorRack& rack) {
    return rack.limit_w > 0 && rack.nameplate_w > rack.limit_w;
}

void put_floor(Markup& out, const Floor& floor, const FloorScale& scale, std::size_t index) {
    const double units = floor_units_per_meter(scale);
    const std::string id = fmt::format("hatch-{}", index);
    open_svg(out, {0, 0, drawing_width, 2 * margin + scale.depth * units + scale_bar_room}, label_of(floor),
             "floor");
    put_hatching(out, id);
    put_rect(out, {margin, margin, floor.width * units, floor.depth * units}, "outline");
    out.line();
    for (const FloorRack& rack : floor.racks) {
        put_rack(out, rack, scale, fmt::format("url(#{})", id));
        out.line();
    }
    put_scale_bar(out, scale, floor.depth * units);
    out.close().line();
}

void put_floor_legend(Markup& out, const FloorScale& scale) {
    out.open("ul", {{"class", "legend"}});
    out.open("li", {{"class", "ramp-name"}}).text("Nameplate power of a rack, kW").close();
    for (int band = 0; band < scale.power.count; ++band) {
        const double middle_kw = (scale.power.at(band) + scale.power.at(band + 1)) / 2;
        out.open("li");
        open_svg_mark(out, swatch, "swatch");
        put_rect(out, {1, 1, 20, 12},
                 fmt::format("rack k{}", floor_color_of(middle_kw * watts_per_kw, scale)));
        out.close();
        out.text(fmt::format("{} to {}", scale.power.label(band), scale.power.label(band + 1))).close();
    }
    out.close().line();
    out.open("ul", {{"class", "legend"}});
    put_role_legend(out);
    out.close().line();
}

}  // namespace datahall
