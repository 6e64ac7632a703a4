#include "sim/report/cable_runs_svg.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/floor_parts.hpp"
#include "sim/report/svg.hpp"

namespace datahall {
namespace {

constexpr std::string_view style =
    ".runs{color:#1a2026;background:#fff;font-family:system-ui,sans-serif}"
    ".runs text{font-size:12px;fill:currentColor}.runs .soft text{fill:#535c66;font-size:11px}"
    ".outline{fill:#fff;stroke:#8894a0}.rack{fill:#eceff2;stroke:#c6cdd4;stroke-width:.5}"
    ".network{fill:#c9ccd0;stroke:#535c66}.axis{stroke:#535c66}.tray{stroke-linecap:butt}"
    ".over{stroke:#ff5a4f;stroke-width:1.4;stroke-dasharray:1.5 2.5;fill:none}"
    ".run{fill:none;stroke:#c2185b;stroke-width:1.6;stroke-dasharray:9 4}"
    ".end{fill:#fff;stroke:#c2185b;stroke-width:1.6}"
    ".k0{stroke:#c3c257}.k1{stroke:#a5cf74}.k2{stroke:#8bd78f}.k3{stroke:#4dca93}.k4{stroke:#0fb79a}"
    ".k5{stroke:#03a19b}.k6{stroke:#0d8c96}.k7{stroke:#0c778d}.k8{stroke:#086484}.k9{stroke:#00507d}"
    ".k10{stroke:#0b3b73}.k11{stroke:#1a295b}";

constexpr double margin = 12;
constexpr double head = 44;     // above the floor
constexpr double widest = 900;  // of the floor
constexpr double highest = 1100;
constexpr double side = 440;    // for legend and list, beside the floor
constexpr double thickest = 9;  // of a tray
constexpr int bands = 6;

struct Sheet {
    FloorFrame frame;
    Ticks cables;
    double most = 1;  // cables on a tray
    double side_x = 0;
    double width = 0, height = 0;
};

Sheet sheet_of(const Floor& floor, const WiringReport& wiring) {
    Sheet s;
    s.frame = {.corner = {margin, head}, .units = std::min(widest / floor.width, highest / floor.depth)};
    for (const TrayRowReport& t : wiring.trays) s.most = std::max(s.most, static_cast<double>(t.cables));
    s.cables = ticks_over(0, s.most, bands);
    s.side_x = margin + floor.width * s.frame.units + 24;
    s.width = s.side_x + side;
    s.height = head + std::max(floor.depth * s.frame.units + 40, 620.0);
    return s;
}

SvgPoint point_of(const Sheet& s, double x, double y) {
    return {s.frame.corner.x + x * s.frame.units, s.frame.corner.y + y * s.frame.units};
}

double thickness_of(const Sheet& s, double cables) {
    return std::max(1.0, thickest * std::sqrt(cables / s.most));
}

void put_tray_line(Markup& out, SvgPoint a, SvgPoint b, int color, double thick) {
    out.leaf("line", {{"class", fmt::format("tray k{}", color)},
                      {"x1", svg_number(a.x)},
                      {"y1", svg_number(a.y)},
                      {"x2", svg_number(b.x)},
                      {"y2", svg_number(b.y)},
                      {"stroke-width", svg_number(thick)}});
}

void put_racks(Markup& out, const Floor& floor, const Sheet& s) {
    for (const FloorRack& rack : floor.racks) {
        out.open("g").element("title", fmt::format("{}: {}", rack.path, rack.type));
        put_rect(out, s.frame.box_of(rack), rack.role == "network" ? "rack network" : "rack");
        out.close();
    }
    out.line();
}

void put_trays(Markup& out, const WiringReport& wiring, const Sheet& s) {
    // Full ones last, so that they lie on top.
    std::vector<const TrayRowReport*> trays;
    for (const TrayRowReport& t : wiring.trays) trays.push_back(&t);
    std::ranges::stable_sort(trays, {}, &TrayRowReport::cables);
    for (const TrayRowReport* t : trays) {
        const auto cables = static_cast<double>(t->cables);
        const SvgPoint a = point_of(s, t->x1_m, t->y1_m);
        const SvgPoint b = point_of(s, t->x2_m, t->y2_m);
        out.open("g").element("title",
                              fmt::format("{}: {} cables, {:.1f} % full", t->tray, t->cables, t->fill * 100));
        put_tray_line(out, a, b, ramp_color_of(cables, s.cables), thickness_of(s, cables));
        if (t->fill > wiring.tray_limit) put_line(out, a, b, "over");
        out.close();
    }
    out.line();
}

void put_runs(Markup& out, const WiringReport& wiring, const Sheet& s) {
    for (const CableRow& run : wiring.longest) {
        const SvgPoint a = point_of(s, run.from.x_m, run.from.y_m);
        const SvgPoint b = point_of(s, run.to.x_m, run.to.y_m);
        std::vector<SvgPoint> way{a};
        if (run.cross_x_m) {
            const double x = point_of(s, *run.cross_x_m, 0).x;
            way.push_back({x, a.y});
            way.push_back({x, b.y});
        }
        way.push_back(b);
        put_polyline(out, way, "run");
        for (const SvgPoint end : {a, b}) put_circle(out, end, 3.5, "end");
    }
    out.line();
}

void put_legend(Markup& out, const WiringReport& wiring, const Sheet& s) {
    double y = head + 12;
    put_label(out, {s.side_x, y}, "cables on a length of tray", SvgAnchor::start);
    for (int band = 0; band < s.cables.count; ++band) {
        y += 18;
        const double middle = (s.cables.at(band) + s.cables.at(band + 1)) / 2;
        put_tray_line(out, {s.side_x, y - 4}, {s.side_x + 34, y - 4}, ramp_color_of(middle, s.cables),
                      thickness_of(s, std::min(middle, s.most)));
        put_label(out, {s.side_x + 44, y},
                  fmt::format("{} to {}", s.cables.label(band), s.cables.label(band + 1)), SvgAnchor::start);
    }
    y += 18;
    put_line(out, {s.side_x, y - 4}, {s.side_x + 34, y - 4}, "over");
    put_label(out, {s.side_x + 44, y},
              fmt::format("fuller than {:.0f} % of the tray", wiring.tray_limit * 100), SvgAnchor::start);
    y += 18;
    put_line(out, {s.side_x, y - 4}, {s.side_x + 34, y - 4}, "run");
    put_label(out, {s.side_x + 44, y}, "longest run of each tier", SvgAnchor::start);
    y += 18;
    put_rect(out, {s.side_x + 10, y - 11, 14, 12}, "rack network");
    put_label(out, {s.side_x + 44, y}, "rack for switches", SvgAnchor::start);
}

void put_lists(Markup& out, const WiringReport& wiring, const Sheet& s) {
    double y = head + 40 + 18 * (s.cables.count + 4);
    const auto line = [&](const std::string& text) {
        put_label(out, {s.side_x, y}, text, SvgAnchor::start);
        y += 16;
    };
    line("by tier: cables, run, mean, longest");
    out.open("g", {{"class", "soft"}});
    for (const TierRow& tier : wiring.tiers) {
        const Figure length = for_people(tier.sums.length_m, "m");
        line(fmt::format("{}: {}, {} {}, {:.1f} m, {:.1f} m", tier.tier, tier.sums.cables, length.number,
                         length.unit, tier.sums.length_m / static_cast<double>(tier.sums.cables),
                         tier.sums.longest_m));
    }
    out.close();
    y += 10;
    line("longest run of each tier");
    out.open("g", {{"class", "soft"}});
    for (const CableRow& run : wiring.longest) {
        line(fmt::format("{:.2f} m, {}: {} port {} to {} port {}", run.length_m,
                         run.medium.empty() ? "out of reach" : run.medium, run.from.name, run.from.port,
                         run.to.name, run.to.port));
        line(run.route);
    }
    out.close();
    y += 10;
    const auto fullest = std::ranges::max_element(wiring.trays, {}, &TrayRowReport::fill);
    if (fullest == wiring.trays.end()) return;
    line("fullest tray");
    out.open("g", {{"class", "soft"}});
    line(fmt::format("{}: {} cables, {:.1f} % of {:.3g} m2", fullest->tray, fullest->cables,
                     fullest->fill * 100, wiring.tray_m2));
    out.close();
}

}  // namespace

std::string cable_runs_svg(const Floor& floor, const WiringReport& wiring, const std::string& title) {
    const Sheet s = sheet_of(floor, wiring);
    Markup out;
    open_svg(out, {0, 0, s.width, s.height}, title, "runs");
    out.style_sheet(style).line();
    const Figure length = for_people(wiring.total.length_m, "m");
    const Figure ordered = for_people(wiring.total.ordered_m, "m");
    put_label(out, {margin, 20}, title, SvgAnchor::start);
    put_label(out, {margin, 36},
              fmt::format("{} cables, {} {} of runs, {} {} ordered", wiring.total.cables, length.number,
                          length.unit, ordered.number, ordered.unit),
              SvgAnchor::start);
    put_rect(out, s.frame.box_of(floor), "outline");
    put_racks(out, floor, s);
    put_trays(out, wiring, s);
    put_runs(out, wiring, s);
    put_legend(out, wiring, s);
    put_lists(out, wiring, s);
    put_scale_bar(out, {margin, head + floor.depth * s.frame.units + 18}, floor.width, s.frame.units);
    out.close();
    return out.take();
}

}  // namespace datahall
