#include "sim/report/svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace datahall {
namespace {

std::string view_box(const SvgBox& v) {
    return fmt::format("{} {} {} {}", svg_number(v.x), svg_number(v.y), svg_number(v.width),
                       svg_number(v.height));
}

constexpr std::string_view name_of(SvgAnchor anchor) {
    constexpr std::string_view names[] = {"start", "middle", "end"};
    return names[static_cast<std::size_t>(anchor)];
}

// Exact from 1 up to 1e22, one rounding below.
double power_of_ten(int exponent) {
    double power = 1.0;
    for (int i = 0; i < std::abs(exponent); ++i) power *= 10.0;
    return exponent < 0 ? 1.0 / power : power;
}

// Of a step: what a quotient may be off a whole number and still be taken for it.
constexpr double rounding = 1e-9;

}  // namespace

std::string svg_number(double value) {
    std::string text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

void open_svg(Markup& out, const SvgBox& view, std::string_view label, std::string_view css_class) {
    out.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                     {"viewBox", view_box(view)},
                     {"class", css_class},
                     {"role", "img"},
                     {"aria-label", label}});
}

void open_svg_mark(Markup& out, const SvgBox& view, std::string_view css_class) {
    out.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                     {"viewBox", view_box(view)},
                     {"class", css_class},
                     {"aria-hidden", "true"}});
}

void put_rect(Markup& out, const SvgBox& box, std::string_view css_class) {
    out.leaf("rect", {{"class", css_class},
                      {"x", svg_number(box.x)},
                      {"y", svg_number(box.y)},
                      {"width", svg_number(box.width)},
                      {"height", svg_number(box.height)}});
}

void put_line(Markup& out, SvgPoint from, SvgPoint to, std::string_view css_class) {
    out.leaf("line", {{"class", css_class},
                      {"x1", svg_number(from.x)},
                      {"y1", svg_number(from.y)},
                      {"x2", svg_number(to.x)},
                      {"y2", svg_number(to.y)}});
}

void put_circle(Markup& out, SvgPoint center, double radius, std::string_view css_class) {
    out.leaf("circle", {{"class", css_class},
                        {"cx", svg_number(center.x)},
                        {"cy", svg_number(center.y)},
                        {"r", svg_number(radius)}});
}

void put_polyline(Markup& out, std::span<const SvgPoint> points, std::string_view css_class) {
    std::string list;
    for (const SvgPoint& p : points) {
        if (!list.empty()) list += ' ';
        list += svg_number(p.x) + ',' + svg_number(p.y);
    }
    out.leaf("polyline", {{"class", css_class}, {"points", list}});
}

void put_label(Markup& out, SvgPoint at, std::string_view text, SvgAnchor anchor) {
    out.element("text", text,
                {{"x", svg_number(at.x)}, {"y", svg_number(at.y)}, {"text-anchor", name_of(anchor)}});
}

std::string Ticks::label(int i) const {
    return fmt::format("{:.{}f}", at(i), decimals);
}

Ticks ticks_over(double low, double high, int most) {
    struct Size {
        double times;  // the power of ten
        int decimals;  // beyond those of that power
    };
    constexpr Size sizes[] = {{1, 0}, {2, 0}, {2.5, 1}, {5, 0}};
    // A range of no width still gets a step that its numbers can show.
    const double least = std::max((high - low) / most, std::max(std::fabs(high), 1e-6) * 1e-6);
    for (int exponent = -12;; ++exponent) {
        for (const Size& size : sizes) {
            Ticks t;
            t.step = size.times * power_of_ten(exponent);
            if (t.step < least) continue;
            t.first = std::floor(low / t.step + rounding) * t.step;
            t.count = std::max(1, static_cast<int>(std::ceil((high - t.first) / t.step - rounding)));
            t.decimals = std::max(0, size.decimals - exponent);
            if (t.count <= most) return t;
        }
    }
}

}  // namespace datahall
