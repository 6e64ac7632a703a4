// The generators against published component tables and closed formulas.
#include <array>
#include <map>

#include "sim/build/fabric/graph_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/settings.hpp"
#include "tests/unit/fabric/tables.hpp"

using namespace datahall;

namespace {

const LinkPlan& cable_at(const FabricPlan& plan, LinkTier tier, std::uint32_t lower,
                         std::uint32_t lower_port) {
    for (const LinkPlan& link : plan.links) {
        if (link.tier == tier && link.lower == lower && link.lower_port == lower_port) return link;
    }
    throw std::logic_error{"no such cable"};
}

}  // namespace

TEST_CASE("rail-optimized fabrics have the components printed in the reference architectures") {
    const auto rows = read_table("dgx_superpod_tables.csv");
    REQUIRE(rows.size() == 10);
    for (const TableRow& row : rows) {
        INFO(row.at("source") << ", " << row.at("su") << " units");
        const FabricDemand demand{static_cast<std::uint32_t>(whole(row, "nodes")), 8, 64};
        // The H100 tables count the four cables of the fabric managers with the nodes'.
        const std::string managers = row.at("table") == "H100" ? "{management_ports: 4}" : "{}";
        const Counts c = count(wire("rail_optimized", demand, managers));
        CHECK(c.switches[0] == whole(row, "leaf"));
        CHECK(c.switches[1] == whole(row, "spine"));
        CHECK(c.switches[2] == whole(row, "core"));
        CHECK(c.cables[0] == whole(row, "gpus"));
        CHECK(c.cables[0] + c.cables[3] == whole(row, "node_leaf_cables"));
        CHECK(c.cables[1] == whole(row, "leaf_spine_cables"));
        CHECK(c.cables[2] == whole(row, "spine_core_cables"));
    }
}

TEST_CASE("fabrics of all kinds have the counts of the closed formulas") {
    struct Built {
        const char* model;
        std::uint32_t radix;
        const char* settings;
    };
    const std::map<std::string, Built> by_row{
        {"fat_tree2 k=64", {"fat_tree", 64, "{tiers: two}"}},
        {"fat_tree2 k=36", {"fat_tree", 36, "{tiers: two}"}},
        {"fat_tree2 k=40", {"fat_tree", 40, "{tiers: two}"}},
        {"fat_tree3 k=4", {"fat_tree", 4, "{tiers: three}"}},
        {"fat_tree3 k=8", {"fat_tree", 8, "{tiers: three}"}},
        {"fat_tree3 k=16", {"fat_tree", 16, "{tiers: three}"}},
        {"fat_tree3 k=64", {"fat_tree", 64, "{tiers: three}"}},
        {"xgft h=2;m=32;32;w=1;32;p=1;1", {"xgft", 64, "{children: [32, 32], parents: [1, 32]}"}},
        {"xgft h=3;m=32;32;8;w=1;32;4;p=1;1;8",
         {"xgft", 64, "{children: [32, 32, 8], parents: [1, 32, 4], parallel: [1, 1, 8]}"}},
        {"dragonfly p=4;a=8;h=4;g=33",
         {"dragonfly", 15, "{routers: 8, hosts: 4, global_ports: 4, groups: 33}"}},
        {"torus k=4;n=3", {"torus", 7, "{dimensions: [4, 4, 4]}"}},
        {"torus k=8;n=3", {"torus", 7, "{dimensions: [8, 8, 8]}"}},
    };
    const auto rows = read_table("generic_counts.csv");
    REQUIRE(rows.size() == 12);
    for (const TableRow& row : rows) {
        const std::string name = row.at("kind") + " " + row.at("parameters");
        INFO(name);
        const Built& built = by_row.at(name);
        const FabricDemand demand{static_cast<std::uint32_t>(whole(row, "hosts")), 1, built.radix};
        const FabricPlan plan = wire(built.model, demand, built.settings);
        CHECK(plan.problem == "");
        // The torus is all one tier in the table; here, cables along its last dimension are global.
        const Counts c = count(plan);
        const bool is_torus = row.at("kind") == "torus";
        const std::uint64_t first_tier = c.cables[1] + c.cables[4] + (is_torus ? c.cables[5] : 0);
        const std::uint64_t second_tier = c.cables[2] + (is_torus ? 0 : c.cables[5]);
        CHECK(c.switches ==
              std::array<std::uint64_t, 3>{whole(row, "tier1"), whole(row, "tier2"), whole(row, "tier3")});
        CHECK(plan.switches.size() == whole(row, "switches"));
        CHECK(c.cables[0] == whole(row, "host_cables"));
        CHECK(first_tier == whole(row, "tier12_cables"));
        CHECK(second_tier == whole(row, "tier23_cables"));
        const GraphCheck check = check_fabric(plan, demand);
        CHECK(check.is_sound());
        CHECK(check.bisection_cables == whole(row, "bisection_links"));
    }
}

TEST_CASE("eight pods of a fat tree are the generalized fat tree with eight parallel core cables") {
    // generic_counts.csv: XGFT(3; 32,32,8; 1,32,4; 1,1,8).
    const FabricDemand demand{8192, 1, 64};
    const FabricPlan plan = wire("fat_tree", demand);
    CHECK(count(plan) == Counts{{256, 256, 128}, {8192, 8192, 8192}});
    // Spine 33 is spine 1 of pod 1: eight cables to each of the cores 1, 33, 65 and 97, the second
    // of them from port 32 + 2, to port 8 + 2 of the core.
    const LinkPlan& cable = cable_at(plan, LinkTier::spine_core, 256 + 33, 34);
    CHECK(cable.upper == 512 + 1);
    CHECK(cable.upper_port == 10);
    CHECK(check_fabric(plan, demand).bisection_cables == 4096);
}

TEST_CASE("tiers are added only when the switches run out of ports") {
    // k h = 64 * 32 = 2,048 endpoints are the most for two tiers.
    CHECK(count(wire("fat_tree", {2048, 1, 64})).switches[2] == 0);
    CHECK(count(wire("fat_tree", {2049, 1, 64})).switches[2] > 0);
    CHECK(count(wire("rail_optimized", {256, 8, 64})).switches[2] == 0);
    CHECK(count(wire("rail_optimized", {257, 8, 64})).switches[2] > 0);
}

TEST_CASE("2,048 nodes of eight rails take 49,152 cables, and 4,096 nodes 98,304") {
    // Three cables for each of 16,384 and 32,768 GPUs.
    CHECK(wire("rail_optimized", {2048, 8, 64}).links.size() == 49'152);
    CHECK(wire("rail_optimized", {4096, 8, 64}).links.size() == 98'304);
}

TEST_CASE("a rail-optimized cable ends at the ports that the rule gives") {
    // Three units: 24 leaves, 16 spines, p = 32 / 16 = 2.  Node 37 is node 5 of unit 1: its NIC 3
    // goes to leaf 1 * 8 + 3 = 11, port 6.
    const FabricPlan plan = wire("rail_optimized", {95, 8, 64});
    const LinkPlan& node = cable_at(plan, LinkTier::node_leaf, 37, 4);
    CHECK(node.upper == 11);
    CHECK(node.upper_port == 6);
    // Cable 1 of leaf 11 to spine 15: leaf port 32 + 15 * 2 + 1 + 1, spine port 11 * 2 + 1 + 1.
    const LinkPlan& up = cable_at(plan, LinkTier::leaf_spine, 11, 64);
    CHECK(up.upper == 24 + 15);
    CHECK(up.upper_port == 24);
}

TEST_CASE("a pod of a three-tier rail fabric is four scalable units") {
    // 16 units, 4 pods: q = 4 * 32 / 64 = 2 cores for each spine index, 16 cables to each.
    const FabricPlan plan = wire("rail_optimized", {512, 8, 64});
    // Leaf 70 is leaf 6 of pod 2: to spine 9 of that pod, leaf port 32 + 9 + 1, spine port 7.
    const LinkPlan& leaf = cable_at(plan, LinkTier::leaf_spine, 70, 42);
    CHECK(leaf.upper == 128 + 2 * 32 + 9);
    CHECK(leaf.upper_port == 7);
    // That spine to core 9 + 32: ports 32 + 16 + 1 .. 32 + 32; core ports 2 * 16 + 1 .. 48.
    const LinkPlan& spine = cable_at(plan, LinkTier::spine_core, 128 + 2 * 32 + 9, 49);
    CHECK(spine.upper == 256 + 41);
    CHECK(spine.upper_port == 33);
    CHECK(plan.switches[128 + 2 * 32 + 9] == SwitchPlan{SwitchRole::spine, 2, 2 * 32 + 9, 64});
}

TEST_CASE("missing nodes of a scalable unit cost no leaf, spine or trunk") {
    const Counts whole_unit = count(wire("rail_optimized", {64, 8, 64}));
    const Counts partly = count(wire("rail_optimized", {33, 8, 64}));
    CHECK(partly.switches == whole_unit.switches);
    CHECK(partly.cables[1] == whole_unit.cables[1]);
    CHECK(partly.cables[0] == 33 * 8);
}

TEST_CASE("management cables take the ports of the first missing node, rail by rail") {
    const FabricPlan plan = wire("rail_optimized", {63, 8, 64}, "{management_ports: 4}");
    for (std::uint32_t m = 0; m < 4; ++m) {
        const LinkPlan& cable = cable_at(plan, LinkTier::management, m, 1);
        CHECK(cable.upper == 8 + m);    // unit 1, rail m
        CHECK(cable.upper_port == 32);  // position of node 63
    }
    CHECK(check_fabric(plan, {63, 8, 64}).is_sound());
}

TEST_CASE("a last pod with few leaves takes no more core cables than it has endpoints") {
    // 9 units: 2 full pods and one of 8 leaves, whose spines have 8 cables down and 8 up.
    const FabricDemand demand{288, 8, 64};
    const FabricPlan plan = wire("rail_optimized", demand);
    CHECK(count(plan).cables[2] == 2 * 1024 + 256);
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.oversubscription == Approx(1.0));
}

TEST_CASE("a leaf and spine fabric is sized from its oversubscription and rates") {
    // 48 x 25G down and 6 x 100G up: 2:1 by rate, u = 48 / (2 * 4) = 6.  400 nodes: 9 leaves,
    // spines = least divisor of 6 that is >= 9 * 6 / 32 = 1.7, so 2 with 3 cables a pair.
    const FabricDemand demand{400, 1, 54};
    const FabricPlan plan =
        wire("leaf_spine", demand,
             "{oversubscription: 2, uplink_rate_ratio: 4, uplink_ports: 6, spine_ports: 32}");
    CHECK(plan.problem.empty());
    CHECK(plan.nodes_per_group == 48);
    CHECK(count(plan) == Counts{{9, 2, 0}, {400, 54, 0, 0}});
    CHECK(plan.oversubscription == Approx(2.0));
    CHECK(plan.trunk_rate_ratio == 4.0);
    CHECK(check_fabric(plan, demand).is_sound());
    const LinkPlan& up = cable_at(plan, LinkTier::leaf_spine, 8, 48 + 5);  // fifth cable of the last leaf
    CHECK(up.upper == 9 + 1);
    CHECK(up.upper_port == 8 * 3 + 1 + 1);
}

TEST_CASE("a leaf may serve the nodes of several racks") {
    // 40 nodes of 10G on a leaf with 40G uplinks at 3:1: u = ceil(40 / 12) = 4, so 40 / 16 = 2.5 as built.
    const FabricDemand demand{1600, 1, 52};
    const FabricPlan plan =
        wire("leaf_spine", demand, "{oversubscription: 3, uplink_rate_ratio: 4, nodes_per_leaf: 40}");
    CHECK(plan.problem.empty());
    CHECK(count(plan) == Counts{{40, 4, 0}, {1600, 160, 0, 0}});
    CHECK(plan.oversubscription == Approx(2.5));
    CHECK(check_fabric(plan, demand).oversubscription == Approx(2.5));
}

TEST_CASE("an oversubscription is never exceeded by more than rounding") {
    for (const int o : {1, 2, 3, 7}) {
        const FabricDemand demand{960, 1, 64};
        const FabricPlan plan = wire("leaf_spine", demand, "{oversubscription: " + std::to_string(o) + "}");
        INFO("oversubscription " << o << ": " << plan.problem);
        CHECK(plan.problem.empty());
        CHECK(plan.oversubscription <= o + 1e-12);
        CHECK(plan.oversubscription > 0.8 * o);
        CHECK(check_fabric(plan, demand).is_sound());
    }
}

TEST_CASE("one leaf needs no spine") {
    for (const char* model : {"fat_tree", "leaf_spine", "rail_optimized"}) {
        const FabricDemand demand{4, 1, 16};
        const FabricPlan plan = wire(model, demand);
        INFO(model);
        CHECK(count(plan) == Counts{{1, 0, 0}, {4, 0, 0, 0}});
        CHECK(check_fabric(plan, demand).is_sound());
    }
}

TEST_CASE("a demand that does not fit ends in a sentence, not in a plan") {
    const auto refused = [](const std::string& model, const FabricDemand& demand, const std::string& settings,
                            const std::string& words) {
        const FabricPlan plan = wire(model, demand, settings);
        INFO(model << ": " << plan.problem);
        CHECK(plan.problem.find(words) != std::string::npos);
        CHECK(plan.links.empty());
        CHECK(check_fabric(plan, demand).problems.size() == 1);
    };
    refused("fat_tree", {65'537, 1, 64}, "{}", "2049 leaves are needed, and three tiers");
    refused("fat_tree", {2049, 1, 64}, "{tiers: two}", "two tiers of 64-port switches join at most 64");
    refused("fat_tree", {8, 1, 5}, "{}", "even number of ports");
    refused("fat_tree", {8, 8, 4}, "{}", "do not fit the lower half");
    refused("rail_optimized", {10'000, 8, 64}, "{}", "join at most 2048");
    refused("rail_optimized", {100, 4, 7}, "{}", "even number of ports");
    refused("rail_optimized", {64, 8, 64}, "{management_ports: 1}", "use fewer nodes");
    refused("leaf_spine", {4000, 1, 64}, "{oversubscription: 3}", "leaves are needed");
    refused("leaf_spine", {400, 8, 8}, "{}", "a leaf of 8 ports cannot take 8 NICs");
    for (const char* model : {"fat_tree", "leaf_spine", "rail_optimized"}) {
        refused(model, {0, 1, 64}, "{}", "no nodes");
        refused(model, {10, 0, 64}, "{}", "1 to 64 NICs");
        refused(model, {10, 1, 0}, "{}", "2 to 1024 ports");
        refused(model, {UINT32_MAX, 64, 1024}, "{}", "endpoints");
    }
}

TEST_CASE("settings outside their range build no generator") {
    CHECK(make_topology("leaf_spine", "{oversubscription: 0}") == nullptr);
    CHECK(make_topology("leaf_spine", "{spine_ports: -1}") == nullptr);
    CHECK(make_topology("rail_optimized", "{management_ports: -1}") == nullptr);
    CHECK(make_topology("fat_tree", "{tyres: two}") == nullptr);
    CHECK(make_topology("fat_tree", "{tiers: three}") != nullptr);
}

TEST_CASE("the same demand gives the same plan") {
    const auto generator = make_topology("rail_optimized");
    const FabricPlan first = generator->generate({300, 8, 64});
    generator->generate({12, 2, 8});
    const FabricPlan second = generator->generate({300, 8, 64});
    CHECK(first.links == second.links);
    CHECK(first.switches == second.switches);
}
