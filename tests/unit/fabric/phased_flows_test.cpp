// Collectives as flows over whole fabrics: the closed form where nothing is shared, and the time that is to
// be expected where something is.
#include "sim/fabric/collectives/phased_flows.hpp"

#include "sim/fabric/collectives/collective_places.hpp"
#include "sim/fabric/graph.hpp"
#include "sim/fabric/routed_paths.hpp"
#include "sim/fabric/switch_use.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fabric/engines.hpp"
#include "tests/unit/fabric/settings.hpp"

using namespace datahall;

namespace {

using enum CollectiveAlgorithm;

constexpr double nic = 50e9;         // bytes/s on the wire: 400 Gb/s
constexpr double efficiency = 0.96;  // of it for messages, as sheets have it
constexpr double large = 16e9;       // bytes: what comes before the flows no longer counts

FabricGraph fabric(const std::string& model, const FabricDemand& demand, const std::string& settings) {
    return graph_of(wire(model, demand, settings), demand, {.nic = nic * efficiency});
}

struct Timing {
    double flows_s = 0.0;
    double time_s = 0.0;
    double closed_s = 0.0;  // idle and non-blocking
    double nic_bytes = 0.0;
    PhasedRun run;
};

struct Case {
    CollectiveQuestion question;
    std::uint32_t nodes = 0;
    RankShape shape;
    std::string routing = "adaptive";
};

Timing time_of(const FabricGraph& graph, const Case& c) {
    std::vector<PlacedNode> nodes;
    for (std::uint32_t n = 0; n < c.nodes; ++n) nodes.push_back({n, n});
    const PlacedRanks placed = place_ranks(nodes, c.shape);
    const CollectiveSystem system{
        .ranks = c.nodes * c.shape.per_node, .per_node = c.shape.per_node, .nic = nic};
    ExpandedCollective expanded =
        expand_collective({.system = system, .question = c.question, .ranks = placed.ranks});
    fit_to_nics(expanded, placed, c.shape);
    PhasedFlows flows = phased(expanded);
    const auto engine = engine_of(c.routing);
    RoutedPaths paths{graph, *engine, flows.flows};
    Timing t;
    t.run = run_phases(flows, paths, usable_capacities(graph, paths.trunk_efficiency()));
    CHECK(t.run.ended == flows.flows.size());
    t.flows_s = t.run.end_s;
    t.time_s = t.run.time_s(expanded);
    const auto estimate = estimate_collective(system, c.question);
    t.closed_s = estimate->time;
    t.nic_bytes = estimate->nic_bytes;
    return t;
}

CollectiveQuestion ask(Collective collective, CollectiveAlgorithm algorithm) {
    return {.collective = collective, .bytes = large, .algorithm = algorithm};
}

constexpr RankShape eight{.nics = 8, .devices = 8, .per_node = 8};
constexpr RankShape one{};

}  // namespace

TEST_CASE("on a fat tree with adaptive routing a collective takes what its closed form says") {
    // 32 nodes of 8 NICs: 256 hosts on 16 leaves, with as many cables up as down.
    const FabricGraph graph = fabric("fat_tree", {.nodes = 32, .nics_per_node = 8, .radix = 32}, "{}");
    // Bytes of a NIC over the 48 GB/s that it carries.  Rings over 256 ranks: 2 x 255/256 x 16 GB
    // = 31.875 GB leave a node, over 8 NICs.
    const Timing rings = time_of(graph, {ask(Collective::all_reduce, ring), 32, eight});
    CHECK(rings.nic_bytes == Approx(31.875e9 / 8));
    CHECK(rings.flows_s == Approx(31.875 / 8 / 48).epsilon(1e-9));
    CHECK(rings.time_s == Approx(rings.closed_s).epsilon(0.02));
    // By rails: 2 x 31/32 x 16 GB over 8 rails = 3.875 GB.
    const Timing rails = time_of(graph, {ask(Collective::all_reduce, hierarchical), 32, eight});
    CHECK(rails.nic_bytes == Approx(3.875e9));
    CHECK(rails.flows_s == Approx(3.875 / 48).epsilon(1e-9));
    CHECK(rails.time_s == Approx(rails.closed_s).epsilon(0.02));
    // To all on other nodes: 248/256 x 16 GB = 15.5 GB, of which 1/31 to the other node of the leaf.  The 15
    // GB beyond the leaf flow at 95 % of 48 GB/s: what adaptive routing makes of the cables up.
    const Timing pairs = time_of(graph, {ask(Collective::all_to_all, direct), 32, eight});
    CHECK(pairs.nic_bytes == Approx(15.5e9));
    CHECK(pairs.flows_s == Approx(15.0 / (48 * 0.95)).epsilon(1e-9));
    CHECK(pairs.time_s == Approx(pairs.closed_s).epsilon(0.02));
}

TEST_CASE("an all-to-all across leaves takes twice as long where cables up are half as many") {
    // Four nodes of 8 NICs, each on a leaf of its own: 24/32 x 16 GB = 12 GB of each NIC go up, 8 NICs over 8
    // or 4 cables of 48 GB/s x 0.95.
    const FabricDemand demand{.nodes = 4, .nics_per_node = 8, .radix = 16};
    const Case all{ask(Collective::all_to_all, direct), 4, eight};
    const auto seconds = [&](const std::string& oversubscription) {
        const std::string settings = "{nodes_per_leaf: 1, oversubscription: " + oversubscription + "}";
        return time_of(fabric("leaf_spine", demand, settings), all).flows_s;
    };
    CHECK(seconds("1") == Approx(8 * 12e9 / (8 * 48e9 * 0.95)).epsilon(1e-9));
    CHECK(seconds("2") == Approx(8 * 12e9 / (4 * 48e9 * 0.95)).epsilon(1e-9));
}

TEST_CASE("a cable at a quarter of its rate takes four times as long where all wait for it") {
    // Eight nodes, four to a leaf: a ring sends 2 x 7/8 x 16 GB = 28 GB over each NIC.
    const FabricDemand demand{.nodes = 8, .nics_per_node = 1, .radix = 8};
    FabricPlan plan = wire("leaf_spine", demand, "{nodes_per_leaf: 4, oversubscription: 1}");
    const CableRates rates{.nic = nic * efficiency};
    const Case all{ask(Collective::all_reduce, ring), 8, one, "dmodk"};
    const FabricGraph whole = graph_of(plan, demand, rates);
    CHECK(time_of(whole, all).flows_s == Approx(28.0 / 48).epsilon(1e-9));
    FabricPlan worn = plan;
    worn.links[3].speed = 0.25F;  // of node 3
    CHECK(time_of(graph_of(worn, demand, rates), all).flows_s == Approx(4 * 28.0 / 48).epsilon(1e-9));
    // The cable up that node 3 takes to node 4, on the other leaf.
    const RoutingResult routes = routes_of("dmodk", whole);
    worn = plan;
    worn.links[links_of(*routes.router, 3, 4)[1] / 2].speed = 0.25F;
    CHECK(time_of(graph_of(worn, demand, rates), all).flows_s == Approx(4 * 28.0 / 48).epsilon(1e-9));
}

TEST_CASE("phases come one after the other, and NVLink alongside") {
    const FabricDemand demand{.nodes = 2, .nics_per_node = 1, .radix = 8};
    const FabricGraph graph = fabric("leaf_spine", demand, "{nodes_per_leaf: 2}");
    // One second there, two back, both at once for a last one.
    const ExpandedCollective expanded{
        .flows = {{0, 1, 48e9, 0}, {1, 0, 96e9, 1}, {0, 1, 48e9, 5}, {1, 0, 48e9, 5}},
        .before = 0.5,
        .alongside = 3.5};
    PhasedFlows flows = phased(expanded);
    CHECK(flows.phases() == 3);
    const auto engine = engine_of("dmodk");
    RoutedPaths paths{graph, *engine, flows.flows};
    const std::vector<double> capacities = usable_capacities(graph, paths.trunk_efficiency());
    const PhasedRun run = run_phases(flows, paths, capacities);
    CHECK(run.ended == 4);
    CHECK(run.finishes == std::vector<double>{1.0, 3.0, 4.0, 4.0});
    CHECK(flows.flows[3].start_ns == 3'000'000'000);
    CHECK(run.time_s(expanded) == Approx(4.5));
    // The leaf took in 240 of the 384 GB that two cables bring in four seconds.
    const std::vector<SwitchUse> uses = use_of_switches(graph, run.links, capacities);
    CHECK(uses.front().share(run.end_s) == Approx(240.0 / 384));
}

TEST_CASE("a collective inside a node has no flows") {
    const FabricDemand demand{.nodes = 2, .nics_per_node = 8, .radix = 32};
    const FabricGraph graph = fabric("leaf_spine", demand, "{nodes_per_leaf: 2}");
    const Timing t = time_of(graph, {{.bytes = large}, 1, eight});
    CHECK(t.flows_s == 0.0);
    CHECK(t.time_s == Approx(t.closed_s));
}

TEST_CASE("devices share the NICs of their node, or have several") {
    const std::vector<PlacedNode> nodes{{7, 0}};
    // Four devices over two NICs: hosts 14, 14, 15, 15.
    const PlacedRanks sharing = place_ranks(nodes, {.nics = 2, .devices = 4, .per_node = 4});
    CHECK(sharing.most_on_nic == 2);
    CHECK(sharing.ranks[1].host == 14);
    CHECK(sharing.ranks[2].host == 15);
    // Two devices with two NICs each: a flow becomes two of half the bytes.
    const RankShape rich{.nics = 4, .devices = 2, .per_node = 2};
    const std::vector<PlacedNode> two{{0, 0}, {1, 1}};
    const PlacedRanks placed = place_ranks(two, rich);
    ExpandedCollective expanded;
    expanded.flows = {{0, 4, 100.0, 0}, {2, 6, 100.0, 0}};
    fit_to_nics(expanded, placed, rich);
    CHECK(expanded.flows ==
          std::vector<CollectiveFlow>{{0, 4, 50.0, 0}, {1, 5, 50.0, 0}, {2, 6, 50.0, 0}, {3, 7, 50.0, 0}});
}

TEST_CASE("NVLink carries what stays inside a domain of several nodes") {
    // Domains of four and of two ranks: parts of two.  A ring over three parts has an edge that NVLink
    // carries.
    const std::vector<PlacedNode> nodes{{0, 9}, {1, 9}, {2, 4}};
    const RankShape shape{.nics = 2, .devices = 2, .per_node = 2};
    const PlacedRanks placed = place_ranks(nodes, shape);
    CHECK(placed.per_part == 2);
    CHECK(placed.ranks[2] == CollectiveRank{2, 1, 0});
    CHECK(placed.ranks[4] == CollectiveRank{4, 2, 0});
    const CollectiveSystem system{.ranks = 6, .per_node = 2, .nic = nic};
    ExpandedCollective expanded = expand_collective(
        {.system = system, .question = ask(Collective::all_reduce, ring), .ranks = placed.ranks});
    CHECK(expanded.flows.size() == 6);
    fit_to_nics(expanded, placed, shape);
    CHECK(expanded.flows.size() == 4);
}
