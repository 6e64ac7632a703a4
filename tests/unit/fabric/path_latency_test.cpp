// Latency of the first byte, worked out by hand on small fabrics.
#include "sim/fabric/path_latency.hpp"

#include "sim/fabric/graph.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/settings.hpp"

using namespace datahall;

namespace {

constexpr Seconds per_switch = Seconds::from_si(150e-9);
constexpr Seconds nics = Seconds::from_si(800e-9);

// Cables of nodes take `node_s`, those between switches `trunk_s`.
PathLatency latency_of(const FabricGraph& graph, float node_s, float trunk_s) {
    PathLatency latency{.per_switch = per_switch, .at_ends = nics, .link_s = {}};
    for (const FabricCable& c : graph.cables)
        latency.link_s.insert(latency.link_s.end(), 2, c.tier == LinkTier::node_leaf ? node_s : trunk_s);
    return latency;
}

}  // namespace

TEST_CASE("the first byte passes switches, cables and two NICs") {
    // Two leaves of two nodes each, one spine: of four nodes each has one beside it and two beyond the spine.
    const FabricDemand demand{.nodes = 4, .nics_per_node = 1, .radix = 4};
    const FabricPlan plan = wire("leaf_spine", demand, "{oversubscription: 1, nodes_per_leaf: 2}");
    const FabricGraph graph = graph_of(plan, demand, {.nic = 5e10});
    const auto range = latency_between_nodes(graph, latency_of(graph, 10e-9F, 100e-9F), 1);
    REQUIRE(range);
    // Beside: 150 + 800 + 2 x 10 = 970 ns.  Beyond: 3 x 150 + 800 + 2 x 10 + 2 x 100 = 1,470 ns.
    CHECK(range->worst.si() == Approx(1470e-9));
    CHECK(range->mean.si() == Approx((970e-9 + 2 * 1470e-9) / 3));
}

TEST_CASE("NICs of one node are no pair, and the worst pair is of two nodes") {
    // Two nodes of two NICs on one leaf: each NIC has two of the other node to talk to.
    const FabricDemand demand{.nodes = 2, .nics_per_node = 2, .radix = 8};
    const FabricPlan plan = wire("leaf_spine", demand, "{nodes_per_leaf: 2}");
    const FabricGraph graph = graph_of(plan, demand, {.nic = 5e10});
    PathLatency latency = latency_of(graph, 0.0F, 0.0F);
    // Cables of the first node take 40 and 20 ns, of the second 10 and 10.
    for (std::size_t c = 0; c < graph.cables.size(); ++c) {
        const std::uint32_t host = graph.cables[c].lower;
        latency.link_s[2 * c] = latency.link_s[2 * c + 1] = host == 0 ? 40e-9F : host == 1 ? 20e-9F : 10e-9F;
    }
    const auto range = latency_between_nodes(graph, latency, 2);
    REQUIRE(range);
    CHECK(range->worst.si() == Approx(950e-9 + 50e-9));
    CHECK(range->mean.si() == Approx(950e-9 + (50e-9 + 30e-9) / 2));
}

TEST_CASE("a node alone has no latency") {
    const FabricDemand demand{.nodes = 1, .nics_per_node = 2, .radix = 8};
    const FabricGraph graph =
        graph_of(wire("leaf_spine", demand, "{nodes_per_leaf: 2}"), demand, {.nic = 5e10});
    CHECK_FALSE(latency_between_nodes(graph, {}, 2));
}
