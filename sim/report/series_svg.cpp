#include "sim/report/series_svg.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "sim/report/figures.hpp"

namespace datahall {
namespace {

constexpr std::size_t most_points = 600;
constexpr std::size_t line_styles = 6;
// In units of the viewBox: small enough that labels stay readable on a telephone.
constexpr double chart_width = 520.0;
constexpr double chart_height = 250.0;
constexpr SvgBox plot{48, 26, 460, 180};
constexpr int most_y_steps = 5;
constexpr int most_x_steps = 8;

struct TimeUnit {
    double seconds;
    std::string_view name;
};

TimeUnit time_unit(double span_s) {
    if (span_s >= 2 * 86400.0) return {86400.0, "days"};
    if (span_s >= 2 * 3600.0) return {3600.0, "hours"};
    return {60.0, "minutes"};
}

struct Range {
    double low, high;
};

std::optional<Range> range_of(const Chart& chart) {
    std::optional<Range> range;
    for (const ChartLine& line : chart.lines) {
        for (const SvgPoint& p : line.points) {
            if (!std::isfinite(p.y)) continue;
            if (!range) range = Range{p.y, p.y};
            range->low = std::min(range->low, p.y);
            range->high = std::max(range->high, p.y);
        }
    }
    return range;
}

// Where a value stands on the drawing.
struct Axes {
    Ticks x;  // in units of time
    Ticks y;
    double from, to;  // x, in units of time
    TimeUnit unit;

    double across(double time) const {
        return plot.x + plot.width * (to > from ? (time - from) / (to - from) : 0.0);
    }
    double up(double value) const {
        return plot.y + plot.height * (1.0 - (value - y.first) / (y.last() - y.first));
    }
};

Axes axes_of(const Chart& chart, const Range& range) {
    const TimeUnit unit = time_unit(chart.to_s - chart.from_s);
    const double from = chart.from_s / unit.seconds;
    const double to = std::max(from, chart.to_s / unit.seconds);
    return {.x = ticks_over(from, to, most_x_steps),
            .y = ticks_over(std::min(chart.y_low, range.low), range.high, most_y_steps),
            .from = from,
            .to = to,
            .unit = unit};
}

void put_warm_up(Markup& out, const Chart& chart, const Axes& axes) {
    const double end = std::min(chart.warm_up_s, chart.to_s) / axes.unit.seconds;
    if (end <= axes.from) return;
    const double width = axes.across(end) - plot.x;
    out.open("g").element("title", "Warm-up: the figures do not count it");
    put_rect(out, {plot.x, plot.y, width, plot.height}, "warm-up");
    out.close();
}

void put_axes(Markup& out, const Chart& chart, const Axes& axes) {
    for (int i = 0; i <= axes.y.count; ++i) {
        const double y = axes.up(axes.y.at(i));
        put_line(out, {plot.x, y}, {plot.x + plot.width, y}, i == 0 ? "axis" : "grid");
        put_label(out, {plot.x - 7, y + 4}, axes.y.label(i), SvgAnchor::end);
    }
    const double bottom = plot.y + plot.height;
    for (int i = 0; i <= axes.x.count; ++i) {
        const double time = axes.x.at(i);
        if (time < axes.from - 1e-9 || time > axes.to + 1e-9) continue;
        const double x = axes.across(time);
        put_line(out, {x, bottom}, {x, bottom + 5}, "axis");
        put_label(out, {x, bottom + 19}, axes.x.label(i), SvgAnchor::middle);
    }
    put_label(out, {0, 12}, chart.unit.empty() ? chart.title : chart.title + ", " + chart.unit,
              SvgAnchor::start);
    put_label(out, {plot.x + plot.width / 2, chart_height - 7},
              fmt::format("{} since the start", axes.unit.name), SvgAnchor::middle);
}

// Runs of points that exist, each a stroke of its own.
std::vector<std::span<const SvgPoint>> strokes_of(std::span<const SvgPoint> points) {
    const auto exists = [](const SvgPoint& p) { return std::isfinite(p.x) && std::isfinite(p.y); };
    std::vector<std::span<const SvgPoint>> strokes;
    std::size_t i = 0;
    while (i < points.size()) {
        std::size_t end = i;
        while (end < points.size() && exists(points[end])) ++end;
        if (end > i) strokes.push_back(points.subspan(i, end - i));
        i = end + 1;
    }
    return strokes;
}

void put_chart_line(Markup& out, const ChartLine& line, const Axes& axes) {
    out.open("g", {{"class", hall_line_class(line.hall)}}).element("title", line.name);
    const auto strokes = strokes_of(line.points);
    const std::size_t most = std::max<std::size_t>(4, most_points / std::max<std::size_t>(1, strokes.size()));
    for (const auto& stroke : strokes) {
        std::vector<SvgPoint> drawn = thinned(stroke, most);
        for (SvgPoint& p : drawn) p = {axes.across(p.x / axes.unit.seconds), axes.up(p.y)};
        put_polyline(out, drawn, "line");
    }
    out.close().line();
}

std::string label_of(const Chart& chart) {
    std::string label = fmt::format("Line chart: {} over time.", chart.title);
    for (const ChartLine& line : chart.lines) {
        const auto range = range_of({.title = {}, .unit = {}, .lines = {line}});
        if (!range) continue;
        label += fmt::format(" {}: {} to {}{}{}.", line.name, four_digits(range->low),
                             four_digits(range->high), chart.unit.empty() ? "" : " ", chart.unit);
    }
    return label;
}

}  // namespace

std::vector<SvgPoint> thinned(std::span<const SvgPoint> points, std::size_t most) {
    if (points.size() <= most) return {points.begin(), points.end()};
    const auto inner = points.subspan(1, points.size() - 2);
    const std::size_t stretches = (most - 2) / 2;
    std::vector<SvgPoint> kept{points.front()};
    for (std::size_t s = 0; s < stretches; ++s) {
        const std::size_t from = s * inner.size() / stretches;
        const std::size_t to = (s + 1) * inner.size() / stretches;
        if (from == to) continue;
        const auto [low, high] = std::ranges::minmax_element(inner.subspan(from, to - from), {},
                                                             [](const SvgPoint& p) { return p.y; });
        const auto [first, second] = std::minmax(low, high);
        kept.push_back(*first);
        if (first != second) kept.push_back(*second);
    }
    kept.push_back(points.back());
    return kept;
}

std::string hall_line_class(std::size_t hall) {
    const std::size_t color = hall % line_styles;
    const std::size_t dashes = (hall + hall / line_styles) % line_styles;
    return fmt::format("hall-line c{} d{}", color, dashes);
}

void put_hall_mark(Markup& out, std::size_t hall) {
    open_svg_mark(out, {0, 0, 30, 10}, "mark");
    out.open("g", {{"class", hall_line_class(hall)}});
    put_line(out, {1, 5}, {29, 5}, "line");
    out.close().close();
}

void put_chart(Markup& out, const Chart& chart) {
    const auto range = range_of(chart);
    open_svg(out, {0, 0, chart_width, chart_height}, label_of(chart), "chart");
    if (!range) {
        put_label(out, {0, 12}, chart.title, SvgAnchor::start);
        put_label(out, {chart_width / 2, chart_height / 2}, "no values", SvgAnchor::middle);
        out.close().line();
        return;
    }
    const Axes axes = axes_of(chart, *range);
    put_warm_up(out, chart, axes);
    put_axes(out, chart, axes);
    for (const ChartLine& line : chart.lines) put_chart_line(out, line, axes);
    out.close().line();
}

}  // namespace datahall
