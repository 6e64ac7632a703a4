// Where switches stand: in the row, at its end, in rows of their own.
#include <algorithm>
#include <array>
#include <set>

#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// 16 nodes of 8 NICs in four racks on 4-port rails would be a toy; 64 nodes on 64-port switches are two units
// of 8 leaves and 4 spines.  Rows of ten positions.
std::string hall_of(const std::string& blocks, const std::string& placement = "{}") {
    return R"(
name: placed
start: 2020-01-01T00:00:00Z
duration: 1 h
site: {weather: {model: synthetic}}
hall:
  width: 6 m
  depth: 12 m
  end_aisle: 0 m
  rack_pitch: 0.6 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks: )" +
           blocks + R"(
catalogue:
  racks:
    leaves: {role: network, switches: 8, switch_roles: [leaf], source: test, confidence: estimate}
    spines: {role: network, switches: 8, switch_roles: [spine], source: test, confidence: estimate}
    any: {role: network, switches: 24, source: test, confidence: estimate}
cooling: {air: {preset: contained_chilled_water_18C}}
fabric:
  topology: {model: rail_optimized}
  node: dgx_h100
  switch: infiniband_ndr_64
  cables: infiniband_ndr
  placement: )" +
           placement + R"(
clusters:
  - {name: gpu, node: dgx_h100, scheduler: {model: fcfs}, placement: {model: packed}}
)";
}

Facility build(const std::string& text) {
    const ScratchScenario file{text};
    return build_facility(load(file.path()));
}

// Positions in their rows of the racks that hold switches of this role, by row.
std::set<std::pair<std::uint32_t, std::uint32_t>> places_of(const Facility& f, SwitchRole role) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> places;
    for (std::size_t i = 0; i < f.fabric.switches.size(); ++i) {
        if (f.fabric.switches[i].role != role) continue;
        const Rack& rack = f.racks[f.rack_of_switch[i]];
        places.insert({rack.row, rack.position});
    }
    return places;
}

using Places = std::set<std::pair<std::uint32_t, std::uint32_t>>;

}  // namespace

TEST_CASE("switches stand in the row between the nodes that they serve", "[placement]") {
    const Facility f =
        build(hall_of("[{name: unit, repeat: 2, racks: [{rack: h100_4, count: 4}, {rack: leaves}, {rack: "
                      "spines}, {rack: h100_4, "
                      "count: 4}]}]"));
    CHECK(places_of(f, SwitchRole::leaf) == Places{{0, 4}, {1, 4}});
    CHECK(places_of(f, SwitchRole::spine) == Places{{0, 5}});  // the first rack holds all eight
    CHECK_FALSE(has_finding(f.findings, "F0301"));
}

TEST_CASE("switches stand at the ends of the rows", "[placement]") {
    const Facility f = build(hall_of(
        "[{name: row, repeat: 2, racks: [{rack: h100_4, count: 8}, {rack: leaves}, {rack: spines}]}]"));
    CHECK(places_of(f, SwitchRole::leaf) == Places{{0, 8}, {1, 8}});
    CHECK(places_of(f, SwitchRole::spine) == Places{{0, 9}});
}

TEST_CASE("switches stand in a row of their own, with empty positions around them", "[placement]") {
    const Facility f = build(
        hall_of("[{name: front, repeat: 1, racks: [{rack: h100_4, count: 8}, {rack: leaves}, {rack: empty}]},"
                " {name: bank, repeat: 1, racks: [{rack: empty, count: 4}, {rack: spines, count: 2}, {rack: "
                "empty, count: 4}]},"
                " {name: back, repeat: 1, racks: [{rack: h100_4, count: 8}, {rack: leaves}]}]"));
    CHECK(f.racks.size() == 20);  // nothing stands at the nine empty positions
    CHECK(places_of(f, SwitchRole::leaf) == Places{{0, 8}, {2, 8}});
    CHECK(places_of(f, SwitchRole::spine) == Places{{1, 4}});
    CHECK(f.rows[1].racks == 2);
    CHECK(f.racks[f.rows[1].first_rack].x.si() == Approx(2.7));  // 4.5 pitches
    CHECK(f.racks[f.rows[2].first_rack].nodes == 4);
}

TEST_CASE("switches dealt out in turn fill racks evenly", "[placement]") {
    const std::string blocks =
        "[{name: unit, repeat: 2, racks: [{rack: h100_4, count: 4}, {rack: leaves}, {rack: spines}, {rack: "
        "h100_4, "
        "count: 4}]}]";
    const Facility f = build(hall_of(blocks, "{spine: in_turn}"));
    std::array<std::uint32_t, 2> spines{};
    for (std::size_t i = 0; i < f.fabric.switches.size(); ++i) {
        if (f.fabric.switches[i].role == SwitchRole::spine) ++spines.at(f.racks[f.rack_of_switch[i]].row);
    }
    CHECK(spines == std::array<std::uint32_t, 2>{4, 4});
}

TEST_CASE("spines stand near their nodes if the scenario says so, else in the first racks", "[placement]") {
    // Two racks of 24 positions; a spine serves all 64 nodes, and node 32 stands first in the second row.
    const std::string blocks =
        "[{name: first, repeat: 1, racks: [{rack: any}, {rack: h100_4, count: 8}, {rack: empty}]},"
        " {name: second, repeat: 1, racks: [{rack: h100_4}, {rack: any}, {rack: h100_4, count: 7}]}]";
    CHECK(places_of(build(hall_of(blocks)), SwitchRole::spine) == Places{{0, 0}});
    CHECK(places_of(build(hall_of(blocks, "{spine: near_nodes}")), SwitchRole::spine) == Places{{1, 1}});
    CHECK_THROWS_WITH(build(hall_of(blocks, "{spine: nearest}")), Catch::Contains("near_nodes"));
}

TEST_CASE("stock lengths and the way through a rack are the scenario's to say", "[placement]") {
    const std::string blocks =
        "[{name: unit, repeat: 2, racks: [{rack: h100_4, count: 4}, {rack: leaves}, {rack: spines}, {rack: "
        "h100_4, "
        "count: 4}]}]";
    const ScratchScenario file{hall_of(blocks)};
    const Plan plan = make_plan(load(file.path(), {"hall.tray.stock=[25 m]"}));
    CHECK(value(plan.metrics, "network.cable_length_ordered") == 25 * value(plan.metrics, "network.links"));
    CHECK_THROWS_WITH(load(file.path(), {"hall.tray.stock=[2 m, 1 m]"}), Catch::Contains("rising lengths"));
    // No cable stays in its rack here; on a grid none goes by the cross tray at the far end.
    const auto length = [&](const std::string& cross) {
        return value(
            make_plan(load(file.path(), {"hall.tray.cross_at=0", "hall.tray.cross=" + cross})).metrics,
            "network.cable_length");
    };
    CHECK(length("grid") < length("at_x"));
}

TEST_CASE("the first byte passes the leaf, two NICs and the cables of both nodes", "[placement]") {
    const ScratchScenario file{hall_of("[{name: unit, repeat: 1, racks: [{rack: h100_4}, {rack: leaves}]}]")};
    const Plan plan = make_plan(load(file.path(), {"fabric.topology.model=leaf_spine"}));
    REQUIRE(value(plan.metrics, "network.switches") == 1);
    REQUIRE(plan.facility.node_count() == 4);
    // 150 ns in the switch (infiniband_ndr_64), 800 ns in the NICs; all NICs of a node sit together, so two
    // nodes have on average twice the mean cable between them, at 5 ns a metre.
    const double cable = value(plan.metrics, "network.cable_mean");
    CHECK(value(plan.metrics, "network.latency_mean") == Approx(950e-9 + 2 * cable * 5e-9));
    // The worst pair is of two nodes, whose cables are not both the longest.
    const double longest = value(plan.metrics, "network.cable_longest");
    CHECK(value(plan.metrics, "network.latency_worst") < 950e-9 + 2 * longest * 5e-9);
    CHECK(value(plan.metrics, "network.latency_worst") > value(plan.metrics, "network.latency_mean"));
    const Plan bare = make_plan(load(shipped + "/claims/frontier_idle.yaml"));
    const auto metric = std::ranges::find(bare.metrics, "network.latency_mean", &Metric::name);
    REQUIRE(metric != bare.metrics.end());
    CHECK_FALSE(metric->value);
}
