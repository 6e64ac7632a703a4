// What a run says of heat, written: tables of zones and racks, inlets over time, the map of the floor.
#include <algorithm>
#include <string>

#include "sim/report/columns_json.hpp"
#include "sim/report/heat_map_svg.hpp"
#include "sim/report/heat_table.hpp"
#include "sim/report/result_csv.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/report/markup_checker.hpp"

namespace datahall {
namespace {

using test::MarkupChecker;

constexpr Int128 joule = 1'000'000'000'000'000;

FloorRack rack(const std::string& name, double x, double y) {
    return {.path = "site/hall/" + name,
            .type = "h100_4",
            .role = "compute",
            .x = x,
            .y = y,
            .width = 0.6,
            .depth = 1.2,
            .nameplate_w = 40'800};
}

// Three racks in two zones: within the limits, above the recommended one, above both.
Result hot_result() {
    Result r;
    r.scenario = "<hall & co>";
    r.floor = {.hall = "hall",
               .width = 9.12,
               .depth = 6,
               .racks = {rack("a", 1, 1), rack("b", 2, 1), rack("c", 1, 4)}};
    r.heat.zones = {{.zone = "row-01",
                     .circuit = "air",
                     .racks = 2,
                     .design_w = 81'600,
                     .units_w = 90'000,
                     .set_point_c = 20,
                     .heat = 3 * joule + 1,
                     .moved = 3 * joule,
                     .mean_c = 20.5,
                     .hottest_c = 27.5,
                     .above_recommended_s = 90,
                     .above_allowable_s = 0,
                     .headroom_w = 8'400,
                     .stranded_w = 8'400},
                    {.zone = "row-02", .circuit = "air", .racks = 1, .set_point_c = 20, .hottest_c = 33}};
    r.heat.inlets = {{0, 0, 20.5, 26.9}, {1, 0, 21, 27}, {2, 1, 22, 33.04}};
    r.heat.recommended_c = 27;
    r.heat.allowable_c = 32;
    return r;
}

template <class Write>
std::string written(const Write& write) {
    std::string out;
    write([&out](std::string_view bytes) { out += bytes; });
    return out;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::ptrdiff_t hatched(const MarkupChecker& svg, const std::string& id) {
    return std::ranges::count(svg.attributes(), "fill=url(#" + id + ")");
}

}  // namespace

TEST_CASE("zones.csv has a row for each zone, with heat to the last unit") {
    const Result r = hot_result();
    CHECK(written([&](const Sink& sink) { write_zones_csv(r.heat.zones, sink); }) ==
          "zone,circuit,racks,design_w,units_w,set_point_c,heat_j,moved_j,mean_c,hottest_c,"
          "above_recommended_s,above_allowable_s,headroom_w,stranded_w\n"
          "row-01,air,2,81600,90000,20,3.000000000000001,3,20.5,27.5,90,0,8400,8400\n"
          "row-02,air,1,0,0,20,0,0,0,33,0,0,0,0\n");
}

TEST_CASE("racks.csv says where each rack stands and what air it gets") {
    const Result r = hot_result();
    CHECK(written([&](const Sink& sink) { write_racks_csv(r, sink); }) ==
          "path,type,role,zone,x_m,y_m,nameplate_w,inlet_mean_c,inlet_hottest_c\n"
          "site/hall/a,h100_4,compute,row-01,1,1,40800,20.5,26.9\n"
          "site/hall/b,h100_4,compute,row-01,2,1,40800,21,27\n"
          "site/hall/c,h100_4,compute,row-02,1,4,40800,22,33.04\n");
}

TEST_CASE("columns.json has inlets.csv where there is one, and the columns of zones and racks") {
    Result r = hot_result();
    const std::vector<JobRecord> none;
    const std::string without = columns_json(r, ListedJobs{none});
    CHECK_FALSE(has(without, "inlets.csv"));
    CHECK(has(without, R"("heat_j": {"unit": "J", "meaning": "heat that came in", "source": "simulation"})"));
    CHECK(has(without, R"("inlet_hottest_c": {"unit": "degC")"));
    r.inlets = {.columns = {{"time_s", "s", "time"}, {"row-01_c", "degC", "of row 1"}}, .values = {0, 20.5}};
    CHECK(has(columns_json(r, ListedJobs{none}),
              R"("row-01_c": {"unit": "degC", "meaning": "of row 1", "source": "simulation"})"));
    CHECK(written([&](const Sink& sink) { write_series_csv(r.inlets, sink); }) ==
          "time_s,row-01_c\n0,20.5\n");
}

TEST_CASE("a heat map is to scale and tells hot racks by hatching, not by color alone") {
    const std::string drawing = heat_map_svg(hot_result());
    const MarkupChecker svg{drawing};
    CHECK(svg.problem() == "");
    CHECK(has(svg.text(), "<hall & co>: hottest inlet air of each rack"));
    // 912 units for 9.12 m: a rack of 0.6 m by 1.2 m around (1, 1) is 60 by 120 from (24 + 70, 140 + 40) on.
    CHECK(has(drawing, R"(x="94" y="180" width="60" height="120")"));
    // One key each; a rack at a limit is above it.
    CHECK(hatched(svg, "above-recommended") == 2);
    CHECK(hatched(svg, "above-allowable") == 2);
    CHECK(has(svg.text(), "site/hall/a: zone row-01, inlet 20.5 °C in the mean, 26.9 °C at the hottest"));
    CHECK(has(svg.text(),
              "site/hall/c: zone row-02, inlet 22.0 °C in the mean, 33.0 °C at the hottest, at or "
              "above the allowable limit"));
    CHECK(has(svg.text(), "recommended 27.0 °C"));
    CHECK(has(svg.text(), "allowable 32.0 °C"));
    CHECK(has(svg.text(),
              "3 racks: 1 at or above the allowable limit, 1 more at or above the recommended one"));
    CHECK(has(drawing, "prefers-color-scheme:dark"));
}

TEST_CASE("hotter is never a lower color of a heat map, and the ramp is used to its ends") {
    const std::string drawing = heat_map_svg(hot_result());
    // From 26.9 to 33.04 degC: bands of 1 K from 26 on.
    CHECK(has(drawing, R"(class="rack h0" x="94")"));
    CHECK(has(drawing, R"(class="rack h1" x="194")"));
    CHECK(has(drawing, R"(class="rack h11" x="94")"));
}

TEST_CASE("a heat map of a hall without racks, and of none, is still a picture") {
    CHECK(MarkupChecker{heat_map_svg({})}.problem() == "");
    Result empty;
    empty.floor = {.hall = "hall", .width = 10, .depth = 8, .racks = {}};
    CHECK(MarkupChecker{heat_map_svg(empty)}.problem() == "");
}

}  // namespace datahall
