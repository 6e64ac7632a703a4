// Line charts over simulated time, all halls in one.
//
// A line has at most 600 points: of each stretch of time its lowest and its highest, so that no peak
// is lost; the full series stay in series.csv.  Halls differ in dash pattern as well as in color.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sim/report/html.hpp"
#include "sim/report/svg.hpp"

namespace datahall {

/// At most `most` of the points, in their order: the first and the last, and the lowest and the highest
/// of equal stretches between.  REQUIRES: most >= 4; no NaN.
std::vector<SvgPoint> thinned(std::span<const SvgPoint> points, std::size_t most);

/// The style sheet has 6 dash patterns and colors; after the sixth hall they combine anew.
std::string hall_line_class(std::size_t hall);
/// A short piece of a hall's line, to stand beside its name.
void put_hall_mark(Markup& out, std::size_t hall);

/// x in seconds; y in `Chart::unit`, NaN where the figure does not exist: the line has a gap there.
struct ChartLine {
    std::size_t hall = 0;
    std::string name;
    std::vector<SvgPoint> points;
};
struct Chart {
    std::string title;
    std::string unit;  // of y, as it is printed; empty for ratios
    std::vector<ChartLine> lines;
    double from_s = 0.0, to_s = 0.0;
    double warm_up_s = 0.0;  // shaded: before the figures count
    double y_low = 0.0;      // the axis starts here or lower
};
/// The chart as an <svg>.  Without a finite point it says so.
void put_chart(Markup& out, const Chart& chart);

}  // namespace datahall
