// Cables on trays, by hand on a hall of two rows.
#include "sim/build/fabric/tray_load.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/fabric/layouts.hpp"
#include "tests/unit/fabric/settings.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

// Two rows of three racks, 2 m apart, and a cross tray above the middle ones:
//
//     row 2   rack 3 (x 0)  rack 4 (x 2)  rack 5 (x 4)    y 3
//     row 1   rack 0        rack 1        rack 2          y 0
CableEnd in_rack(std::uint32_t rack) {
    return {Meters::from_si(2.0 * (rack % 3)), Meters::from_si(3.0 * (rack / 3)), 1_m, rack, rack / 3};
}

TrayRules rules_of(CrossTray cross) {
    TrayRules rules;
    rules.cross = cross;
    rules.cross_x = 2_m;
    return rules;
}

TrayLoad empty_trays(const TrayRules& rules) {
    const std::vector<Meters> stops{0_m, 2_m, 4_m};
    return TrayLoad{rules, {{0_m, stops}, {3_m, stops}}};
}

std::uint64_t cables_at(const std::vector<TraySegment>& segments, bool crosses, std::uint32_t row,
                        double from) {
    for (const TraySegment& s : segments) {
        if (s.crosses == crosses && s.row == row && s.from.si() == from) return s.cables;
    }
    FAIL("no such length of tray");
    return 0;
}

}  // namespace

TEST_CASE("a cable lies on every length of tray between its ends and on no other") {
    TrayLoad load = empty_trays(rules_of(CrossTray::at_x));
    load.add(in_rack(0), in_rack(1), 0.003_m);  // x 0 to 2
    load.add(in_rack(2), in_rack(0), 0.003_m);  // x 4 to 0
    load.add(in_rack(0), in_rack(5), 0.003_m);  // x 0 to 2, across, 2 to 4
    const auto segments = load.segments();
    REQUIRE(segments.size() == 5);  // two in each row, one across
    CHECK(cables_at(segments, false, 0, 0.0) == 3);
    CHECK(cables_at(segments, false, 0, 2.0) == 1);
    CHECK(cables_at(segments, false, 1, 0.0) == 0);
    CHECK(cables_at(segments, false, 1, 2.0) == 1);
    CHECK(cables_at(segments, true, 0, 0.0) == 1);
    // 3 * pi * (3 mm)^2 / 4 = 21.206 mm2
    CHECK(segments.front().section.si() == Approx(21.2058e-6).epsilon(1e-5));
}

TEST_CASE("a tray is as full as the sections on it, thick cables and thin ones") {
    TrayLoad load = empty_trays(rules_of(CrossTray::at_x));
    for (int i = 0; i < 100; ++i) load.add(in_rack(0), in_rack(1), 0.003_m);
    for (int i = 0; i < 10; ++i) load.add(in_rack(0), in_rack(2), 0.01_m);
    // pi / 4 * (100 * 9 + 10 * 100) mm2 = 1,492.3 mm2 in 100 mm by 50 mm: 29.8 %; then 785.4 mm2: 15.7 %.
    const TrayFill fill = fill_of(load.segments(), 0.1_m * 0.05_m, 0.2);
    CHECK(fill.worst == Approx(0.29845).epsilon(1e-4));
    CHECK(fill.fullest.cables == 110);
    CHECK(fill.fullest.to.si() == 2.0);
    CHECK(fill.over == 1);
    CHECK(fill_of(load.segments(), 0.1_m * 0.05_m, 0.15).over == 2);
    CHECK(fill_of(load.segments(), 0.1_m * 0.05_m, 0.3).over == 0);
}

TEST_CASE("a cable beside the rails of its rack lies on no tray") {
    TrayLoad load = empty_trays(rules_of(CrossTray::at_x));
    load.add(in_rack(1), in_rack(1), 0.003_m);
    for (const TraySegment& s : load.segments()) CHECK(s.cables == 0);
    CHECK(text_of(way_of(in_rack(1), in_rack(1), rules_of(CrossTray::at_x))) == "in rack");
}

TEST_CASE("on a grid a cable crosses at its upper end") {
    const TrayRules rules = rules_of(CrossTray::grid);
    TrayLoad load = empty_trays(rules);
    load.add(in_rack(0), in_rack(5), 0.003_m);  // along row 1 to x 4, then across there
    const auto segments = load.segments();
    CHECK(cables_at(segments, false, 0, 0.0) == 1);
    CHECK(cables_at(segments, false, 0, 2.0) == 1);
    CHECK(cables_at(segments, false, 1, 0.0) == 0);
    CHECK(cables_at(segments, false, 1, 2.0) == 0);
    CHECK(segments.back().crosses);
    CHECK(segments.back().at.si() == 4.0);
    CHECK(segments.back().cables == 1);
    // Its way has the length that is measured: 4 m along and 3 m across.
    CHECK(text_of(way_of(in_rack(0), in_rack(5), rules)) == "row-01 0..4, cross 4 to row-02, row-02 4..4");
}

TEST_CASE("the trays of a plan carry what its schedule counts between rows") {
    const BankLayout layout;
    const FabricPlan plan = wire("rail_optimized", {512, 8, 64});
    const Placed placed = place_with_bank(plan, 512, layout);
    const TrayRules rules = bank_rules(layout);
    std::vector<TrayRow> rows(placed.rows);
    for (const auto* ends : {&placed.positions.nodes, &placed.positions.switches}) {
        for (const CableEnd& end : *ends) {
            rows[end.row].y = end.y;
            rows[end.row].stops.push_back(end.x);
        }
    }
    TrayLoad load{rules, rows};
    load_trays(plan, placed.positions, rules, test_families(), load);
    const CableSchedule schedule = plan_cables(plan, placed.positions, rules, test_families());
    double meters = 0.0;
    for (const TraySegment& s : load.segments()) {
        meters += (s.to - s.from).si() * static_cast<double>(s.cables);
        if (s.crosses) CHECK(s.cables == schedule.crossing.at(s.row));
    }
    // Cables over the trays, metre by metre, are the runs without their ends: rises, slack and those in a
    // rack.
    double ways = 0.0;
    for (const LinkPlan& link : plan.links) {
        const CableEnd& a = placed.positions.lower_end(link);
        const CableEnd& b = placed.positions.switches.at(link.upper);
        const TrayWay way = way_of(a, b, rules);
        if (way.is_beside_rails) continue;
        ways += (geometric_length(a, b, rules) - rules.fixed_slack - (rules.tray_height - a.height) -
                 (rules.tray_height - b.height))
                    .si();
    }
    CHECK(meters == Approx(ways).epsilon(1e-9));
}
