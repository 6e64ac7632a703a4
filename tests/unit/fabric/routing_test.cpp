// What every routing engine must keep, on whole, damaged and random fabrics.
#include <algorithm>
#include <map>
#include <set>

#include "models/fabric/routing/route_faults.hpp"
#include "models/fabric/routing/steps.hpp"
#include "models/fabric/routing/virtual_lanes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/fabric/engines.hpp"
#include "tests/unit/fabric/xgft_graph.hpp"

using namespace datahall;

namespace {

constexpr TreeShape two_tiers{2, {4, 4}, {1, 4}, {1, 1}};
constexpr TreeShape three_tiers{3, {4, 4, 4}, {1, 4, 2}, {1, 1, 2}};

// Connected, with parallel cables here and there; a tree by tiers in name only.
FabricGraph random_graph(SplitMix& random, bool is_tree) {
    const std::uint32_t switches = 3 + random.below(10);
    std::vector<std::uint32_t> hosts(switches);
    for (std::uint32_t& h : hosts) h = random.below(4);
    hosts[0] = 2;
    hosts[switches - 1] = 1;
    std::vector<SwitchPair> cables;
    for (std::uint32_t s = 1; s < switches; ++s) cables.push_back({random.below(s), s});
    for (std::uint32_t i = random.below(2 * switches); i-- > 0;) {
        const std::uint32_t upper = 1 + random.below(switches - 1);
        cables.push_back({random.below(upper), upper});
    }
    return loose_graph(hosts, cables, is_tree);
}

bool is_by_destination(const FabricGraph& graph, const Router& router) {
    for (std::uint32_t b = 0; b < graph.hosts; ++b) {
        std::map<std::uint32_t, std::uint32_t> next;  // link that leaves a switch for b
        for (std::uint32_t a = 0; a < graph.hosts; ++a) {
            for (const std::uint32_t link : links_of(router, a, b)) {
                if (next.try_emplace(graph.tail(link), link).first->second != link) return false;
            }
        }
    }
    return true;
}

bool is_minimal(const FabricGraph& graph, const Router& router) {
    for (std::uint32_t a = 0; a < graph.hosts; ++a) {
        for (std::uint32_t b = 0; b < graph.hosts; ++b) {
            if (a != b && links_of(router, a, b).size() != shortest(graph, a, b)) return false;
        }
    }
    return true;
}

// Links 2 c go up.
bool rises_before_it_falls(const FabricGraph& graph, const Router& router) {
    for (std::uint32_t a = 0; a < graph.hosts; ++a) {
        for (std::uint32_t b = 0; b < graph.hosts; ++b) {
            const std::vector<std::uint32_t> links = links_of(router, a, b);
            if (!std::ranges::is_sorted(links, {}, [](std::uint32_t l) { return l % 2; })) return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("static engines give whole trees complete, minimal routes that rise and then fall") {
    for (const TreeShape& shape : {two_tiers, three_tiers}) {
        const FabricGraph graph = xgft_graph(shape);
        for (const std::string engine : {"dmodk", "minhop", "ftree", "updn", "dfsssp", "ecmp_hash"}) {
            INFO(engine << ", tiers " << shape.height);
            const RoutingResult routes = routes_of(engine, graph);
            CHECK(routes.notes.empty());
            CHECK(broken_route(graph, *routes.router).empty());
            CHECK(is_minimal(graph, *routes.router));
            CHECK(rises_before_it_falls(graph, *routes.router));
        }
    }
}

TEST_CASE("table engines route every random fabric, each destination as a tree of shortest paths") {
    SplitMix random{8};
    for (int i = 0; i < 60; ++i) {
        const FabricGraph graph = random_graph(random, i % 2 == 0);
        for (const std::string engine : {"minhop", "dfsssp", "ftree", "dmodk"}) {
            INFO(engine << ", case " << i);
            const RoutingResult routes = routes_of(engine, graph);
            REQUIRE(routes.problem.empty());
            CHECK(broken_route(graph, *routes.router).empty());
            CHECK(is_minimal(graph, *routes.router));
            CHECK(is_by_destination(graph, *routes.router));
        }
        const RoutingResult hashed = routes_of("ecmp_hash", graph, "{seed: 3}");
        CHECK(broken_route(graph, *hashed.router).empty());
        CHECK(is_minimal(graph, *hashed.router));
    }
}

TEST_CASE("up-down routes join every random fabric and never close a circle of waiting packets") {
    SplitMix random{9};
    for (int i = 0; i < 60; ++i) {
        const FabricGraph graph = random_graph(random, false);
        INFO("case " << i);
        const RoutingResult routes = routes_of("updn", graph, i % 3 == 0 ? "{roots: [1]}" : "{}");
        CHECK(broken_route(graph, *routes.router).empty());
        CHECK(is_by_destination(graph, *routes.router));
        // The pairs of links that follow each other, as a graph: a search in order of removal finds no
        // circle.
        std::map<std::uint32_t, std::set<std::uint32_t>> before;
        for (std::uint32_t a = 0; a < graph.hosts; ++a) {
            for (std::uint32_t b = 0; b < graph.hosts; ++b) {
                const auto links = links_of(*routes.router, a, b);
                for (std::size_t k = 0; k < links.size(); ++k) {
                    before[links[k]];
                    if (k > 0) before[links[k]].insert(links[k - 1]);
                }
            }
        }
        bool is_shrinking = true;
        while (is_shrinking) {
            const auto free =
                std::ranges::find_if(before, [](const auto& entry) { return entry.second.empty(); });
            is_shrinking = free != before.end();
            if (!is_shrinking) break;
            const std::uint32_t link = free->first;
            before.erase(free);
            for (auto& [_, others] : before) others.erase(link);
        }
        CHECK(before.empty());
    }
}

TEST_CASE("adaptive shares into every switch sum to what left the switches before, and to 1 at the end") {
    SplitMix random{10};
    std::vector<FabricGraph> graphs{xgft_graph(three_tiers), damaged_two_unit_graph()};
    for (int i = 0; i < 20; ++i) graphs.push_back(random_graph(random, false));
    for (const FabricGraph& graph : graphs) {
        const RoutingResult routes = routes_of("adaptive", graph);
        std::vector<PathHop> path;
        for (std::uint32_t a = 0; a < graph.hosts; ++a) {
            for (std::uint32_t b = 0; b < graph.hosts; ++b) {
                if (a == b) continue;
                REQUIRE(routes.router->route({a, b, 0}, path));
                std::vector<double> in(graph.vertices(), 0.0);
                std::vector<double> out(graph.vertices(), 0.0);
                double hops = 0.0;
                for (const PathHop& hop : path) {
                    out[graph.tail(hop.link)] += hop.share;
                    in[graph.head(hop.link)] += hop.share;
                    hops += hop.share;
                }
                in[a] = out[b] = 1.0;
                for (std::uint32_t v = 0; v < graph.vertices(); ++v) CHECK(std::abs(in[v] - out[v]) < 1e-12);
                CHECK(hops == Approx(shortest(graph, a, b)).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("an adaptive flow spreads evenly over the spines") {
    const FabricGraph graph = xgft_graph(two_tiers);
    std::vector<PathHop> path;
    REQUIRE(routes_of("adaptive", graph).router->route({0, 15, 0}, path));
    REQUIRE(path.size() == 10);  // host, 4 up, 4 down, host
    CHECK(path.front().share == 1.0);
    for (std::size_t i = 1; i < 9; ++i) CHECK(path[i].share == 0.25);
    CHECK(path.back().share == 1.0);
    CHECK(routes_of("adaptive", graph).trunk_efficiency == 0.95);
    CHECK(routes_of("adaptive", graph, "{efficiency: 0.9}").trunk_efficiency == 0.9);
    CHECK(routes_of("dmodk", graph).trunk_efficiency == 1.0);
}

TEST_CASE("the loss of f of 16 spines leaves uniform traffic (16 - f) / 16") {
    // 8 leaves of 16 hosts: every leaf sends 16 * 112 / 127 of its hosts' traffic over 16 - f cables.
    const FabricGraph whole = xgft_graph({2, {16, 8}, {1, 16}, {1, 1}});
    const auto busiest_trunk = [](const FabricGraph& graph) {
        const RoutingResult routes = routes_of("adaptive", graph);
        std::vector<double> load(graph.links(), 0.0);
        std::vector<PathHop> path;
        for (std::uint32_t a = 0; a < graph.hosts; ++a) {
            for (std::uint32_t b = 0; b < graph.hosts; ++b) {
                routes.router->route({a, b, 0}, path);
                for (const PathHop& hop : path) load[hop.link] += hop.share;
            }
        }
        return *std::max_element(load.begin() + 2 * graph.hosts, load.end());
    };
    const double healthy = busiest_trunk(whole);
    CHECK(healthy ==
          Approx(112.0).epsilon(1e-12));  // as many routes as a host's own cable has to other leaves
    for (const std::uint32_t lost : {1U, 4U, 15U}) {
        FabricGraph graph = whole;
        for (std::uint32_t spine = 0; spine < lost; ++spine) {
            for (std::uint32_t leaf = 0; leaf < 8; ++leaf) {
                cut(graph, cables_between(graph, leaf, 8 + spine).at(0));
            }
        }
        CHECK(healthy / busiest_trunk(graph) == Approx((16.0 - lost) / 16.0).epsilon(1e-9));
    }
}

TEST_CASE("hashed routes follow the flow's number and the seed, and use all spines alike") {
    const FabricGraph graph = xgft_graph({2, {16, 4}, {1, 16}, {1, 1}});
    const RoutingResult routes = routes_of("ecmp_hash", graph);
    const RoutingResult reseeded = routes_of("ecmp_hash", graph, "{seed: 1}");
    std::map<std::uint32_t, int> uses;
    int moved = 0;
    std::vector<PathHop> path;
    std::vector<PathHop> again;
    for (std::uint64_t n = 0; n < 16'000; ++n) {
        routes.router->route({0, 63, n}, path);
        routes.router->route({0, 63, n}, again);
        REQUIRE(path == again);
        ++uses[path[1].link];
        reseeded.router->route({0, 63, n}, again);
        moved += path != again;
    }
    CHECK(uses.size() == 16);
    // 1,000 each, with a standard deviation of sqrt(16000 / 16 * 15 / 16) = 31.
    for (const auto& [_, count] : uses) CHECK(std::abs(count - 1000) < 5 * 31);
    CHECK(std::abs(moved - 15'000) < 200);  // 15 of 16 others
}

TEST_CASE("D-mod-k says why it left a fabric to minhop") {
    FabricGraph graph = xgft_graph(two_tiers);
    cut(graph, 17);
    const RoutingResult cut_off = routes_of("dmodk", graph);
    REQUIRE(cut_off.notes.size() == 1);
    CHECK(cut_off.notes[0] == "dmodk: cable 17 carries nothing; routed by minhop");
    CHECK(broken_route(graph, *cut_off.router).empty());
    const RoutingResult loose = routes_of("dmodk", loose_graph({2, 2}, {{0, 1}}, false));
    CHECK(loose.notes.at(0) == "dmodk: the fabric is no complete tree; routed by minhop");
    graph = xgft_graph(two_tiers);
    std::swap(graph.cables[20].upper, graph.cables[21].upper);
    CHECK(routes_of("dmodk", graph).notes.at(0) ==
          "dmodk: cable 20 is not where a complete tree has it; routed by minhop");
}

TEST_CASE("a host without a cable has no routes, and the notes say so") {
    FabricGraph graph = xgft_graph(two_tiers);
    cut(graph, 5);  // of host 5
    for (const std::string engine : {"dmodk", "minhop", "ftree", "updn", "dfsssp", "ecmp_hash", "adaptive"}) {
        INFO(engine);
        const RoutingResult routes = routes_of(engine, graph);
        REQUIRE(routes.notes.size() == 1);
        CHECK(routes.notes[0] == "1 of 16 hosts have no cable that carries anything: no route reaches them");
        std::vector<PathHop> path{{1, 1.0}};
        CHECK_FALSE(routes.router->route({0, 5, 0}, path));
        CHECK(path.empty());
        CHECK_FALSE(routes.router->route({5, 0, 0}, path));
        CHECK(routes.router->route({0, 15, 0}, path));
        CHECK(routes.router->route({7, 7, 0}, path));
        CHECK(path.empty());
    }
}

TEST_CASE("a fabric in two parts is routed within each, and the notes say so") {
    const FabricGraph graph = loose_graph({2, 2, 3}, {{0, 1}}, true);
    for (const std::string engine : {"minhop", "updn", "dfsssp", "ecmp_hash", "adaptive"}) {
        INFO(engine);
        const RoutingResult routes = routes_of(engine, graph);
        CHECK(routes.notes.at(0) == "4 of 6 ordered pairs of leaves have no route");
        std::vector<PathHop> path;
        CHECK(routes.router->route({0, 3, 0}, path));
        CHECK_FALSE(routes.router->route({0, 4, 0}, path));
        CHECK(routes.router->route({4, 6, 0}, path));
    }
}

TEST_CASE("shortest paths around a ring need two virtual lanes, on a tree one") {
    // Six switches in a ring: packets two hops on their way in one direction can all wait for the next.
    const FabricGraph ring =
        loose_graph({1, 1, 1, 1, 1, 1}, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}}, false);
    const RoutingResult routes = routes_of("dfsssp", ring);
    REQUIRE(routes.notes.size() == 1);
    CHECK(routes.notes[0].ends_with("virtual lanes against deadlock"));
    CHECK(routes_of("dfsssp", xgft_graph(three_tiers)).notes.empty());
}

TEST_CASE("loops and dead ends of tables are named") {
    const FabricGraph graph = loose_graph({1, 1, 1}, {{0, 1}, {1, 2}, {0, 2}}, false);
    const SwitchGraph switches = switch_graph(graph);
    ForwardingTables tables{3, 3};
    for (std::uint32_t s = 0; s < 3; ++s) tables.port(s, s) = 1;
    tables.port(0, 1) = 2;
    tables.port(2, 1) = 2;
    tables.port(1, 0) = 2;
    tables.port(2, 0) = 3;
    tables.port(0, 2) = 2;  // to switch 1
    tables.port(1, 2) = 2;  // and back
    const RouteFaults circle = trace_tables(graph, switches, tables);
    CHECK(circle.loops == 1);
    CHECK(circle.dead_ends == 0);
    CHECK(circle.sentences == std::vector<std::string>{"routes to host 2 loop through switches 0, 1"});
    tables.port(1, 2) = 0;
    tables.port(2, 0) = 9;
    const RouteFaults ends = trace_tables(graph, switches, tables);
    CHECK(ends.dead_ends == 2);
    CHECK(ends.sentences ==
          std::vector<std::string>{"routes to host 0 end at switch 2, whose port 9 does not lead on",
                                   "routes to host 2 end at switch 1, which has no port for it"});
}

TEST_CASE("up-down refuses a root that does not exist") {
    CHECK(routes_of("updn", xgft_graph(two_tiers), "{roots: [8]}").problem ==
          "updn: there is no switch 8, the last is 7");
    CHECK_THROWS(routes_of("updn", xgft_graph(two_tiers), "{roots: [0.5]}"));
}
