// D-mod-k link by link against the routes that another simulator gave the same flows
// (tests/data/fabric/flows/README.md).
#include <map>

#include "sim/fabric/flow_files.hpp"
#include "sim/fabric/route_conflicts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_lines.hpp"
#include "tests/unit/fabric/engines.hpp"
#include "tests/unit/fabric/xgft_graph.hpp"

using namespace datahall;

namespace {

std::string packed(const std::string& name) {
    return unpacked(std::string{DATAHALL_SOURCE_DIR} + "/tests/data/fabric/flows/" + name + ".gz");
}

std::vector<Flow> flows_of(const std::string& set) {
    TextLines lines{packed(set + ".flows"), set + ".flows"};
    return read_flows(lines);
}

constexpr TreeShape small{2, {4, 4}, {1, 4}, {1, 1}};
constexpr TreeShape thousand{2, {32, 32}, {1, 32}, {1, 1}};

}  // namespace

TEST_CASE("D-mod-k takes every link of the published routes") {
    struct Set {
        std::string name;
        TreeShape shape;
        std::size_t flows;
    };
    const std::vector<Set> sets{
        {"perm16", small, 16},
        {"stagger16", small, 200},
        {"a2a16o", {2, {4, 4}, {1, 2}, {1, 1}}, 240},
        {"perm1024", thousand, 1024},
        {"perm8192", {3, {32, 32, 8}, {1, 32, 4}, {1, 1, 8}}, 8192},
    };
    for (const Set& set : sets) {
        INFO(set.name);
        const FabricGraph graph = xgft_graph(set.shape);
        const RoutingResult routes = routes_of("dmodk", graph);
        REQUIRE(routes.notes.empty());
        TextLines lines{packed(set.name + ".routes"), set.name + ".routes"};
        const RouteTable table = read_routes(lines);
        const std::vector<Flow> flows = flows_of(set.name);
        REQUIRE(flows.size() == set.flows);
        std::size_t wrong = 0;
        for (std::uint32_t f = 0; f < flows.size(); ++f) {
            std::vector<std::string> ours;
            std::vector<std::string> theirs;
            for (const std::uint32_t link : links_of(*routes.router, flows[f].source, flows[f].destination)) {
                ours.push_back(xgft_link_name(graph, link));
            }
            for (const PathHop& hop : table.path(f)) theirs.push_back(table.names[hop.link]);
            wrong += ours != theirs;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("a random permutation of 1,024 hosts has flows of five classes on static routes") {
    const FabricGraph graph = xgft_graph(thousand);
    const RoutingResult routes = routes_of("dmodk", graph);
    std::vector<HostPair> pairs;
    for (const Flow& f : flows_of("perm1024")) pairs.push_back({f.source, f.destination});
    RouteConflicts conflicts{graph, routes};
    std::map<int, int> classes;  // flows by the load of their worst link
    for (const double rate : conflicts.rates(pairs)) ++classes[static_cast<int>(1.0 / rate + 0.5)];
    // The finish times of the set: 1x to 5x the time of a flow alone.
    CHECK(classes == std::map<int, int>{{1, 419}, {2, 380}, {3, 162}, {4, 48}, {5, 15}});
    const FlowRates rates = conflicts.measure(pairs);
    // (419 + 380/2 + 162/3 + 48/4 + 15/5) / 1024
    CHECK(rates.mean == Approx(678.0 / 1024.0).epsilon(1e-12));
    CHECK(rates.worst == Approx(0.2).epsilon(1e-12));
    CHECK(rates.worst_load == 5.0);
}

TEST_CASE("a random permutation of 8,192 hosts has up to six flows on a link") {
    const FabricGraph graph = xgft_graph({3, {32, 32, 8}, {1, 32, 4}, {1, 1, 8}});
    const RoutingResult routes = routes_of("dmodk", graph);
    std::vector<HostPair> pairs;
    for (const Flow& f : flows_of("perm8192")) pairs.push_back({f.source, f.destination});
    const FlowRates rates = RouteConflicts(graph, routes).measure(pairs);
    CHECK(rates.worst_load == 6.0);
    // One over the most flows on any link of its published route, in the mean of all flows.
    CHECK(rates.mean == Approx(0.47096761).epsilon(1e-7));
}
