// Plans that claim to be complete trees, against the rule of labels and against each other.
#include "tests/unit/fabric/tree_shape.hpp"

#include "sim/build/fabric/graph_check.hpp"
#include "sim/fabric/graph.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/fabric/settings.hpp"
#include "tests/unit/fabric/tables.hpp"

using namespace datahall;

TEST_CASE("trees of every generator are joined as their labels say") {
    struct Case {
        const char* model;
        FabricDemand demand;
        std::string settings;
        TreeShape tree;
    };
    const std::vector<Case> cases{
        // h = 4: a full leaf of 4 NICs under none, 8 leaves under 4 spines, 8 pods of 4 leaves: q = 8 * 4
        // / 8.
        {"fat_tree", {3, 1, 8}, "{}", {1, {4}, {1}, {1}}},
        {"fat_tree", {32, 1, 8}, "{}", {2, {4, 8}, {1, 4}, {1, 1}}},
        {"fat_tree", {128, 1, 8}, "{}", {3, {4, 4, 8}, {1, 4, 4}, {1, 1, 1}}},
        // 2 pods: q = least divisor of 4 that is >= 2 * 4 / 8 = 1, four cables for each pair.
        {"fat_tree", {32, 1, 8}, "{tiers: three}", {3, {4, 4, 2}, {1, 4, 1}, {1, 1, 4}}},
        // 3 NICs: one node on a leaf, whose fourth port down has no host.
        {"fat_tree", {8, 3, 8}, "{}", {2, {4, 8}, {1, 4}, {1, 1}}},
        // 3 units of 8 nodes: 12 leaves, 12 * 8 / 16 = 6, so 8 spines; 20 nodes are missing.
        {"rail_optimized", {20, 4, 16}, "{}", {2, {8, 12}, {1, 8}, {1, 1}}},
        // 8 units: 32 leaves in 4 pods, q = 4 * 8 / 16 = 2, four cables.
        {"rail_optimized", {60, 4, 16}, "{management_ports: 3}", {3, {8, 8, 4}, {1, 8, 2}, {1, 1, 4}}},
        // 12 down, 4 up at 3:1; 8 leaves need 8 * 4 / 16 = 2 spines of two cables each.
        {"leaf_spine", {90, 1, 16}, "{}", {2, {12, 8}, {1, 2}, {1, 2}}},
        {"leaf_spine", {12, 1, 16}, "{}", {1, {12}, {1}, {1}}},
        {"xgft",
         {12, 1, 9},
         "{children: [2, 3, 2], parents: [1, 2, 3], parallel: [1, 2, 1]}",
         {3, {2, 3, 2}, {1, 2, 3}, {1, 2, 1}}},
    };
    for (const Case& c : cases) {
        const FabricPlan plan = wire(c.model, c.demand, c.settings);
        INFO(c.model << " of " << c.demand.nodes << " nodes " << c.settings << ": " << plan.problem);
        CHECK(plan.tree == c.tree);
        CHECK(unlike_its_tree(plan) == "");
        CHECK(check_fabric(plan, c.demand).is_sound());
    }
}

TEST_CASE("random trees are joined as their labels say") {
    SplitMix random{7};
    std::size_t trees = 0;
    for (int i = 0; i < 300; ++i) {
        const char* models[] = {"fat_tree", "leaf_spine", "rail_optimized"};
        const char* model = models[random.below(3)];
        const FabricDemand demand{1 + random.below(160), 1 + random.below(8), 2 * (1 + random.below(24))};
        const FabricPlan plan = wire(model, demand);
        if (!plan.problem.empty()) continue;
        INFO(model << ", nodes " << demand.nodes << ", NICs " << demand.nics_per_node << ", radix "
                   << demand.radix);
        if (plan.tree.height == 0) {
            // Only a last pod with few leaves is no tree: its spines have other cables.
            CHECK(count(plan).switches[0] % (demand.radix / 2) != 0);
            CHECK(count(plan).switches[2] > 0);
            continue;
        }
        ++trees;
        CHECK(unlike_its_tree(plan) == "");
    }
    CHECK(trees > 100);
}

TEST_CASE("a last pod with few leaves is not a complete tree") {
    CHECK(wire("rail_optimized", {288, 8, 64}).tree.height == 0);
    CHECK(wire("rail_optimized", {384, 8, 64}).tree.height == 3);  // 12 units: three full pods
}

TEST_CASE("the test of labels finds a cable that is missing, moved or out of order") {
    const FabricPlan sound = wire("fat_tree", {128, 1, 8});
    REQUIRE(unlike_its_tree(sound) == "");
    FabricPlan plan = sound;
    plan.links.pop_back();
    CHECK(unlike_its_tree(plan) != "");
    plan = sound;
    std::swap(plan.links[200].upper, plan.links[201].upper);
    CHECK(unlike_its_tree(plan) != "");
    plan = sound;
    std::swap(plan.links[300], plan.links[301]);
    CHECK(unlike_its_tree(plan) != "");
    plan = sound;
    plan.tree.parents[2] = 2;
    CHECK(unlike_its_tree(plan) != "");
}

TEST_CASE("the generalized tree of a fat tree's numbers is that fat tree, port by port") {
    const auto same = [](const FabricPlan& a, const FabricPlan& b) {
        CHECK(a.problem + b.problem == "");
        CHECK(a.switches == b.switches);
        CHECK(a.links == b.links);
        CHECK(a.tree == b.tree);
        CHECK(a.nodes_per_group == b.nodes_per_group);
        CHECK(a.oversubscription == b.oversubscription);
    };
    same(wire("xgft", {8192, 1, 64}, "{children: [32, 32, 8], parents: [1, 32, 4], parallel: [1, 1, 8]}"),
         wire("fat_tree", {8192, 1, 64}));
    same(wire("xgft", {1024, 2, 64}, "{children: [32, 64], parents: [1, 32]}"),
         wire("fat_tree", {1024, 2, 64}));
    same(wire("xgft", {96, 1, 16}, "{children: [12, 8], parents: [1, 2], parallel: [1, 2]}"),
         wire("leaf_spine", {96, 1, 16}));
}

TEST_CASE("a tree of any numbers has the nodes, cables and ports of the formulas") {
    // XGFT(3; 2,3,2; 1,2,3; 1,2,1): 3 * 2 = 6 leaves, 2 * 2 = 4 spines, 2 * 3 = 6 cores; 6 * 2 * 2 = 24 and
    // 4 * 3 = 12 cables; ports 2 + 4, 3 * 2 + 3 and 2, the most 9.
    const std::string settings = "{children: [2, 3, 2], parents: [1, 2, 3], parallel: [1, 2, 1]}";
    const FabricPlan plan = wire("xgft", {12, 1, 9}, settings);
    CHECK(count(plan) == Counts{{6, 4, 6}, {12, 24, 12}});
    // Leaf 4 is (0, 1, 1): spines (0, q, 1) at positions q + 2, two cables each, ports d * p = 2 and 3.
    const LinkPlan expected{LinkTier::leaf_spine, 4, 2 + 2 + 1, 6 + 3, 3};
    CHECK(plan.links[12 + 4 * 4 + 2] == expected);
    CHECK(wire("xgft", {12, 1, 8}, settings).problem ==
          "a switch of level 2 takes 6 ports down and 3 up, and has 8");
    CHECK(wire("xgft", {13, 1, 9}, settings).problem ==
          "the tree has places for 12 NICs, and 13 nodes of 1 have more");
}

TEST_CASE("hosts of a generalized tree fill its positions from the first, across leaves") {
    // 3 NICs of 6 nodes on leaves of 4: nodes 0 to 3 fill leaves 0 to 2, which stand together.
    const FabricDemand demand{6, 3, 16};
    const FabricPlan plan = wire("xgft", demand, "{children: [4, 6], parents: [1, 4]}");
    CHECK(plan.nodes_per_group == 4);
    CHECK(plan.switches[2].group == 0);
    CHECK(plan.switches[3].group == 1);
    CHECK(check_fabric(plan, demand).is_sound());
    const FabricGraph graph = graph_of(plan, demand, {.nic = 1.0});
    for (std::uint32_t host = 0; host < 18; ++host) CHECK(graph.position_of_host[host] == host);
    CHECK(graph.host_at[18] == FabricGraph::no_host);
}

TEST_CASE("the bisection of a generalized tree is the maximum flow between its halves") {
    struct Case {
        const char* settings;
        std::uint32_t hosts;
        std::uint64_t expected;
    };
    const Case cases[] = {
        {"{children: [4, 4], parents: [1, 4]}", 16, 8},
        {"{children: [4, 4], parents: [1, 2]}", 16, 4},  // 2:1, half of 8 cables
        // Tapered above the pods: 2 * 4 = 8 spines with one cable up each.
        {"{children: [4, 2, 4], parents: [1, 2, 1]}", 32, 4},
        {"{children: [2, 3, 2], parents: [1, 2, 3], parallel: [1, 2, 1]}", 12, 6},
    };
    for (const Case& c : cases) {
        INFO(c.settings);
        const FabricDemand demand{c.hosts, 1, 16};
        const FabricPlan plan = wire("xgft", demand, c.settings);
        CHECK(check_fabric(plan, demand).bisection_cables == c.expected);
        CHECK(max_flow_between_halves(plan, demand) == c.expected);
    }
}

TEST_CASE("levels that contradict each other build no tree") {
    const auto refused = [](const char* settings) { return make_topology("xgft", settings) == nullptr; };
    CHECK(refused("{parents: [1]}"));
    CHECK(refused("{children: [4]}"));
    CHECK(refused("{children: [4, 4], parents: [1]}"));
    CHECK(refused("{children: [4, 4], parents: [2, 4]}"));
    CHECK(refused("{children: [4, 4], parents: [1, 4], parallel: [2, 1]}"));
    CHECK(refused("{children: [4, 4], parents: [1, 4], parallel: [1]}"));
    CHECK(refused("{children: [4, 2.5], parents: [1, 4]}"));
    CHECK(refused("{children: [4, 0], parents: [1, 4]}"));
    CHECK(refused("{children: [], parents: []}"));
    CHECK(refused("{children: [2, 2, 2, 2], parents: [1, 2, 2, 2]}"));
    CHECK_FALSE(refused("{children: [4], parents: [1]}"));
}
