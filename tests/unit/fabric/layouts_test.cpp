// Whole halls: the cable plan against layouts whose sums are known.
#include "tests/unit/fabric/layouts.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/unit/fabric/settings.hpp"
#include "tests/unit/fabric/tables.hpp"

using namespace datahall;

namespace {

constexpr double mile = 1609.344;

// To 0.1 %, and to half of the last digit printed.
void check_km(Meters length, double expected_km) {
    CHECK(length.si() / 1e3 == Approx(expected_km).epsilon(1e-3).margin(5e-4));
}

std::uint64_t cables_up_to(const CableSchedule& s, double length_m) {
    std::uint64_t n = 0;
    for (const TierCables& tier : s.tiers) {
        for (const OrderLine& line : tier.order) n += line.length.si() <= length_m ? line.cables : 0;
    }
    return n;
}

std::map<double, std::uint64_t> histogram(const TierCables& tier) {
    std::map<double, std::uint64_t> h;
    for (const OrderLine& line : tier.order) h[line.length.si()] += line.cables;
    return h;
}

}  // namespace

TEST_CASE("halls with a spine bank take the cables of the table, to 0.1 %") {
    const auto rows = read_table("cable_layouts.csv");
    REQUIRE(rows.size() == 20);
    for (const TableRow& row : rows) {
        INFO(row.at("layout") << " with " << row.at("gpus") << " GPUs");
        BankLayout layout;
        layout.nodes_per_rack = static_cast<std::uint32_t>(whole(row, "nodes_per_rack"));
        layout.row_pitch = Meters::from_si(real(row, "row_pitch_m"));
        layout.slack = Meters::from_si(real(row, "slack_m"));
        layout.is_rounded = whole(row, "rounded") == 1;

        const auto nodes = static_cast<std::uint32_t>(whole(row, "gpus") / 8);
        const FabricPlan plan = wire("rail_optimized", {nodes, 8, 64});
        const Placed placed = place_with_bank(plan, nodes, layout);
        CHECK(placed.racks == whole(row, "racks"));
        CHECK(placed.rows == whole(row, "rows"));

        const CableSchedule s = plan_cables(plan, placed.positions, bank_rules(layout), test_families());
        const TierCables total = s.total();
        CHECK(total.cables == whole(row, "cables"));
        check_km(s.of(LinkTier::node_leaf).ordered, real(row, "node_leaf_km"));
        check_km(s.of(LinkTier::leaf_spine).ordered, real(row, "leaf_spine_km"));
        check_km(s.of(LinkTier::spine_core).ordered, real(row, "spine_core_km"));
        check_km(total.ordered, real(row, "total_km"));
        CHECK(total.ordered.si() / mile == Approx(real(row, "total_miles")).margin(0.06));
        CHECK(total.ordered.si() / static_cast<double>(total.cables) ==
              Approx(real(row, "mean_m")).margin(6e-4));
        CHECK(total.longest_ordered.si() == Approx(real(row, "max_m")).margin(6e-3));
        CHECK(cables_up_to(s, 3) == whole(row, "n_le_3m"));
        CHECK(cables_up_to(s, 5) == whole(row, "n_le_5m"));
        CHECK(cables_up_to(s, 50) == whole(row, "n_le_50m"));
        CHECK(total.cables - cables_up_to(s, 50) == whole(row, "n_gt_50m"));
        CHECK(total.geometric <= total.ordered);
    }
}

TEST_CASE("the medium of a cable follows its ordered length") {
    // 16,384 GPUs, 4 nodes a rack: 47,732 cables within 50 m, 1,420 above.
    const BankLayout layout;
    const FabricPlan plan = wire("rail_optimized", {2048, 8, 64});
    const Placed placed = place_with_bank(plan, 2048, layout);
    const CableSchedule s = plan_cables(plan, placed.positions, bank_rules(layout), test_families());
    std::uint64_t multimode = 0;
    std::uint64_t single_mode = 0;
    for (const TierCables& tier : s.tiers) {
        if (tier.cables == 0) continue;
        multimode += tier.media.at(2).cables;
        single_mode += tier.media.at(3).cables;
    }
    CHECK(multimode == 47'732);
    CHECK(single_mode == 1'420);
    CHECK(s.total().transceivers == 2 * 49'152);
}

TEST_CASE("the reference hall takes 457 miles of cable at four nodes a rack, and more at fewer") {
    struct Golden {
        std::uint32_t nodes_per_rack;
        std::uint32_t racks;
        double row_length_m;
        double node_leaf_km, leaf_spine_km, spine_core_km;  // geometric
        double sum_km, stock_km;
        double mean_m[3], longest_m[3];  // by tier
        int miles, stock_miles;
    };
    const Golden goldens[] = {
        {4,
         662,
         24.0,
         96.1,
         194.4,
         445.7,
         736.189,
         845.526,
         {5.867, 11.865, 27.202},
         {7.875, 22.890, 44.625},
         457,
         525},
        {2,
         1174,
         43.2,
         120.9,
         297.6,
         528.2,
         946.714,
         1064.678,
         {7.376, 18.165, 32.242},
         {10.395, 38.010, 52.185},
         588,
         662},
        {1,
         2198,
         81.6,
         170.3,
         504.1,
         693.4,
         1367.762,
         1512.904,
         {10.395, 30.765, 42.322},
         {15.435, 68.250, 67.305},
         850,
         940},
    };
    for (const Golden& g : goldens) {
        INFO(g.nodes_per_rack << " nodes a rack");
        const ReferenceHall hall{g.nodes_per_rack};
        CHECK(hall.racks() == g.racks);
        CHECK(hall.row_length == Approx(g.row_length_m));
        const CableSchedule s = hall.cables();
        const TierCables total = s.total();
        CHECK(total.cables == 49'152);
        check_km(s.of(LinkTier::node_leaf).geometric, g.node_leaf_km);
        check_km(s.of(LinkTier::leaf_spine).geometric, g.leaf_spine_km);
        check_km(s.of(LinkTier::spine_core).geometric, g.spine_core_km);
        // Printed to a metre.
        CHECK(total.geometric.si() == Approx(g.sum_km * 1e3).margin(0.6));
        CHECK(total.ordered.si() == Approx(g.stock_km * 1e3).margin(0.6));
        CHECK(std::round(total.geometric.si() / mile) == g.miles);
        CHECK(std::round(total.ordered.si() / mile) == g.stock_miles);
        for (std::size_t t = 0; t < 3; ++t) {
            // To half of the last digit printed, a millimetre.
            const TierCables& tier = s.tiers[t];
            CHECK(tier.cables == 16'384);
            CHECK(tier.geometric.si() / 16'384 == Approx(g.mean_m[t]).margin(5.1e-4).epsilon(0));
            CHECK(tier.longest_geometric.si() == Approx(g.longest_m[t]).margin(5.1e-4).epsilon(0));
        }
    }
}

TEST_CASE("single cables of the reference hall have the lengths of the hand check") {
    const ReferenceHall hall{4};
    const auto length = [&](const CableEnd& a, const CableEnd& b) {
        return geometric_length(a, b, hall.rules).si();
    };
    CHECK(length(hall.node(0, 0), hall.network_rack(0)) == Approx(7.245));
    CHECK(length(hall.network_rack(0), hall.network_rack(0)) == Approx(3.99));
    CHECK(length(hall.network_rack(0), hall.network_rack(1)) == Approx(10.29));
    CHECK(length(hall.network_rack(0), hall.network_rack(2)) == Approx(16.59));
    CHECK(length(hall.network_rack(0), hall.network_rack(3)) == Approx(22.89));
    CHECK(length(hall.network_rack(0), hall.core_rack(0)) == Approx(44.625));
}

TEST_CASE("the reference hall orders the stock lengths of its histogram") {
    const CableSchedule s = ReferenceHall{4}.cables();
    using Histogram = std::map<double, std::uint64_t>;
    CHECK(histogram(s.of(LinkTier::node_leaf)) == Histogram{{4, 512}, {5, 3072}, {7, 10'752}, {10, 2048}});
    CHECK(histogram(s.of(LinkTier::leaf_spine)) == Histogram{{4, 4096}, {15, 6144}, {20, 4096}, {25, 2048}});
    CHECK(histogram(s.of(LinkTier::spine_core)) ==
          Histogram{
              {10, 24}, {15, 1008}, {20, 2308}, {25, 3304}, {30, 3520}, {35, 3226}, {40, 2162}, {50, 832}});
}

TEST_CASE("the cross tray of the reference hall carries half of the core cables on each side") {
    const CableSchedule s = ReferenceHall{4}.cables();
    REQUIRE(s.crossing.size() == 16);  // 17 rows
    CHECK(*std::max_element(s.crossing.begin(), s.crossing.end()) == 8192);
    CHECK(s.crossing[7] == 8192);
    CHECK(s.crossing[8] == 8192);
    CHECK(s.crossing[0] == 1024);  // the first row's four units
    CHECK(s.crossing_section[7].si() / 0.4 == Approx(0.145).epsilon(5e-3));
}

TEST_CASE("all-optical cables of 16,384 GPUs draw 0.844 MW") {
    // 17.5 W for each of 16,384 node cables, 17 W for each of 32,768 trunks; the hall's copper is
    // left out by taking optics for every length.
    CableFamily optics{test_family().port_rate, {test_family().media.begin() + 2, test_family().media.end()}};
    const ReferenceHall hall{4};
    CablePlan plan{hall.rules, {&optics, &optics, &optics, nullptr}};
    for (int i = 0; i < 16'384; ++i) {
        plan.add(LinkTier::node_leaf, hall.node(0, 0), hall.network_rack(0));
        plan.add(LinkTier::leaf_spine, hall.network_rack(0), hall.network_rack(1));
        plan.add(LinkTier::spine_core, hall.network_rack(0), hall.core_rack(0));
    }
    CHECK(plan.schedule().of(LinkTier::node_leaf).power.si() == Approx(286'720));
    CHECK(plan.schedule().total().power.si() == Approx(843'776));
}

TEST_CASE("any floor plan with four nodes a rack takes 450 to 690 miles for 16,384 GPUs") {
    const FabricPlan plan = wire("rail_optimized", {2048, 8, 64});
    for (const double pitch : {2.1, 2.4, 2.7}) {
        for (const double slack : {0.5, 1.0, 1.5}) {
            BankLayout layout;
            layout.row_pitch = Meters::from_si(pitch);
            layout.slack = Meters::from_si(slack);
            const Placed placed = place_with_bank(plan, 2048, layout);
            const TierCables total =
                plan_cables(plan, placed.positions, bank_rules(layout), test_families()).total();
            INFO("row pitch " << pitch << " m, slack " << slack << " m");
            CHECK(total.cables == 49'152);
            CHECK(total.geometric.si() / mile > 450);
            CHECK(total.geometric.si() / mile < 690);
        }
    }
}
