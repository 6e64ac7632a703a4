#include "sim/report/floor_svg.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/floor_parts.hpp"

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

FloorFrame frame_of(const FloorScale& scale) {
    return {.corner = {margin, margin}, .units = floor_units_per_meter(scale)};
}

void put_rack(Markup& out, const FloorRack& rack, const FloorScale& scale, const std::string& hatching) {
    const FloorFrame frame = frame_of(scale);
    const SvgBox box = frame.box_of(rack);
    out.open("g").element("title", title_of(rack));
    put_rect(out, box, fmt::format("rack k{}", floor_color_of(rack.nameplate_w, scale)));
    if (is_over_limit(rack)) put_hatched(out, box, hatching);
    put_role_mark(out, rack.role, frame.center_of(rack), 0.28 * std::min(box.width, box.height));
    out.close();
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
    put_hatching(out, "hatch-legend", {});
    put_rect(out, {1, 1, 20, 12}, "rack plain");
    put_hatched(out, {1, 1, 20, 12}, "hatch-legend");
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
    scale.power = ticks_over(0, highest / watts_per_kw, ramp_colors);
    return scale;
}

double floor_units_per_meter(const FloorScale& scale) {
    return (drawing_width - 2 * margin) / scale.width;
}

int floor_color_of(double nameplate_w, const FloorScale& scale) {
    return ramp_color_of(nameplate_w / watts_per_kw, scale.power);
}

bool is_over_limit(const FloorRack& rack) {
    return rack.limit_w > 0 && rack.nameplate_w > rack.limit_w;
}

void put_floor(Markup& out, const Floor& floor, const FloorScale& scale, std::size_t index) {
    const FloorFrame frame = frame_of(scale);
    const std::string id = fmt::format("hatch-{}", index);
    open_svg(out, {0, 0, drawing_width, 2 * margin + scale.depth * frame.units + scale_bar_room},
             label_of(floor), "floor");
    put_hatching(out, id, {});
    put_rect(out, frame.box_of(floor), "outline");
    out.line();
    for (const FloorRack& rack : floor.racks) {
        put_rack(out, rack, scale, id);
        out.line();
    }
    put_scale_bar(out, {margin, 2 * margin + floor.depth * frame.units + 14}, scale.width, frame.units);
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
