// Fabrics side by side, and what the check says of planes and rails.
#include "sim/fabric/planes.hpp"

#include <algorithm>

#include "sim/build/fabric/graph_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/settings.hpp"
#include "tests/unit/fabric/tables.hpp"

using namespace datahall;

namespace {

FabricPlan in_planes(const std::string& model, const FabricDemand& demand, std::uint32_t planes,
                     const std::string& settings = "{}") {
    return plan_planes(*make_topology(model, settings), demand, planes);
}

bool mentions(const std::vector<WiringProblem>& problems, const std::string& object,
              const std::string& words) {
    return std::any_of(problems.begin(), problems.end(), [&](const WiringProblem& p) {
        return p.object == object && p.text.find(words) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("two planes are two fabrics that share the nodes and nothing else") {
    const FabricDemand demand{32, 8, 16};
    const FabricPlan plan = in_planes("rail_optimized", demand, 2);
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.components == 2);
    CHECK(check.diameter == 2);
    CHECK(check.has_rails);
    CHECK(plan.tree.height == 0);
    // Each is what joins four NICs of 32 nodes: 16 leaves, 8 spines, 128 and 128 cables.
    CHECK(count(plan) == Counts{{32, 16, 0}, {256, 256}});
    CHECK(check.bisection_cables == 128);
    CHECK(max_flow_between_halves(plan, demand) == 128);
    // NIC 5 from 0 of node 3 is in plane 1, there the third: leaf 2 of the second half.
    CHECK(plan.links[3 * 8 + 5].upper == 16 + 2);
    CHECK(plan.links[3 * 8 + 5].lower_port == 6);
}

TEST_CASE("every topology can be had in planes") {
    const std::pair<const char*, const char*> models[] = {
        {"fat_tree", "{}"},
        {"leaf_spine", "{}"},
        {"rail_optimized", "{}"},
        {"xgft", "{children: [16, 8], parents: [1, 8]}"},
        {"torus", "{dimensions: [4, 4], hosts: 8}"},
        {"hyperx", "{dimensions: [4, 2], hosts: 16}"},
        {"dragonfly", "{}"},
        {"dragonfly_plus", "{}"},
    };
    const FabricDemand demand{30, 4, 32};
    for (const auto& [model, settings] : models) {
        for (const std::uint32_t planes : {1U, 2U, 4U}) {
            INFO(model << " in " << planes << " planes");
            const FabricPlan plan = in_planes(model, demand, planes, settings);
            CHECK(plan.problem == "");
            const GraphCheck check = check_fabric(plan, demand);
            CHECK(check.is_sound());
            CHECK(check.components == planes);
        }
    }
}

TEST_CASE("the cut of one group is taken in each plane by itself") {
    // Two planes of one dragonfly group of 4 routers: 2 * 2 cables in each.
    const FabricDemand demand{8, 2, 7};
    const FabricPlan plan = in_planes("dragonfly", demand, 2);
    CHECK(check_fabric(plan, demand).bisection_cables == 8);
    CHECK(max_flow_between_halves(plan, demand) == 8);
}

TEST_CASE("planes that cannot share the NICs evenly are refused") {
    CHECK(in_planes("fat_tree", {8, 8, 16}, 3).problem == "3 planes cannot deal out 8 NICs of a node evenly");
}

TEST_CASE("a NIC in the wrong plane and planes that touch are found") {
    const FabricDemand demand{8, 2, 8};
    const FabricPlan sound = in_planes("fat_tree", demand, 2);
    REQUIRE(check_fabric(sound, demand).is_sound());
    FabricPlan plan = sound;
    std::swap(plan.links[6].upper, plan.links[7].upper);  // the two NICs of node 3
    std::swap(plan.links[6].upper_port, plan.links[7].upper_port);
    CHECK(mentions(check_fabric(plan, demand).problems, "node-3", "NIC 1 is not in plane 0"));
    plan = sound;
    plan.planes = 1;
    CHECK(mentions(check_fabric(plan, demand).problems, "fabric", "2 parts"));
    plan = wire("fat_tree", demand);
    plan.planes = 2;
    CHECK(mentions(check_fabric(plan, demand).problems, "fabric", "1 parts that no cable joins and has 2"));
}

TEST_CASE("a rail-optimized unit has each rail on a leaf of its own, and a fat tree has not") {
    const FabricDemand demand{30, 4, 16};
    FabricPlan plan = wire("rail_optimized", demand, "{management_ports: 2}");
    CHECK(rail_problems(plan, demand).empty());
    CHECK(check_fabric(plan, demand).has_rails);
    CHECK_FALSE(check_fabric(wire("fat_tree", demand), demand).has_rails);
    CHECK_FALSE(check_fabric(wire("rail_optimized", {30, 1, 16}), {30, 1, 16}).has_rails);

    std::swap(plan.links[4].upper, plan.links[5].upper);  // NICs 1 and 2 of node 1
    CHECK(mentions(rail_problems(plan, demand), "node-1", "NIC 1 ends on leaf-1"));
    CHECK_FALSE(check_fabric(plan, demand).has_rails);
}

TEST_CASE("ports without a cable are counted by role") {
    // Three units: 24 leaves full but for one missing node of 8 NICs, 16 spines with 48 of 64 ports used.
    const GraphCheck whole = check_fabric(wire("rail_optimized", {95, 8, 64}), {95, 8, 64});
    CHECK(whole.spare_ports == std::array<std::uint64_t, 3>{8, 16 * 16, 0});
    // Four of the eight ports take fabric managers.
    const GraphCheck managed =
        check_fabric(wire("rail_optimized", {95, 8, 64}, "{management_ports: 4}"), {95, 8, 64});
    CHECK(managed.spare_ports[0] == 4);
}

TEST_CASE("the measures alone are those of the whole check") {
    const FabricDemand demand{64, 4, 16};
    const FabricPlan plan = wire("leaf_spine", demand, "{uplink_rate_ratio: 2}");
    const GraphCheck check = check_fabric(plan, demand);
    const GraphCheck measures = measure_tiers(plan);
    CHECK(measures.bisection_cables == check.bisection_cables);
    CHECK(measures.bisection_nic_rates == check.bisection_nic_rates);
    CHECK(measures.oversubscription == check.oversubscription);
}
