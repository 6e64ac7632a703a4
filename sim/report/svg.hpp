// Drawings: shapes and short numbers for SVG inside a page.
//
// Lengths are in units of the viewBox; the style sheet decides how large a unit becomes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/report/html.hpp"

namespace datahall {

/// A coordinate with at most two decimals, without trailing zeros: 12.50 -> "12.5", -0 -> "0".
std::string svg_number(double value);

struct SvgPoint {
    double x = 0.0, y = 0.0;
};
struct SvgBox {
    double x = 0.0, y = 0.0, width = 0.0, height = 0.0;
};

/// Opens <svg>; the caller closes it.  `label` says what the drawing shows to those who cannot see it.
void open_svg(Markup& out, const SvgBox& view, std::string_view label, std::string_view css_class);
/// Opens <svg> that only repeats what stands in the text beside it.
void open_svg_mark(Markup& out, const SvgBox& view, std::string_view css_class);

void put_rect(Markup& out, const SvgBox& box, std::string_view css_class);
void put_line(Markup& out, SvgPoint from, SvgPoint to, std::string_view css_class);
void put_circle(Markup& out, SvgPoint center, double radius, std::string_view css_class);
void put_polyline(Markup& out, std::span<const SvgPoint> points, std::string_view css_class);

/// Where a label stands to its point.
enum class SvgAnchor { start, middle, end };
void put_label(Markup& out, SvgPoint at, std::string_view text, SvgAnchor anchor);

/// Round numbers that cover `low` to `high`: steps of 1, 2, 2.5 or 5 times a power of ten, at most `most`
/// of them, and as many decimals as the step needs.
struct Ticks {
    double first = 0.0;
    double step = 1.0;
    int count = 1;  // steps; there is one tick more
    int decimals = 0;

    double at(int i) const { return first + step * i; }
    double last() const { return at(count); }
    std::string label(int i) const;
};
/// REQUIRES: low <= high, both finite; most >= 2.  A range of no width gets one step.
Ticks ticks_over(double low, double high, int most);

}  // namespace datahall
