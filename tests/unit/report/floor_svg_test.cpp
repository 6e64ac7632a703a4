// Floor plans: to scale, on one range of colors, readable without color.
#include "sim/report/floor_svg.hpp"

#include <algorithm>

#include "sim/report/floor_parts.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/report/markup_checker.hpp"

namespace datahall {
namespace {

FloorRack rack(const std::string& role, double x, double watts, double limit = 0) {
    return {.path = "site/hall/row-0/" + role,
            .type = "type_" + role,
            .role = role,
            .x = x,
            .y = 2.0,
            .width = 0.6,
            .depth = 1.2,
            .nameplate_w = watts,
            .limit_w = limit};
}

Floor floor_with(double width, double depth, std::vector<FloorRack> racks) {
    return {.hall = "hall", .width = width, .depth = depth, .racks = std::move(racks)};
}

FloorScale scale_of(const Floor& a, const Floor& b) {
    const Floor* const floors[] = {&a, &b};
    return floor_scale(floors);
}

std::string drawing_of(const Floor& floor, const FloorScale& scale) {
    Markup out;
    put_floor(out, floor, scale, 0);
    return out.take();
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::ptrdiff_t count_tag(const test::MarkupChecker& read, const std::string& tag) {
    return std::count(read.tags().begin(), read.tags().end(), tag);
}

}  // namespace

TEST_CASE("a small and a large hall are drawn to one scale") {
    const Floor small = floor_with(10, 8, {rack("compute", 5, 8000)});
    const Floor large = floor_with(31, 20, {rack("compute", 5, 40000)});
    const FloorScale scale = scale_of(small, large);
    // 560 units less a margin of 1 on both sides, over the 31 m of the wider hall: 18 units a meter.
    CHECK(floor_units_per_meter(scale) == Approx(18.0));
    for (const Floor* floor : {&small, &large}) {
        const std::string svg = drawing_of(*floor, scale);
        CHECK(has(svg, "viewBox=\"0 0 560 388\""));  // 2 + 20 m x 18 + 26 for the scale bar
        // a rack of 0.6 m by 1.2 m around (5, 2): x = 1 + 4.7 x 18, y = 1 + 1.4 x 18
        CHECK(has(svg, "x=\"85.6\" y=\"26.2\" width=\"10.8\" height=\"21.6\""));
    }
}

TEST_CASE("the same kW has the same color in every hall, and more is never less") {
    const Floor cpu = floor_with(10, 10, {rack("compute", 1, 8000)});
    const Floor gpu = floor_with(10, 10, {rack("compute", 1, 40800)});
    const FloorScale scale = scale_of(cpu, gpu);
    CHECK(scale.power.last() >= 40.8);
    CHECK(has(drawing_of(cpu, scale), "rack k" + std::to_string(floor_color_of(8000, scale)) + "\""));
    CHECK(floor_color_of(8000, scale) < floor_color_of(40800, scale));
    int last = 0;
    for (double w = 0; w <= 40800; w += 100) {
        const int color = floor_color_of(w, scale);
        CHECK((color >= last && color < ramp_colors));
        last = color;
    }
    CHECK(last == ramp_colors - 1);  // the ramp is used to its end
}

TEST_CASE("roles differ by a mark, not by color alone") {
    const Floor floor = floor_with(10, 10,
                                   {rack("compute", 1, 8000), rack("network", 2, 8000),
                                    rack("storage", 3, 8000), rack("management", 4, 8000)});
    const std::string svg = drawing_of(floor, scale_of(floor, floor));
    const test::MarkupChecker read{svg};
    CHECK(read.problem() == "");
    CHECK(count_tag(read, "circle") == 1);
    CHECK(count_tag(read, "path") == 2);  // diamond and triangle
    for (const char* role : {"compute", "network", "storage", "management"}) {
        CHECK(has(read.text(),
                  std::string{"site/hall/row-0/"} + role + ": type_" + role + ", " + role + ", 8.000 kW"));
    }
}

TEST_CASE("a rack over the limit of its feed is hatched and says so") {
    const Floor floor = floor_with(
        10, 10,
        {rack("compute", 1, 51000, 45000), rack("compute", 2, 45000, 45000), rack("compute", 3, 51000, 0)});
    CHECK(is_over_limit(floor.racks[0]));
    CHECK_FALSE(is_over_limit(floor.racks[1]));  // at its limit
    CHECK_FALSE(is_over_limit(floor.racks[2]));  // has none
    const std::string svg = drawing_of(floor, scale_of(floor, floor));
    const test::MarkupChecker read{svg};
    const auto hatched =
        std::count(read.attributes().begin(), read.attributes().end(), std::string{"fill=url(#hatch-0)"});
    CHECK(hatched == 1);
    CHECK(has(svg, "id=\"hatch-0\""));
    CHECK(has(read.text(), "51.00 kW, over its limit of 45.00 kW"));
    CHECK(has(svg, "1 over the limit of their feed"));
}

TEST_CASE("no name of a rack breaks the drawing") {
    Floor floor = floor_with(10, 10, {rack("network", 1, 8000)});
    floor.hall = "\"/><script>";
    floor.racks[0].path = "</title><script>alert(1)</script>";
    floor.racks[0].role = "\" onload=\"x";
    const std::string svg = drawing_of(floor, scale_of(floor, floor));
    CHECK(test::MarkupChecker{svg}.problem() == "");
    CHECK_FALSE(has(svg, "<script"));
}

TEST_CASE("the legend has every band with its kW and every mark with its name") {
    const Floor floor = floor_with(10, 10, {rack("compute", 1, 40800)});
    Markup out;
    put_floor_legend(out, scale_of(floor, floor));
    const std::string html = out.take();
    const test::MarkupChecker read{"<div>" + html + "</div>"};
    CHECK(read.problem() == "");
    for (const char* text : {"kW", "0 to 5", "40 to 45", "network (diamond)", "storage (circle)",
                             "management (triangle)", "over the limit of its feed (hatched)"}) {
        CHECK(has(read.text(), text));
    }
}

TEST_CASE("a hall without size or racks is drawn empty") {
    const Floor none;
    CHECK(test::MarkupChecker{drawing_of(none, scale_of(none, none))}.problem() == "");
}

}  // namespace datahall
