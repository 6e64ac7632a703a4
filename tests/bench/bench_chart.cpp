#include "tests/bench/bench_chart.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/report/svg.hpp"

namespace datahall::bench {
namespace {

constexpr std::string_view style =
    ".holds{color:#1c2733;font-family:system-ui,sans-serif}.holds text{font-size:11px;fill:currentColor}"
    ".axis{stroke:#8894a0;stroke-width:.6}.line{fill:none;stroke:#8894a0;stroke-width:1.2}"
    ".ours{fill:none;stroke:#0b6bcb;stroke-width:2.4}"
    "@media(prefers-color-scheme:dark){.holds{color:#e4e9ee}.ours{stroke:#5cb0ff}}";

constexpr SvgBox view{0, 0, 640, 360};
constexpr SvgBox plot{50, 16, 450, 300};

// Both axes by decades.
struct LogAxes {
    double from_n, to_n, from_ns, to_ns;  // powers of ten
    SvgPoint at(double n, double ns) const {
        return {plot.x + plot.width * (std::log10(n) - from_n) / (to_n - from_n),
                plot.y + plot.height * (1.0 - (std::log10(ns) - from_ns) / (to_ns - from_ns))};
    }
};

std::vector<const Row*> chart_rows(std::span<const Row> rows, const Contestant& who) {
    std::vector<const Row*> line;
    for (const Row& row : rows) {
        const bool is_reference = row.distribution == distributions().data();
        if (row.mode == Mode::hold && is_reference && row.contestant == &who && row.is_measured())
            line.push_back(&row);
    }
    return line;
}

LogAxes axes_of(std::span<const Row> rows) {
    LogAxes axes{99.0, -99.0, 1.0, 2.0};
    for (const Contestant* who : contestants()) {
        for (const Row* row : chart_rows(rows, *who)) {
            axes.from_n = std::min(axes.from_n, std::log10(static_cast<double>(row->entities)));
            axes.to_n = std::max(axes.to_n, std::log10(static_cast<double>(row->entities)));
            axes.to_ns = std::max(axes.to_ns, std::ceil(std::log10(row->least_ns())));
        }
    }
    return axes;
}

void put_axes(Markup& out, const LogAxes& axes) {
    for (double p = std::ceil(axes.from_n); p <= axes.to_n; ++p) {
        const SvgPoint foot = axes.at(std::pow(10.0, p), std::pow(10.0, axes.from_ns));
        put_line(out, foot, {foot.x, plot.y}, "axis");
        put_label(out, {foot.x, foot.y + 16}, fmt::format("10^{:.0f}", p), SvgAnchor::middle);
    }
    for (double p = axes.from_ns; p <= axes.to_ns; ++p) {
        const SvgPoint left = axes.at(std::pow(10.0, axes.from_n), std::pow(10.0, p));
        put_line(out, left, {plot.x + plot.width, left.y}, "axis");
        put_label(out, {left.x - 6, left.y + 4}, fmt::format("{:.0f}", std::pow(10.0, p)), SvgAnchor::end);
    }
    put_label(out, {plot.x + plot.width / 2, plot.y + plot.height + 34}, "pending events", SvgAnchor::middle);
    put_label(out, {plot.x + 6, plot.y + 14}, "ns a hold", SvgAnchor::start);
}

// Names stand at the ends of the lines, pushed apart where they would overlap.
void put_lines(Markup& out, std::span<const Row> rows, const LogAxes& axes) {
    struct Name {
        SvgPoint at;
        std::string_view text;
    };
    std::vector<Name> names;
    for (const Contestant* who : contestants()) {
        std::vector<SvgPoint> points;
        for (const Row* row : chart_rows(rows, *who)) {
            points.push_back(axes.at(static_cast<double>(row->entities), std::max(row->least_ns(), 10.0)));
        }
        if (points.size() < 2 || who == &no_queue) continue;
        put_polyline(out, points, who == &ladder ? "ours" : "line");
        names.push_back({{points.back().x + 6, points.back().y + 4}, who->name});
    }
    std::ranges::sort(names, {}, [](const Name& n) { return std::pair{n.at.x, n.at.y}; });
    for (std::size_t i = 1; i < names.size(); ++i) {
        const SvgPoint above = names[i - 1].at;
        if (names[i].at.x == above.x) names[i].at.y = std::max(names[i].at.y, above.y + 12);
    }
    for (const Name& name : names) put_label(out, name.at, name.text, SvgAnchor::start);
}

}  // namespace

bool has_chart(std::span<const Row> rows) {
    const LogAxes axes = axes_of(rows);
    return axes.to_n > axes.from_n;
}

void put_chart(Markup& out, std::span<const Row> rows) {
    const LogAxes axes = axes_of(rows);
    open_svg(out, view, "ns a hold against pending events, for each queue", "holds");
    out.style_sheet(style);
    put_axes(out, axes);
    put_lines(out, rows, axes);
    out.close().line();
}

std::string bench_svg(std::span<const Row> rows) {
    Markup out;
    put_chart(out, rows);
    return out.take();
}

}  // namespace datahall::bench
