// The check itself: it must pass every plan of ours and catch every kind of damage.
#include "sim/build/fabric/graph_check.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/fabric/settings.hpp"

using namespace datahall;

namespace {

const FabricDemand small_demand{32, 4, 16};  // 4 units of 8 nodes, 16 leaves, 8 spines

FabricPlan small_plan() {
    return wire("rail_optimized", small_demand);
}

bool mentions(const GraphCheck& check, const std::string& object, const std::string& words) {
    return std::any_of(check.problems.begin(), check.problems.end(), [&](const WiringProblem& p) {
        return p.object == object && p.text.find(words) != std::string::npos;
    });
}

}  // namespace

namespace {

// Settings of a model that often fit a demand of up to 160 nodes.
std::string random_settings(const std::string& model, SplitMix& random) {
    const auto number = [&](std::uint32_t most) { return std::to_string(1 + random.below(most)); };
    const auto list = [&](std::size_t length, std::uint32_t most, const std::string& first) {
        std::string text = first.empty() ? number(most) : first;
        for (std::size_t i = 1; i < length; ++i) text += ", " + number(most);
        return "[" + text + "]";
    };
    const std::size_t length = 1 + random.below(3);
    if (model == "leaf_spine") return "{oversubscription: " + number(6) + "}";
    if (model == "xgft") {
        return "{children: " + list(length, 12, "") + ", parents: " + list(length, 6, "1") +
               ", parallel: " + list(length, 3, "1") + "}";
    }
    if (model == "torus") return "{dimensions: " + list(length, 6, "") + ", hosts: " + number(12) + "}";
    if (model == "hyperx") {
        return "{dimensions: " + list(length, 6, "") + ", parallel: " + list(length, 2, "") +
               ", hosts: " + number(12) + "}";
    }
    if (model == "dragonfly" && random.below(2) == 0) {
        return "{routers: " + number(8) + ", hosts: " + number(8) + ", global_ports: " + number(8) + "}";
    }
    if (model == "dragonfly" || model == "dragonfly_plus") return "{}";
    const char* tiers[] = {"{}", "{tiers: two}", "{tiers: three}"};
    return tiers[random.below(3)];
}

// Ports of each switch that cables take, each once and within the switch.
bool uses_each_port_once(const FabricPlan& plan) {
    std::vector<std::vector<bool>> used;
    for (const SwitchPlan& s : plan.switches) used.emplace_back(s.ports, false);
    const auto take = [&](std::uint32_t at, std::uint16_t port) {
        if (port < 1 || port > used[at].size() || used[at][port - 1U]) return false;
        used[at][port - 1U] = true;
        return true;
    };
    return std::all_of(plan.links.begin(), plan.links.end(), [&](const LinkPlan& l) {
        const bool has_two = l.tier != LinkTier::node_leaf && l.tier != LinkTier::management;
        return take(l.upper, l.upper_port) && (!has_two || take(l.lower, l.lower_port));
    });
}

}  // namespace

TEST_CASE("random demands use every port at most once, stay connected and keep their claims") {
    SplitMix random{2024};
    const char* models[] = {"fat_tree", "leaf_spine", "rail_optimized", "xgft",
                            "torus",    "hyperx",     "dragonfly",      "dragonfly_plus"};
    const std::map<std::string, std::uint32_t> farthest{
        {"torus", 9}, {"hyperx", 3}, {"dragonfly", 3}, {"dragonfly_plus", 5}};
    std::map<std::string, int> built;
    for (int i = 0; i < 3200; ++i) {
        const std::string model = models[random.below(8)];
        const FabricDemand demand{1 + random.below(160), 1 + random.below(8), 2 * (1 + random.below(24))};
        const std::string settings = random_settings(model, random);
        const FabricPlan plan = wire(model, demand, settings);
        if (!plan.problem.empty()) continue;
        ++built[model];
        const GraphCheck check = check_fabric(plan, demand);
        INFO(model << " " << settings << ", nodes " << demand.nodes << ", NICs " << demand.nics_per_node
                   << ", radix " << demand.radix);
        CHECK(check.problems == std::vector<WiringProblem>{});
        CHECK(check.components == 1);
        CHECK(uses_each_port_once(plan));
        CHECK(std::is_sorted(plan.links.begin(), plan.links.end(), [](const LinkPlan& a, const LinkPlan& b) {
            return std::tie(a.tier, a.lower, a.lower_port) < std::tie(b.tier, b.lower, b.lower_port);
        }));
        const auto limit = farthest.find(model);
        CHECK(check.diameter <= (limit == farthest.end() ? 4 : limit->second));
        if (model == "fat_tree" || model == "rail_optimized") CHECK(check.oversubscription <= 1.0);
    }
    for (const char* model : models) {
        INFO(model);
        CHECK(built[model] >= 20);
    }
}

TEST_CASE("links come by tier, then by lower end") {
    const FabricPlan plan = wire("rail_optimized", {500, 8, 64}, "{management_ports: 4}");
    CHECK(std::is_sorted(plan.links.begin(), plan.links.end(), [](const LinkPlan& a, const LinkPlan& b) {
        return std::tie(a.tier, a.lower, a.lower_port) < std::tie(b.tier, b.lower, b.lower_port);
    }));
}

TEST_CASE("two cables in one port are found") {
    FabricPlan plan = small_plan();
    plan.links[5].upper_port = plan.links[1].upper_port;
    plan.links[5].upper = plan.links[1].upper;
    CHECK(mentions(check_fabric(plan, small_demand), "leaf-1", "has two cables"));
}

TEST_CASE("a port beyond the switch is found") {
    FabricPlan plan = small_plan();
    plan.links[0].upper_port = 17;
    CHECK(mentions(check_fabric(plan, small_demand), "leaf-0", "port 17, which it does not have"));
    plan.links[0].upper_port = 0;
    CHECK(mentions(check_fabric(plan, small_demand), "leaf-0", "port 0, which it does not have"));
}

TEST_CASE("a NIC without a cable is found") {
    FabricPlan plan = small_plan();
    plan.links.erase(plan.links.begin() + 6);  // node 1, NIC 3 of 4
    CHECK(mentions(check_fabric(plan, small_demand), "node-1", "NIC 3 has no cable"));
}

TEST_CASE("a cable to nowhere or to the wrong tier is found") {
    FabricPlan plan = small_plan();
    plan.links[0].upper = 1000;
    CHECK(mentions(check_fabric(plan, small_demand), "fabric", "does not exist"));
    plan = small_plan();
    plan.links[0].upper = 16;  // a spine
    CHECK(mentions(check_fabric(plan, small_demand), "spine-0", "should not end here"));
}

TEST_CASE("a cable between switches of one role that its tier does not allow is found") {
    const FabricDemand demand{32, 1, 8};
    const FabricPlan sound = wire("torus", demand, "{dimensions: [4, 4], hosts: 2}");
    REQUIRE(check_fabric(sound, demand).is_sound());
    FabricPlan plan = sound;
    LinkPlan& local = plan.links[32];
    REQUIRE(local.tier == LinkTier::local);
    local.tier = LinkTier::global;
    CHECK(mentions(check_fabric(plan, demand), "leaf-1", "of its own group"));
    plan = sound;
    std::swap(plan.links[32].lower, plan.links[32].upper);
    CHECK(mentions(check_fabric(plan, demand), "leaf-0", "upper end of a cable to leaf-1"));
    plan = sound;
    plan.links[32].tier = LinkTier::leaf_spine;
    CHECK(mentions(check_fabric(plan, demand), "leaf-1", "should not end here"));
    plan = wire("dragonfly_plus", demand);
    for (LinkPlan& link : plan.links) {
        if (link.tier == LinkTier::global) link.tier = LinkTier::local;
    }
    CHECK(mentions(check_fabric(plan, demand), "spine-7", "should not end here"));
}

TEST_CASE("a fabric that falls apart is found") {
    FabricPlan plan = small_plan();
    std::erase_if(plan.links,
                  [](const LinkPlan& l) { return l.tier == LinkTier::leaf_spine && l.lower == 3; });
    plan.oversubscription = 1.0;
    const GraphCheck check = check_fabric(plan, small_demand);
    CHECK(check.components == 2);
    CHECK(mentions(check, "fabric", "2 parts"));
}

TEST_CASE("a false claim of oversubscription is found") {
    FabricPlan plan = wire("leaf_spine", {100, 1, 32});
    plan.oversubscription = 1.0;
    CHECK(mentions(check_fabric(plan, {100, 1, 32}), "fabric", "claims an oversubscription"));
}

TEST_CASE("a plan with hundreds of faults lists the first of them and counts them all") {
    FabricPlan plan = small_plan();
    std::erase_if(plan.links, [](const LinkPlan& l) { return l.tier == LinkTier::node_leaf; });
    const GraphCheck check = check_fabric(plan, small_demand);
    CHECK(check.problems.size() == GraphCheck::most_problems);
    CHECK(check.problems_in_all == 32 * 4);
}

TEST_CASE("leaves of a tree are two cables apart for each tier above them") {
    CHECK(check_fabric(wire("fat_tree", {128, 1, 16}), {128, 1, 16}).diameter == 2);
    const GraphCheck three = check_fabric(wire("fat_tree", {1024, 1, 16}), {1024, 1, 16});
    CHECK(three.diameter == 4);
    CHECK(three.diameter_exact);
}

TEST_CASE("the largest fabric is checked from a sample of its leaves") {
    // k = 64: k^3/4 = 65,536 endpoints, 5 k^2/4 = 5,120 switches.
    const FabricDemand demand{8192, 8, 64};
    const FabricPlan plan = wire("rail_optimized", demand);
    REQUIRE(plan.links.size() == 196'608);
    const GraphCheck check = check_fabric(plan, demand);
    CHECK(check.is_sound());
    CHECK(check.diameter == 4);
    CHECK_FALSE(check.diameter_exact);
    CHECK(check.diameter_from >= 4);
    CHECK(check.bisection_cables == 32'768);
}

TEST_CASE("the bisection by formula is the maximum flow between the halves") {
    struct Case {
        const char* model;
        FabricDemand demand;
        std::string settings;
        std::uint64_t expected;
    };
    const std::vector<Case> cases{
        {"fat_tree", {32, 1, 8}, "{}", 16},          // full, two tiers
        {"fat_tree", {128, 1, 8}, "{}", 64},         // full, three tiers
        {"rail_optimized", {64, 4, 16}, "{}", 128},  // 8 units, three tiers
        {"rail_optimized", {32, 4, 16}, "{}", 64},   // 4 units, two tiers
        {"leaf_spine", {96, 1, 16}, "{}", 16},       // 3:1, 8 leaves of 12 down and 4 up
        // 4 leaves of 24 NICs, 2:1 with uplinks of four times the rate: u = 24 / 8 = 3 cables.
        {"leaf_spine", {96, 1, 27}, "{oversubscription: 2, uplink_rate_ratio: 4}", 24},
    };
    for (const Case& c : cases) {
        const FabricPlan plan = wire(c.model, c.demand, c.settings);
        INFO(c.model << " of " << c.demand.nodes << " nodes: " << plan.problem);
        const GraphCheck check = check_fabric(plan, c.demand);
        CHECK(check.is_sound());
        CHECK(check.bisection_nic_rates == static_cast<double>(c.expected));
        CHECK(max_flow_between_halves(plan, c.demand) == c.expected);
    }
}

TEST_CASE("a fabric that lost f of its spines keeps the share of the others") {
    // 16 spines, 32 leaves of 16 NICs: 256 of 512 cables cross, and each spine carries a sixteenth.
    const FabricDemand demand{512, 1, 32};
    const FabricPlan sound = wire("fat_tree", demand);
    for (const std::uint32_t lost : {1U, 4U, 15U}) {
        FabricPlan plan = sound;
        std::erase_if(plan.links, [&](const LinkPlan& l) {
            return l.tier == LinkTier::leaf_spine && l.upper < 32 + lost;
        });
        CHECK(max_flow_between_halves(plan, demand) == 256 * (16 - lost) / 16);
    }
}
