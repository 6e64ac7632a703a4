// Torus, HyperX and dragonflies: closed formulas, hand-wired cases, and the cut against the maximum flow.
#include <map>
#include <set>

#include "models/fabric/palm_tree.hpp"
#include "sim/build/fabric/graph_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/settings.hpp"
#include "tests/unit/fabric/tables.hpp"

using namespace datahall;

namespace {

// Pairs of switches that are joined, with how many cables.
std::map<std::pair<std::uint32_t, std::uint32_t>, int> joined(const FabricPlan& plan) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
    for (const LinkPlan& link : plan.links) {
        if (link.tier != LinkTier::node_leaf) ++pairs[{link.lower, link.upper}];
    }
    return pairs;
}

// Cables between each two groups.
std::map<std::pair<std::uint32_t, std::uint32_t>, int> group_pairs(const FabricPlan& plan) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
    for (const LinkPlan& link : plan.links) {
        if (link.tier != LinkTier::global) continue;
        ++pairs[{plan.switches[link.lower].group, plan.switches[link.upper].group}];
    }
    return pairs;
}

void check_refused(const std::string& model, const FabricDemand& demand, const std::string& settings,
                   const std::string& sentence) {
    const FabricPlan plan = wire(model, demand, settings);
    CHECK(plan.problem == sentence);
    CHECK(plan.links.empty());
}

}  // namespace

TEST_CASE("a torus joins each router to the next in every dimension, once where there are two") {
    // 3 x 2 routers: rings of 3 along the first dimension, single cables along the second.
    const FabricDemand demand{6, 1, 4};
    const FabricPlan plan = wire("torus", demand, "{dimensions: [3, 2]}");
    const std::map<std::pair<std::uint32_t, std::uint32_t>, int> expected{
        {{0, 1}, 1}, {{1, 2}, 1}, {{0, 2}, 1}, {{3, 4}, 1}, {{4, 5}, 1},
        {{3, 5}, 1}, {{0, 3}, 1}, {{1, 4}, 1}, {{2, 5}, 1}};
    CHECK(joined(plan) == expected);
    CHECK(check_fabric(plan, demand).is_sound());
    CHECK(plan.nodes_per_group == 3);
    CHECK(plan.switches[4].group == 1);
    // The ring closes from the last router's port towards the next to the first one's towards the one before.
    const LinkPlan closing{LinkTier::local, 3, 3, 5, 2};
    CHECK(std::count(plan.links.begin(), plan.links.end(), closing) == 1);
}

TEST_CASE("a torus of n^d routers has the diameter and the cut of the formulas") {
    // 2 n^(d-1) cables; n / 2 in each dimension; two hosts a router, so that the cut is the narrowest.
    const FabricDemand demand{128, 1, 8};
    const FabricPlan plan = wire("torus", demand, "{dimensions: [4, 4, 4], hosts: 2}");
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.diameter == 6);
    CHECK(check.diameter_exact);
    CHECK(check.bisection_tier == LinkTier::global);
    CHECK(check.bisection_cables == 32);
    CHECK(max_flow_between_halves(plan, demand) == 32);
    CHECK(check.oversubscription == 1.0);
    CHECK(check.spare_ports == std::array<std::uint64_t, 3>{});
}

TEST_CASE("a torus of twos is the HyperX of twos: a hypercube") {
    const FabricDemand demand{16, 1, 6};
    const FabricPlan torus = wire("torus", demand, "{dimensions: [2, 2, 2], hosts: 2}");
    const FabricPlan hyperx = wire("hyperx", demand, "{dimensions: [2, 2, 2], hosts: 2}");
    CHECK(torus.links == hyperx.links);
    CHECK(joined(torus).size() == 12);
    CHECK(check_fabric(torus, demand).diameter == 3);
    CHECK(max_flow_between_halves(torus, demand) == 4);
    CHECK(check_fabric(torus, demand).bisection_cables == 4);
}

TEST_CASE("dimensions of one router add nothing") {
    const FabricDemand demand{5, 1, 3};
    CHECK(joined(wire("torus", demand, "{dimensions: [1, 5, 1]}")) ==
          joined(wire("torus", demand, "{dimensions: [5]}")));
    CHECK(check_fabric(wire("torus", demand, "{dimensions: [1, 5, 1]}"), demand).is_sound());
    CHECK(check_fabric(wire("hyperx", {4, 1, 8}, "{dimensions: [1], hosts: 4}"), {4, 1, 8}).is_sound());
}

TEST_CASE("a HyperX joins all routers of a row and of a column") {
    // 3 x 2: rows of 3 are triangles, columns have two parallel cables.
    const FabricDemand demand{6, 1, 5};
    const FabricPlan plan = wire("hyperx", demand, "{dimensions: [3, 2], parallel: [1, 2]}");
    const std::map<std::pair<std::uint32_t, std::uint32_t>, int> expected{
        {{0, 1}, 1}, {{1, 2}, 1}, {{0, 2}, 1}, {{3, 4}, 1}, {{4, 5}, 1},
        {{3, 5}, 1}, {{0, 3}, 2}, {{1, 4}, 2}, {{2, 5}, 2}};
    CHECK(joined(plan) == expected);
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.diameter == 2);
    CHECK(check.spare_ports[0] == 0);
}

TEST_CASE("the cut of a HyperX is the maximum flow between its halves") {
    struct Case {
        const char* settings;
        std::uint32_t hosts;
        std::uint64_t expected;
    };
    const Case cases[] = {
        {"{dimensions: [4, 4], hosts: 4}", 64, 16},                    // 4 rows of 2 * 2 pairs
        {"{dimensions: [4, 4], parallel: [1, 2], hosts: 4}", 64, 32},  // as much as half of the hosts
        {"{dimensions: [8], hosts: 8}", 64, 16},                       // a full mesh: 4 * 4 pairs
        {"{dimensions: [3, 2], hosts: 4}", 24, 3},
    };
    for (const Case& c : cases) {
        INFO(c.settings);
        const FabricDemand demand{c.hosts, 1, 24};
        const FabricPlan plan = wire("hyperx", demand, c.settings);
        CHECK(check_fabric(plan, demand).bisection_cables == c.expected);
        CHECK(max_flow_between_halves(plan, demand) == c.expected);
    }
}

TEST_CASE("the palm tree gives every pair of groups equally many cables, or one more") {
    for (std::uint32_t groups = 1; groups <= 9; ++groups) {
        for (std::uint32_t ports = groups - 1; ports <= 20; ++ports) {
            INFO(groups << " groups of " << ports << " ports");
            const PalmTree tree{groups, ports};
            std::map<std::uint32_t, std::uint32_t> met;  // by the other group, from group 0
            std::uint32_t free = 0;
            for (GlobalPort end; end.group < groups; ++end.group) {
                for (end.port = 0; end.port < ports; ++end.port) {
                    const auto other = tree.other_end(end);
                    if (end.group == 0) other ? ++met[other->group] : ++free;
                    if (!other) continue;
                    CHECK(other->group != end.group);
                    CHECK(other->port < ports);
                    CHECK(tree.other_end(*other) == end);
                }
            }
            CHECK(met.size() == groups - 1);
            const std::uint32_t least = groups > 1 ? ports / (groups - 1) : 0;
            for (const auto& [group, cables] : met) CHECK((cables == least || cables == least + 1));
            if (groups > 1) CHECK(free <= 1);
        }
    }
}

TEST_CASE("a dragonfly is balanced for its switches where nothing else is said") {
    // k = 7: p = h = floor(8 / 4) = 2, a = 4: 8 hosts a group, at most 4 * 2 + 1 = 9 groups.
    const FabricDemand demand{72, 1, 7};
    const FabricPlan plan = wire("dragonfly", demand);
    CHECK(plan.problem == "");
    CHECK(count(plan) == Counts{{36, 0, 0}, {72, 0, 0, 0, 9 * 6, 36}});
    const auto pairs = group_pairs(plan);
    CHECK(pairs.size() == 36);
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.diameter == 3);
    CHECK(check.spare_ports[0] == 0);
    // Port 0 of group 1 meets group 0 at its port 9 - 2 - 0: router 3, port 1 of its global ones.
    const LinkPlan cable{LinkTier::global, 3, 2 + 3 + 2, 4, 2 + 3 + 1};
    CHECK(std::count(plan.links.begin(), plan.links.end(), cable) == 1);
    check_refused("dragonfly", {73, 1, 7}, "{}",
                  "10 groups are needed, and 4 routers of 2 global ports join at most 9");
}

TEST_CASE("a dragonfly builds the groups that the nodes need, whole") {
    // 5 nodes of 3 NICs, groups of 8 hosts: 2 nodes each, 3 groups; 8 global ports, 4 cables a pair.
    const FabricDemand demand{5, 3, 7};
    const FabricPlan plan = wire("dragonfly", demand);
    CHECK(plan.nodes_per_group == 2);
    CHECK(count(plan).switches[0] == 12);
    for (const auto& [pair, cables] : group_pairs(plan)) CHECK(cables == 4);
    CHECK(check_fabric(plan, demand).is_sound());
    // One group has no global cables, and its cut is that of a full mesh of 4.
    const FabricPlan one = wire("dragonfly", {8, 1, 7});
    CHECK(count(one) == Counts{{4, 0, 0}, {8, 0, 0, 0, 6, 0}});
    CHECK(check_fabric(one, {8, 1, 7}).bisection_cables == 4);
    CHECK(max_flow_between_halves(one, {8, 1, 7}) == 4);
}

TEST_CASE("the cut of a dragonfly is the maximum flow between its halves") {
    struct Case {
        const char* model;
        const char* settings;
        FabricDemand demand;
        std::uint64_t expected;
    };
    const Case cases[] = {
        // 3 routers of 3 global ports: 10 groups of 6 hosts, one cable for each of 5 * 5 pairs.
        {"dragonfly", "{routers: 3, hosts: 2, global_ports: 3}", {60, 1, 7}, 25},
        // 4 groups with 4 global ports: one cable a pair, and one more to the group opposite: 2 * 2 + 2.
        {"dragonfly", "{routers: 2, hosts: 4, global_ports: 2}", {32, 1, 7}, 6},
        {"dragonfly_plus", "{}", {90, 1, 6}, 25},  // 3^2 + 1 = 10 groups of 9 hosts
        {"dragonfly_plus", "{}", {18, 1, 6}, 9},   // 2 groups: all 9 global cables, as many as hosts
    };
    for (const Case& c : cases) {
        INFO(c.model << " " << c.settings);
        const FabricPlan plan = wire(c.model, c.demand, c.settings);
        const GraphCheck check = check_fabric(plan, c.demand);
        CHECK(check.is_sound());
        CHECK(check.bisection_cables == c.expected);
        CHECK(max_flow_between_halves(plan, c.demand) == c.expected);
    }
}

TEST_CASE("a full dragonfly+ has one cable for each pair of groups and three between any leaves") {
    // k = 4, h = 2: groups of 2 leaves and 2 spines with 4 hosts and 4 global cables, 5 of them.
    const FabricDemand demand{20, 1, 4};
    const FabricPlan plan = wire("dragonfly_plus", demand);
    CHECK(count(plan) == Counts{{10, 10, 0}, {20, 20, 0, 0, 0, 10}});
    CHECK(group_pairs(plan).size() == 10);
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.diameter == 3);
    CHECK(check.spare_ports == std::array<std::uint64_t, 3>{});
    check_refused("dragonfly_plus", {21, 1, 4}, "{}",
                  "6 groups are needed, and groups of 4-port switches join at most 5");
}

TEST_CASE("direct networks that do not fit their switches or nodes say by how much") {
    check_refused("torus", {8, 1, 5}, "{dimensions: [4, 4, 4]}",
                  "a router takes 1 host ports and 6 ports of the dimensions, and has 5");
    check_refused("torus", {65, 1, 8}, "{dimensions: [4, 4, 4]}",
                  "4 groups of 16 host ports take at most 64 nodes of 1 NICs, got 65");
    check_refused("torus", {1, 8, 8}, "{dimensions: [2, 2, 4]}",
                  "the 8 NICs of a node do not fit the 4 host ports of a group");
    check_refused("torus", {8, 1, 64}, "{dimensions: [1024, 1024, 1024, 1024, 1024, 1024]}",
                  "expected at most 1048576 switches in a fabric, got 4294967295 or more");
    check_refused("hyperx", {8, 1, 16}, "{dimensions: [4, 8], hosts: 8}",
                  "a router takes 8 host ports and 10 ports of the dimensions, and has 16");
    check_refused("hyperx", {8, 1, 1024}, "{dimensions: [256, 256, 8]}",
                  "expected at most 8388608 cables between switches, got 135528448");
    check_refused("dragonfly", {8, 1, 8}, "{routers: 4, hosts: 4, global_ports: 2}",
                  "a router takes 4 host ports, 3 local and 2 global ones, and has 8");
    check_refused("dragonfly", {100, 1, 8}, "{groups: 3}",
                  "3 groups of 8 host ports take at most 24 nodes of 1 NICs, got 100");
    check_refused("dragonfly_plus", {8, 1, 5}, "{}",
                  "expected switches with an even number of ports, half of them upwards, got 5");
    for (const char* model : {"dragonfly", "dragonfly_plus"}) {
        check_refused(model, {0, 1, 64}, "{}", "there are no nodes to join");
    }
}

TEST_CASE("settings of direct networks outside their range build no generator") {
    CHECK(make_topology("torus", "{}") == nullptr);
    CHECK(make_topology("torus", "{dimensions: 4}") == nullptr);
    CHECK(make_topology("torus", "{dimensions: [4, 1.5]}") == nullptr);
    CHECK(make_topology("torus", "{dimensions: [4, 0]}") == nullptr);
    CHECK(make_topology("torus", "{dimensions: [2, 2, 2, 2, 2, 2, 2]}") == nullptr);
    CHECK(make_topology("torus", "{dimensions: [4], hosts: 0}") == nullptr);
    CHECK(make_topology("hyperx", "{dimensions: [4, 4], parallel: [1]}") == nullptr);
    CHECK(make_topology("dragonfly", "{groups: -1}") == nullptr);
    CHECK(make_topology("hyperx", "{dimensions: [4, 4], parallel: [1, 2]}") != nullptr);
}
