// Static conflicts of engines on trees whose tables subnet managers have shown, and on random permutations.
#include "sim/fabric/route_conflicts.hpp"

#include <algorithm>
#include <numeric>

#include "tests/support/catch.hpp"
#include "tests/unit/fabric/engines.hpp"
#include "tests/unit/fabric/xgft_graph.hpp"

using namespace datahall;

namespace {

struct Loads {
    TrunkLoads trunks;           // routes of all ordered pairs
    double worst_shift = 0.0;    // flows on a link, of all shifts
    double mean_of_worst = 0.0;  // over shifts
};

Loads loads_of(const FabricGraph& graph, const RoutingResult& routes) {
    RouteConflicts conflicts{graph, routes};
    Loads loads;
    for (std::uint32_t s = 1; s < graph.hosts; ++s) {
        const double worst = conflicts.measure(shift_of_hosts(graph.hosts, s)).worst_load;
        loads.worst_shift = std::max(loads.worst_shift, worst);
        loads.mean_of_worst += worst / (graph.hosts - 1.0);
    }
    conflicts.measure(all_pairs(graph.hosts));
    loads.trunks = trunk_loads(graph, conflicts.loads());
    return loads;
}

}  // namespace

TEST_CASE("on two whole units every engine has 28 routes on each cable and no shift that meets itself") {
    // 32 hosts * 28 to other leaves over 32 cables, each way: 28.
    const FabricGraph graph = two_unit_graph();
    for (const std::string engine : {"minhop", "ftree", "updn", "dfsssp"}) {
        INFO(engine);
        const RoutingResult routes = routes_of(engine, graph);
        CHECK(routes.notes.empty());
        const Loads loads = loads_of(graph, routes);
        CHECK(loads.trunks.up.least == 28.0);
        CHECK(loads.trunks.up.most == 28.0);
        CHECK(loads.trunks.down.least == 28.0);
        CHECK(loads.trunks.down.most == 28.0);
        CHECK(loads.worst_shift == 1.0);
    }
}

TEST_CASE(
    "three cables less make the fat-tree engine fall back, and no engine worse than a subnet manager's") {
    // OpenSM 3.3.23 on the same fabric: minhop 24-56 routes on a cable upwards and 8-64 downwards, dfsssp
    // 24-56 both ways, at most 4 flows of a shift on a link, with 2.194 and 2.258 in the mean of all shifts.
    const FabricGraph graph = damaged_two_unit_graph();
    const RoutingResult fallen = routes_of("ftree", graph);
    REQUIRE(fallen.notes.size() == 1);
    CHECK(fallen.notes[0] ==
          "ftree: no fat tree, switch 0 has different numbers of cables upwards to other switches; routed by "
          "minhop");
    const RoutingResult minhop = routes_of("minhop", graph);
    const Loads loads = loads_of(graph, minhop);
    CHECK(loads.trunks.up.most <= 56.0);
    CHECK(loads.trunks.down.most <= 64.0);
    CHECK(loads.worst_shift <= 4.0);
    for (std::uint32_t a = 0; a < graph.hosts; ++a) {
        for (std::uint32_t b = 0; b < graph.hosts; ++b) {
            REQUIRE(links_of(*fallen.router, a, b) == links_of(*minhop.router, a, b));
        }
    }
    const Loads dfsssp = loads_of(graph, routes_of("dfsssp", graph));
    CHECK(dfsssp.trunks.up.most <= 56.0);
    CHECK(dfsssp.trunks.down.most <= 56.0);
    CHECK(dfsssp.worst_shift <= 4.0);
    // Roots by tier use every cable, where those that OpenSM finds by distances leave some idle (0-112).
    const Loads updn = loads_of(graph, routes_of("updn", graph));
    CHECK(updn.trunks.up.least > 0.0);
    CHECK(updn.trunks.up.most <= 112.0);
    CHECK(updn.trunks.down.most <= 112.0);
}

TEST_CASE("no shift of hosts meets itself on complete trees under D-mod-k and the fat-tree engine") {
    const std::vector<TreeShape> shapes{{2, {4, 6}, {1, 4}, {1, 1}},
                                        {2, {8, 4}, {1, 4}, {1, 2}},
                                        {3, {4, 4, 3}, {1, 4, 4}, {1, 1, 1}},
                                        {3, {4, 4, 4}, {1, 4, 2}, {1, 1, 2}}};
    for (const TreeShape& shape : shapes) {
        const FabricGraph graph = xgft_graph(shape);
        for (const std::string engine : {"dmodk", "ftree"}) {
            INFO(engine << ", " << graph.hosts << " hosts");
            const RoutingResult routes =
                routes_of(engine, graph, engine == "dmodk" ? "{parallel_down: destination}" : "{}");
            CHECK(routes.notes.empty());
            RouteConflicts conflicts{graph, routes};
            for (std::uint32_t s = 1; s < graph.hosts; ++s) {
                const FlowRates rates = conflicts.measure(shift_of_hosts(graph.hosts, s));
                REQUIRE(rates.flows == graph.hosts);
                REQUIRE(rates.worst_load <= 1.0);
                REQUIRE(rates.mean == 1.0);
            }
        }
    }
}

TEST_CASE("missing hosts keep the fat-tree engine's leaves in step") {
    FabricGraph graph = xgft_graph({3, {4, 4, 4}, {1, 4, 4}, {1, 1, 1}});
    for (const std::uint32_t host : {1U, 2U, 9U, 30U}) cut(graph, host);
    const RoutingResult routes = routes_of("ftree", graph);
    RouteConflicts conflicts{graph, routes};
    for (std::uint32_t s = 1; s < graph.hosts; ++s) {
        REQUIRE(conflicts.measure(shift_of_hosts(graph.hosts, s)).worst_load <= 1.0);
    }
}

TEST_CASE("minhop meets itself in three tiers unless only routes in use weigh") {
    const FabricGraph graph = xgft_graph({3, {4, 4, 4}, {1, 4, 4}, {1, 1, 1}});
    const auto worst = [&](const std::string& settings) {
        return loads_of(graph, routes_of("minhop", graph, settings)).worst_shift;
    };
    CHECK(worst("{weigh: used}") == 1.0);
    CHECK(worst("{}") > 1.0);
}

TEST_CASE("a permutation drawn at random sends to every host once") {
    RandomStream random{stream_key(1, "permutation"), 0};
    std::vector<int> received(1000, 0);
    const std::vector<HostPair> flows = random_permutation(1000, random);
    for (const HostPair& f : flows) {
        CHECK(f.source != f.destination);
        ++received[f.destination];
    }
    CHECK(*std::ranges::max_element(received) == 1);
    // The expected number of hosts that a permutation leaves in place is 1.
    CHECK(flows.size() > 990);
    CHECK(shift_of_hosts(4, 1) == std::vector<HostPair>{{0, 1}, {1, 2}, {2, 3}, {3, 0}});
    CHECK(shift_of_hosts(4, 8).empty());
    CHECK(all_pairs(3).size() == 6);
}

TEST_CASE("random permutations at 8,192 hosts get about half of their rate on static routes") {
    const FabricGraph graph = xgft_graph({3, {32, 32, 8}, {1, 32, 4}, {1, 1, 8}});
    RandomStream random{stream_key(1, "permutation"), 0};
    const std::vector<HostPair> flows = random_permutation(graph.hosts, random);
    const RoutingResult fixed = routes_of("dmodk", graph);
    // The routes of the published set perm8192 give 0.471 by this measure (and 0.490 with what ended flows
    // leave).
    CHECK(RouteConflicts(graph, fixed).measure(flows).mean == Approx(0.471).margin(0.01));
}

TEST_CASE("parallel cables downwards by source let a shift meet itself") {
    // Leaves of 8 hosts, 4 spines, two cables each: hosts b and b + 4 of a leaf come down from one spine, and
    // their sources are 4 apart: the same cable by a mod 2, two by b / 4 mod 2.
    const FabricGraph graph = xgft_graph({2, {8, 4}, {1, 4}, {1, 2}});
    const auto worst = [&](const std::string& settings) {
        return loads_of(graph, routes_of("dmodk", graph, settings)).worst_shift;
    };
    CHECK(worst("{}") == 2.0);
    CHECK(worst("{parallel_down: destination}") == 1.0);
}

TEST_CASE("slow cables count by what they carry") {
    FabricGraph graph = xgft_graph({2, {2, 2}, {1, 1}, {1, 1}});  // 2:1, one spine
    const RoutingResult routes = routes_of("dmodk", graph);
    // Hosts 0 and 1 to 2 and 3 share the only cable upwards: half each.
    CHECK(RouteConflicts(graph, routes).measure(std::vector<HostPair>{{0, 2}, {1, 3}}).mean == 0.5);
    // At a quarter of the rate that cable limits a flow alone, too: what counts is that two share it.
    graph.cables[4].bytes_per_s /= 4;
    CHECK(RouteConflicts(graph, routes).measure(std::vector<HostPair>{{0, 2}, {1, 3}}).mean == 0.5);
    CHECK(RouteConflicts(graph, routes).measure(std::vector<HostPair>{{0, 2}}).mean == 1.0);
}
