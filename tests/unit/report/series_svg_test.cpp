// Line charts: thin, without losing a peak.
#include "sim/report/series_svg.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/unit/report/markup_checker.hpp"

namespace datahall {
namespace {

// A level line with one peak and one dip.
std::vector<SvgPoint> spiky(std::size_t n, std::size_t peak, std::size_t dip) {
    std::vector<SvgPoint> points;
    for (std::size_t i = 0; i < n; ++i) {
        points.push_back({static_cast<double>(i) * 3600, i == peak ? 900.0 : i == dip ? -900.0 : 5.0});
    }
    return points;
}

Chart chart_with(std::vector<SvgPoint> points) {
    Chart chart{.title = "Facility power", .unit = "MW", .lines = {}};
    chart.to_s = points.empty() ? 0 : points.back().x;
    chart.lines.push_back({.hall = 1, .name = "hall <b>", .points = std::move(points)});
    return chart;
}

std::string drawing_of(const Chart& chart) {
    Markup out;
    put_chart(out, chart);
    return out.take();
}

std::ptrdiff_t strokes_in(const std::string& svg) {
    const test::MarkupChecker read{svg};
    return std::count(read.tags().begin(), read.tags().end(), std::string{"polyline"});
}

}  // namespace

TEST_CASE("thinning keeps the ends, the peak, the dip and the order") {
    for (const std::size_t n : {601UL, 720UL, 8760UL, 100000UL}) {
        const auto points = spiky(n, n / 3, n / 2 + 7);
        const auto kept = thinned(points, 600);
        CHECK(kept.size() <= 600);
        CHECK(kept.front().x == points.front().x);
        CHECK(kept.back().x == points.back().x);
        CHECK(std::ranges::max(kept, {}, &SvgPoint::y).x == points[n / 3].x);
        CHECK(std::ranges::min(kept, {}, &SvgPoint::y).x == points[n / 2 + 7].x);
        const auto not_later = [](const SvgPoint& a, const SvgPoint& b) { return b.x <= a.x; };
        CHECK(std::ranges::adjacent_find(kept, not_later) == kept.end());
    }
}

TEST_CASE("few points are all kept") {
    CHECK(thinned(spiky(600, 3, 4), 600).size() == 600);
    CHECK(thinned({}, 600).empty());
}

TEST_CASE("a chart names its unit, its time and its lines") {
    const std::string svg = drawing_of(chart_with(spiky(720, 100, 200)));
    const test::MarkupChecker read{svg};
    CHECK(read.problem() == "");
    for (const char* text : {"Facility power, MW", "days since the start", "hall <b>", "25"}) {
        INFO(text);
        CHECK(read.text().find(text) != std::string::npos);
    }
    CHECK(svg.find(
              "aria-label=\"Line chart: Facility power over time. hall &lt;b&gt;: -900.0 to 900.0 MW.\"") !=
          std::string::npos);
}

TEST_CASE("short runs count hours") {
    CHECK(drawing_of(chart_with(spiky(13, 3, 4))).find("hours since the start") != std::string::npos);
}

TEST_CASE("a line has a gap where its figure does not exist") {
    auto points = spiky(100, 10, 20);
    for (std::size_t i = 40; i < 50; ++i) points[i].y = std::numeric_limits<double>::quiet_NaN();
    const std::string svg = drawing_of(chart_with(points));
    CHECK(strokes_in(svg) == 2);
    CHECK(svg.find("nan") == std::string::npos);
}

TEST_CASE("a chart without values says so") {
    CHECK(drawing_of(chart_with({})).find("no values") != std::string::npos);
    CHECK(strokes_in(drawing_of(chart_with({{0, 1}, {0, 1}}))) == 1);  // no width either
}

TEST_CASE("no two halls of the first 36 have the same line, and the first six differ without color") {
    std::set<std::string> looks, dashes;
    for (std::size_t hall = 0; hall < 36; ++hall) {
        const std::string look = hall_line_class(hall);
        looks.insert(look);
        if (hall < 6) dashes.insert(look.substr(look.rfind('d')));
    }
    CHECK(looks.size() == 36);
    CHECK(dashes.size() == 6);
}

}  // namespace datahall
