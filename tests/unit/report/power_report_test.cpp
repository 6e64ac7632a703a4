// What a run says of its power chain, written: tables that sum, flows for programs, pictures for people.
#include <algorithm>
#include <string>

#include "sim/report/duration_csv.hpp"
#include "sim/report/losses_csv.hpp"
#include "sim/report/one_line_svg.hpp"
#include "sim/report/power_bus_table.hpp"
#include "sim/report/sankey_json.hpp"
#include "sim/report/sankey_svg.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/report/markup_checker.hpp"

namespace datahall {
namespace {

using test::MarkupChecker;

constexpr Int128 joule = 1'000'000'000'000'000;

PowerReport small_report() {
    PowerReport r;
    r.buses = {{.bus = "ups-a",
                .level = "ups",
                .type = "t",
                .units = 2,
                .rating_w = 2'000,
                .output = 3 * joule,
                .loss = joule / 4,
                .lowest_w = 10,
                .mean_w = 30,
                .highest_w = 1'900,
                .mean_loading = 0.015,
                .highest_loading = 0.95,
                .heavy_ns = 1'800'000'000'000,
                .headroom_w = 100,
                .stranded_w = 0}};
    r.buses.push_back(r.buses.front());
    r.buses.back().bus = "pdu";
    r.buses.back().level = "pdu";
    r.buses.back().feeds = {"ups-a"};
    r.buses.back().highest_loading = 1.1;
    r.levels = {"ups", "pdu"};
    r.losses = {{"hall", {0, joule / 10}}, {"outdoors", {joule / 4, joule / 1'000'000}}};
    r.flow.nodes = {{"utility", "source"}, {"ups", "level"}, {"it", "use"}, {"losses_hall", "loss"}};
    r.flow.links = {{0, 1, 3 * joule + 1}, {1, 2, 2 * joule}, {1, 3, joule + 1}};
    r.durations = {{1'500'000'000, 3 * joule}, {500'000'000, joule / 2}};
    r.utility_mean_w = 1'750;
    r.utility_highest_w = 2'000;
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

}  // namespace

TEST_CASE("power.csv has energies to the last unit and hours near the rating") {
    const PowerReport r = small_report();
    const std::string csv = written([&](const Sink& sink) { write_power_bus_csv(r.buses, sink); });
    CHECK(csv ==
          "bus,level,type,feeds,units,rating_w,output_j,loss_j,lowest_w,mean_w,highest_w,mean_loading,"
          "highest_loading,above_80_h,headroom_w,stranded_w\n"
          "ups-a,ups,t,,2,2000,3,0.25,10,30,1900,0.015,0.95,0.5,100,0\n"
          "pdu,pdu,t,ups-a,2,2000,3,0.25,10,30,1900,0.015,1.1,0.5,100,0\n");
}

TEST_CASE("losses.csv is a table by place and level whose sums are exact") {
    const PowerReport r = small_report();
    CHECK(written([&](const Sink& sink) { write_losses_csv(r, sink); }) ==
          "place,ups_j,pdu_j,total_j\n"
          "hall,0,0.1,0.1\n"
          "outdoors,0.25,0.000001,0.250001\n"
          "total,0.25,0.100001,0.350001\n");
}

TEST_CASE("duration.csv says for how long the load was at least so high") {
    const PowerReport r = small_report();
    // 3 J in 1.5 s, half a joule in half a second.
    CHECK(written([&](const Sink& sink) { write_duration_csv(r.durations, sink); }) ==
          "power_kw,time_s,share,energy_j\n"
          "0.002,1.5,0.75,3\n"
          "0.001,0.5,1,0.5\n");
}

TEST_CASE("sankey.json has each link to the last unit") {
    const std::string json = sankey_json(small_report().flow);
    CHECK(has(json, R"({"source": 0, "target": 1, "value": 3.000000000000001})"));
    CHECK(has(json, R"({"name": "losses_hall", "kind": "loss"})"));
}

TEST_CASE("a Sankey diagram draws a band for each link, and names every node") {
    const MarkupChecker svg{sankey_svg(small_report().flow, "<hall & co>")};
    CHECK(svg.problem().empty());
    CHECK(std::ranges::count(svg.tags(), "path") == 3);
    CHECK(std::ranges::count(svg.tags(), "rect") == 4);
    for (const EnergyNode& node : small_report().flow.nodes) CHECK(has(svg.text(), node.name));
    CHECK(has(svg.text(), "<hall & co>"));
}

TEST_CASE("a Sankey diagram of nothing is still a picture") {
    CHECK(MarkupChecker{sankey_svg({}, "idle")}.problem().empty());
    CHECK(
        MarkupChecker{sankey_svg({.nodes = {{"utility", "source"}}, .links = {}}, "idle")}.problem().empty());
}

TEST_CASE("the one-line diagram of a run colours buses by the most that they carried") {
    const std::string drawing = one_line_svg(small_report(), "hall");
    CHECK(MarkupChecker{drawing}.problem().empty());
    CHECK(has(drawing, "box full"));  // 95 %
    CHECK(has(drawing, "box over"));  // 110 %
    CHECK(has(drawing, "2 % \u2192 95 %"));
    CHECK(has(drawing, "1.750 kW \u2192 2.000 kW"));  // at the meter
}

}  // namespace datahall
