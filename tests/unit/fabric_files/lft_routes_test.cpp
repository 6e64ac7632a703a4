// Routes of a real subnet manager, from its tables: loads of cables and conflicts of shifts.
#include <algorithm>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "models/fabric/formats/file_wiring.hpp"
#include "models/fabric/routing/route_faults.hpp"
#include "sim/fabric/graph.hpp"
#include "sim/fabric/route_conflicts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"
#include "tests/unit/fabric_files/texts.hpp"

using namespace datahall;

namespace {

FabricGraph graph_of_dump(const std::string& run) {
    const FileWiring wiring = wire_file(read_text(opensm(run + ".ibnetdiscover")));
    return graph_of(wiring.plan, wiring.demand, {.nic = 1e9});
}

RoutingResult dumped_routes(const std::string& run, const FabricGraph& graph) {
    Models models;
    register_builtin(models);
    Settings texts;
    texts.lines("tables", opensm(run + ".fts")).lines("fabric", opensm(run + ".ibnetdiscover"));
    const auto engine = models.routing.find("lft")->make(texts);
    REQUIRE(texts.problems().empty());
    return engine->build(graph);
}

RoutingResult own_routes(const std::string& engine, const FabricGraph& graph) {
    Models models;
    register_builtin(models);
    Settings defaults;
    return models.routing.find(engine)->make(defaults)->build(graph);
}

struct Figures {
    TrunkLoads trunks;  // of all ordered pairs
    double worst = 0.0;
    double mean_worst = 0.0;  // flows on the fullest link, over shifts by 1 to 31
    std::uint64_t unrouted = 0;
};

Figures figures_of(const FabricGraph& graph, const RoutingResult& routes) {
    RouteConflicts conflicts{graph, routes};
    Figures f;
    for (std::uint32_t s = 1; s < graph.hosts; ++s) {
        const FlowRates rates = conflicts.measure(shift_of_hosts(graph.hosts, s));
        f.worst = std::max(f.worst, rates.worst_load);
        f.mean_worst += rates.worst_load / (graph.hosts - 1.0);
        f.unrouted += rates.unrouted;
    }
    f.trunks = trunk_loads(graph, conflicts.count(all_pairs(graph.hosts)));
    return f;
}

std::size_t different_paths(const FabricGraph& graph, const Router& a, const Router& b) {
    std::size_t count = 0;
    std::vector<PathHop> one;
    std::vector<PathHop> other;
    for (const HostPair& pair : all_pairs(graph.hosts)) {
        REQUIRE(a.route({pair.source, pair.destination, 0}, one));
        REQUIRE(b.route({pair.source, pair.destination, 0}, other));
        count += one != other;
    }
    return count;
}

}  // namespace

// The figures were counted from the same dumps by a separate script.
TEST_CASE("dumped tables load cables and shifts as the subnet manager's routes do") {
    struct Run {
        const char* name;
        LoadRange up;
        LoadRange down;
        double worst;
        double mean_worst;
    };
    const std::vector<Run> runs{
        {"small_minhop", {28, 28}, {28, 28}, 1, 1.0},      {"small_updn", {28, 28}, {28, 28}, 1, 1.0},
        {"small_dfsssp", {28, 28}, {28, 28}, 1, 1.0},      {"small_ftree", {28, 28}, {28, 28}, 1, 1.0},
        {"degraded_minhop", {24, 56}, {8, 64}, 4, 2.194},  {"degraded_ftree", {24, 56}, {8, 64}, 4, 2.194},
        {"degraded_dfsssp", {24, 56}, {24, 56}, 4, 2.258}, {"degraded_updn", {0, 112}, {0, 112}, 4, 3.613},
    };
    for (const Run& run : runs) {
        INFO(run.name);
        const FabricGraph graph = graph_of_dump(run.name);
        const RoutingResult routes = dumped_routes(run.name, graph);
        REQUIRE(routes.problem.empty());
        CHECK(routes.notes.empty());  // no loop, no dead end
        const Figures f = figures_of(graph, routes);
        CHECK(f.trunks.up.least == run.up.least);
        CHECK(f.trunks.up.most == run.up.most);
        CHECK(f.trunks.down.least == run.down.least);
        CHECK(f.trunks.down.most == run.down.most);
        CHECK(f.worst == run.worst);
        CHECK(f.mean_worst == Approx(run.mean_worst).margin(5e-4));
        CHECK(f.unrouted == 0);
    }
}

TEST_CASE("dumped tables differ between engines in as many paths as counted") {
    const FabricGraph small = graph_of_dump("small_minhop");
    const FabricGraph damaged = graph_of_dump("degraded_minhop");
    const auto paths = [](const FabricGraph& graph, const std::string& a, const std::string& b) {
        return different_paths(graph, *dumped_routes(a, graph).router, *dumped_routes(b, graph).router);
    };
    CHECK(paths(small, "small_minhop", "small_updn") == 0);
    CHECK(paths(small, "small_minhop", "small_dfsssp") == 0);
    CHECK(paths(small, "small_minhop", "small_ftree") == 448);
    CHECK(paths(damaged, "degraded_minhop", "degraded_ftree") == 0);
    CHECK(paths(damaged, "degraded_minhop", "degraded_dfsssp") == 736);
    CHECK(paths(damaged, "degraded_minhop", "degraded_updn") == 396);
}

TEST_CASE("our engines spread routes over the damaged fabric at least as well as the subnet manager") {
    for (const std::string engine : {"minhop", "ftree", "dfsssp", "updn"}) {
        INFO(engine);
        const FabricGraph graph = graph_of_dump("degraded_" + engine);
        const Figures theirs = figures_of(graph, dumped_routes("degraded_" + engine, graph));
        const Figures ours = figures_of(graph, own_routes(engine, graph));
        CHECK(ours.trunks.up.most <= theirs.trunks.up.most);
        CHECK(ours.trunks.down.most <= theirs.trunks.down.most);
        CHECK(ours.worst <= theirs.worst);
        CHECK(ours.unrouted == 0);
    }
}

TEST_CASE("tables of another fabric are a problem, tables that no longer fit are named") {
    FabricGraph graph = graph_of_dump("small_minhop");
    FabricGraph other = graph;
    --other.switches;
    CHECK(dumped_routes("small_minhop", other).problem ==
          "lft: the tables are of 32 hosts and 10 switches, the fabric has 32 and 9");
    // The first cable upwards of leaf 0 fails: tables still send there.
    for (FabricCable& c : graph.cables) {
        if (c.tier != LinkTier::leaf_spine) continue;
        c.bytes_per_s = 0.0;
        break;
    }
    const RoutingResult routes = dumped_routes("small_minhop", graph);
    REQUIRE(routes.notes.size() == RouteFaults::most_sentences + 1);
    CHECK(routes.notes[0].starts_with("lft: routes to host "));
    CHECK(routes.notes[0].ends_with("does not lead on"));
}
