#include "sim/report/page_drawings.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/floor_svg.hpp"
#include "sim/report/page_cells.hpp"
#include "sim/report/series_svg.hpp"

namespace datahall {
namespace {

// ---- floors

void put_floor_caption(Markup& out, const Comparison& c, std::size_t hall) {
    const Floor& floor = c.halls[hall].demand.floor;
    double watts = 0;
    std::size_t over = 0;
    for (const FloorRack& rack : floor.racks) {
        watts += rack.nameplate_w;
        if (is_over_limit(rack)) ++over;
    }
    const double area = floor.width * floor.depth;
    out.open("figcaption");
    put_hall_name(out, c, hall);
    out.text(fmt::format(" {} racks on {} m × {} m, ", floor.racks.size(), four_digits(floor.width),
                         four_digits(floor.depth)));
    put_value(out, watts, "W");
    out.text(" nameplate, ");
    if (area > 0) put_value(out, watts / area, "W/m2");
    if (over > 0) {
        out.text(", ").element("strong", fmt::format("{} racks over the limit of their feed", over),
                               {{"class", "bad"}});
    }
    out.close().line();
}

// ---- charts

using RowValue = std::function<double(const double* row)>;

std::optional<std::size_t> column_of(const Series& series, std::string_view name) {
    const auto at = std::ranges::find(series.columns, name, &SeriesColumn::name);
    if (at == series.columns.end()) return std::nullopt;
    return static_cast<std::size_t>(at - series.columns.begin());
}

std::optional<double> metric_of(const Result& result, std::string_view name) {
    const auto at = std::ranges::find(result.metrics, name, &Metric::name);
    return at == result.metrics.end() ? std::nullopt : at->value;
}

// One chart of the page: what it shows, and how a row of a hall's series gives it.
struct ChartKind {
    std::string title;
    std::string unit;
    double y_low = 0.0;
    std::function<RowValue(const Result&)> value;  // an empty RowValue: this hall cannot say
};

RowValue quotient(const Result& result, std::string_view above, std::string_view below) {
    const auto a = column_of(result.series, above);
    const auto b = column_of(result.series, below);
    if (!a || !b) return {};
    return [a = *a, b = *b](const double* row) {
        return row[b] > 0 ? row[a] / row[b] : std::numeric_limits<double>::quiet_NaN();
    };
}

RowValue scaled(const Result& result, std::string_view name, double divisor) {
    const auto column = column_of(result.series, name);
    if (!column || !(divisor > 0)) return {};
    return [column = *column, divisor](const double* row) { return row[column] / divisor; };
}

// The size of watts that fits the highest draw of all halls, so that one axis serves them all.
struct WattUnit {
    double divisor;
    std::string name;
};
WattUnit watt_unit(const Comparison& c) {
    double highest = 0;
    for (const ComparedHall& hall : c.halls) {
        const Series& s = hall.demand.series;
        const auto column = column_of(s, "utility_power_w");
        for (std::size_t r = 0; column && r < s.rows(); ++r) {
            highest = std::max(highest, s.values[r * s.columns.size() + *column]);
        }
    }
    if (highest >= 1e6) return {1e6, "MW"};
    if (highest >= 1e3) return {1e3, "kW"};
    return {1.0, "W"};
}

std::vector<ChartKind> chart_kinds(const Comparison& c) {
    const WattUnit watts = watt_unit(c);
    const auto power = [watts](std::string_view column) {
        return [watts, column](const Result& r) { return scaled(r, column, watts.divisor); };
    };
    std::vector<ChartKind> kinds;
    kinds.push_back({"Facility power", watts.name, 0, power("utility_power_w")});
    kinds.push_back({"IT power", watts.name, 0, power("it_power_w")});
    kinds.push_back({"PUE (facility power over IT power)", "", 1,
                     [](const Result& r) { return quotient(r, "utility_power_w", "it_power_w"); }});
    kinds.push_back({"Devices held by jobs", "% of all", 0, [](const Result& r) {
                         return scaled(r, "devices_held", metric_of(r, "devices.total").value_or(0) / 100);
                     }});
    kinds.push_back(
        {"Queue", "jobs waiting", 0, [](const Result& r) { return scaled(r, "jobs_waiting", 1); }});
    return kinds;
}

ChartLine line_of(const Comparison& c, std::size_t hall, const RowValue& value) {
    const Series& s = c.halls[hall].demand.series;
    ChartLine line{.hall = hall, .name = c.halls[hall].name, .points = {}};
    const auto time = column_of(s, "time_s");
    if (!value || !time) return line;
    for (std::size_t r = 0; r < s.rows(); ++r) {
        const double* row = &s.values[r * s.columns.size()];
        line.points.push_back({row[*time], value(row)});
    }
    return line;
}

bool is_flat_zero(const Chart& chart) {
    return std::ranges::all_of(chart.lines, [](const ChartLine& line) {
        return std::ranges::all_of(line.points,
                                   [](const SvgPoint& p) { return p.y == 0 || std::isnan(p.y); });
    });
}

Chart chart_of(const Comparison& c, const ChartKind& kind) {
    Chart chart{.title = kind.title,
                .unit = kind.unit,
                .lines = {},
                .to_s = c.duration_s,
                .warm_up_s = c.warm_up_s,
                .y_low = kind.y_low};
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        chart.lines.push_back(line_of(c, i, kind.value(c.halls[i].demand)));
        for (const SvgPoint& p : chart.lines.back().points) chart.to_s = std::max(chart.to_s, p.x);
    }
    return chart;
}

void put_chart_legend(Markup& out, const Comparison& c) {
    out.open("ul", {{"class", "legend"}});
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        out.open("li");
        put_hall_name(out, c, i);
        out.close();
    }
    if (c.warm_up_s > 0) {
        out.open("li");
        open_svg_mark(out, {0, 0, 22, 14}, "swatch");
        put_rect(out, {0, 0, 22, 14}, "warm-up");
        out.close().text("warm-up, not counted").close();
    }
    out.close().line();
}

}  // namespace

bool has_floors(const Comparison& c) {
    return std::ranges::any_of(c.halls, [](const ComparedHall& h) { return !h.demand.floor.racks.empty(); });
}

bool has_charts(const Comparison& c) {
    return std::ranges::any_of(c.halls, [](const ComparedHall& h) { return h.demand.series.rows() > 0; });
}

void put_floors(Markup& out, const Comparison& c) {
    if (!has_floors(c)) return;
    std::vector<const Floor*> floors;
    for (const ComparedHall& hall : c.halls) floors.push_back(&hall.demand.floor);
    const FloorScale scale = floor_scale(floors);
    open_section(out, "floors", "Floor plans");
    out.element(
        "p", "One scale and one range of colors for all halls. Point at a rack for its path, type and power.",
        {{"class", "note"}});
    put_floor_legend(out, scale);
    out.open("div", {{"class", "side-by-side"}}).line();
    for (std::size_t i = 0; i < floors.size(); ++i) {
        out.open("figure");
        put_floor_caption(out, c, i);
        put_floor(out, *floors[i], scale, i);
        out.close().line();
    }
    out.close().close().line();
}

void put_charts(Markup& out, const Comparison& c) {
    if (!has_charts(c)) return;
    open_section(out, "charts", "Over time, under the same demand");
    put_chart_legend(out, c);
    out.open("div", {{"class", "side-by-side"}}).line();
    for (const ChartKind& kind : chart_kinds(c)) {
        const Chart chart = chart_of(c, kind);
        if (is_flat_zero(chart)) continue;  // a queue that never forms
        out.open("figure");
        put_chart(out, chart);
        out.close().line();
    }
    out.close();
    out.element("p",
                "Replication 0. Lines keep the lowest and the highest of each stretch of time; `datahall "
                "run` writes the "
                "full series.",
                {{"class", "note"}});
    out.close().line();
}

}  // namespace datahall
