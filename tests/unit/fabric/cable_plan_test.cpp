// Lengths, stock, media and sums of single cables, by hand.
#include "sim/build/fabric/cable_plan.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/fabric/layouts.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

CableEnd end_at(double x, double y, double height, std::uint32_t rack, std::uint32_t row) {
    return {Meters::from_si(x), Meters::from_si(y), Meters::from_si(height), rack, row};
}

TrayRules plain_rules() {
    TrayRules rules;
    rules.tray_height = 2.7_m;
    rules.cross_x = 10_m;
    return rules;
}

}  // namespace

TEST_CASE("a cable in a rack runs beside the rails") {
    // |1.5 - 0.5| + 1.0 = 2.0 m.
    const auto length = geometric_length(end_at(3, 0, 0.5, 7, 0), end_at(3, 0, 1.5, 7, 0), plain_rules());
    CHECK(length.si() == Approx(2.0));
}

TEST_CASE("a cable in a rack goes over the tray if the rules say so") {
    TrayRules rules = plain_rules();
    rules.in_rack = InRack::over_tray;
    // 1.05 * (2.2 + 1.2 + 0.6) = 4.2 m.
    const auto length = geometric_length(end_at(3, 0, 0.5, 7, 0), end_at(3, 0, 1.5, 7, 0), rules);
    CHECK(length.si() == Approx(4.2));
}

TEST_CASE("a cable in a row takes the row's tray") {
    // 1.05 * (2.2 + 1.2 + 4 + 0.6) = 8.4 m.
    const auto length = geometric_length(end_at(3, 0, 0.5, 1, 0), end_at(7, 0, 1.5, 2, 0), plain_rules());
    CHECK(length.si() == Approx(8.4));
}

TEST_CASE("a cable to another row takes the cross tray, or the shortest way on a grid") {
    TrayRules rules = plain_rules();
    const CableEnd a = end_at(3, 0, 0.5, 1, 0);
    const CableEnd b = end_at(7, 6, 1.5, 2, 2);
    // 1.05 * (2.2 + 1.2 + 7 + 6 + 3 + 0.6) = 21 m; on a grid 4 m along instead of 10: 14.7 m.
    CHECK(geometric_length(a, b, rules).si() == Approx(21.0));
    CHECK(geometric_length(b, a, rules).si() == Approx(21.0));
    rules.cross = CrossTray::grid;
    CHECK(geometric_length(a, b, rules).si() == Approx(14.7));
}

TEST_CASE("a port above the tray is joined downwards") {
    // 1.05 * (0.3 + 1.2 + 4 + 0.6) = 6.405 m.
    const auto length = geometric_length(end_at(3, 0, 3.0, 1, 0), end_at(7, 0, 1.5, 2, 0), plain_rules());
    CHECK(length.si() == Approx(6.405));
}

TEST_CASE("cables are ordered in the next stock length") {
    const StockLengths stock = common_stock();
    const auto ordered = [&](double m) { return ordered_length(Meters::from_si(m), stock).si(); };
    CHECK(ordered(0.2) == 0.5);
    CHECK(ordered(5.0) == 5.0);
    CHECK(ordered(5.01) == 7.0);
    CHECK(ordered(50.01) == 60.0);
    CHECK(ordered(500.0) == 500.0);
    CHECK(ordered(500.01) == 510.0);                        // the next ten
    CHECK(ordered(1.05 * (2.0 + 1.0 + 1.0) + 0.8) == 5.0);  // 5 m but for rounding
}

TEST_CASE("without stock a cable is cut to its length") {
    CHECK(ordered_length(12.34_m, {{}, Meters{}}).si() == 12.34);
}

TEST_CASE("the first medium that reaches is taken") {
    const auto name_at = [](double m) -> std::string {
        const auto medium = pick_medium(test_family(), Meters::from_si(m));
        return medium ? test_family().media[*medium].name : "none";
    };
    CHECK(name_at(3.0) == "dac");
    CHECK(name_at(3.01) == "acc");
    CHECK(name_at(5.0) == "acc");
    CHECK(name_at(5.01) == "mmf");
    CHECK(name_at(50.0) == "mmf");
    CHECK(name_at(50.01) == "smf");
    CHECK(name_at(100.0) == "smf");
    CHECK(name_at(100.01) == "long");
    CHECK(name_at(500.01) == "none");
}

TEST_CASE("a medium must reach the length that is ordered, not the one that is needed") {
    TrayRules rules = plain_rules();
    rules.stock.list = {2_m, 4_m};
    CablePlan plan{rules, test_families()};
    plan.add(LinkTier::node_leaf, end_at(3, 0, 0.5, 7, 0), end_at(3, 0, 2.4, 7, 0));  // 2.9 m, ordered 4 m
    CHECK(plan.schedule().of(LinkTier::node_leaf).media[0].cables == 0);              // copper to 3 m
    CHECK(plan.schedule().of(LinkTier::node_leaf).media[1].cables == 1);
}

TEST_CASE("tray section is the cables' section over the usable share") {
    // 8,192 * pi * (3 mm)^2 / 4 / 0.4 = 0.1448 m2: two trays of 600 x 150 mm.
    CHECK(tray_section(8192, 0.003_m).si() == Approx(0.14476).epsilon(1e-4));
}

TEST_CASE("sums are those of the single cables") {
    CablePlan plan{plain_rules(), test_families()};
    const CableEnd node = end_at(3, 0, 0.5, 1, 0);
    const CableEnd leaf = end_at(7, 0, 1.5, 2, 0);   // 8.4 m, ordered 10 m, mmf
    const CableEnd spine = end_at(7, 6, 1.5, 3, 2);  // from the leaf: 1.05 * (1.2 + 1.2 + 12 + 0.6), 15.75 m
    const CableEnd near = end_at(3, 0, 1.5, 1, 0);   // in the node's rack: 2 m, dac
    plan.add(LinkTier::node_leaf, node, leaf);
    plan.add(LinkTier::node_leaf, node, leaf);
    plan.add(LinkTier::node_leaf, node, near);
    plan.add(LinkTier::leaf_spine, leaf, spine);
    const CableSchedule& s = plan.schedule();

    const TierCables& nodes = s.of(LinkTier::node_leaf);
    CHECK(nodes.cables == 3);
    CHECK(nodes.geometric.si() == Approx(18.8));
    CHECK(nodes.ordered.si() == Approx(22.0));
    CHECK(nodes.longest_geometric.si() == Approx(8.4));
    CHECK(nodes.longest_ordered.si() == 10.0);
    CHECK(nodes.transceivers == 4);
    CHECK(nodes.power.si() == Approx(2 * 17.5 + 0.1));  // 8.5 W in the switch, 9 W in the NIC
    CHECK(nodes.power_in_nodes.si() == Approx(2 * 9.0 + 0.05));
    CHECK(nodes.mass.si() == Approx(0.22));                    // 10 g a metre
    CHECK(nodes.price.si() == Approx(300 + 4000 + 2 * 22.0));  // each, each end, each metre
    REQUIRE(nodes.media.size() == 5);
    CHECK(nodes.media[0].cables == 1);
    CHECK(nodes.media[2].cables == 2);
    CHECK(nodes.media[2].longest.si() == Approx(8.4));
    REQUIRE(nodes.order.size() == 2);
    CHECK(nodes.order[0].length.si() == 2.0);
    CHECK(nodes.order[1].cables == 2);

    CHECK(s.of(LinkTier::leaf_spine).power.si() == Approx(17.0));
    CHECK(s.of(LinkTier::leaf_spine).power_in_nodes == Watts{});
    const TierCables all = s.total();
    CHECK(all.cables == 4);
    CHECK(all.geometric.si() == Approx(18.8 + 15.75));
    CHECK(all.ordered.si() == Approx(42.0));
    CHECK(all.longest_ordered.si() == 20.0);

    // Only the trunk leaves its row; it passes two gaps.
    CHECK(s.crossing == std::vector<std::uint64_t>{1, 1});
    CHECK(s.crossing_section[1].si() == Approx(7.0686e-6).epsilon(1e-4));
}

TEST_CASE("a cable that no medium reaches is counted, and costs nothing yet") {
    CablePlan plan{plain_rules(), test_families()};
    plan.add(LinkTier::leaf_spine, end_at(0, 0, 1, 1, 0), end_at(600, 0, 1, 2, 0));
    const TierCables& tier = plan.schedule().of(LinkTier::leaf_spine);
    CHECK(tier.out_of_reach == 1);
    CHECK(tier.cables == 1);
    CHECK(tier.ordered.si() == 640.0);  // 1.05 * (600 + 3.4 + 0.6) = 634.2 m
    CHECK(tier.price.si() == 0.0);
    CHECK(tier.order.at(0).medium == tier.media.size());
}
