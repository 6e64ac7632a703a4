#include "tests/unit/fabric/engines.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "sim/config/reader.hpp"

namespace datahall {

std::unique_ptr<RoutingEngine> engine_of(const std::string& engine, const std::string& settings) {
    Models models;
    register_builtin(models);
    const YamlTree tree = parse_yaml(settings, "settings");
    Problems problems;
    ReadContext context;
    Reader reader{tree.root, problems, context};
    auto made = models.routing.find(engine)->make(reader);
    if (!made) throw std::logic_error{"settings refused: " + engine + " " + settings};
    return made;
}

RoutingResult routes_of(const std::string& engine, const FabricGraph& graph, const std::string& settings) {
    return engine_of(engine, settings)->build(graph);
}

std::vector<std::uint32_t> links_of(const Router& router, std::uint32_t source, std::uint32_t destination) {
    std::vector<PathHop> path;
    std::vector<std::uint32_t> links;
    if (!router.route({source, destination, 0}, path)) return links;
    for (const PathHop& hop : path) links.push_back(hop.link);
    return links;
}

std::string broken_route(const FabricGraph& graph, const Router& router) {
    for (std::uint32_t a = 0; a < graph.hosts; ++a) {
        for (std::uint32_t b = 0; b < graph.hosts; ++b) {
            if (a == b) continue;
            const std::string pair = std::to_string(a) + " to " + std::to_string(b);
            const std::vector<std::uint32_t> links = links_of(router, a, b);
            if (links.empty()) return "no route from " + pair;
            std::uint32_t at = a;
            std::set<std::uint32_t> seen{a};
            for (const std::uint32_t link : links) {
                if (graph.capacity(link) <= 0.0) return "a cut cable from " + pair;
                if (graph.tail(link) != at) return "a gap from " + pair;
                at = graph.head(link);
                if (!seen.insert(at).second) return "a loop from " + pair;
            }
            if (at != b) return "a wrong end from " + pair;
        }
    }
    return {};
}

std::uint32_t shortest(const FabricGraph& graph, std::uint32_t source, std::uint32_t destination) {
    std::vector<std::uint32_t> hops(graph.vertices(), UINT32_MAX);
    std::vector<std::uint32_t> queue{source};
    hops[source] = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        if (i > 0 && graph.is_host(queue[i])) continue;
        for (const FabricPort& p : graph.ports_of(queue[i])) {
            if (graph.capacity(p.link) <= 0.0 || hops[p.peer] != UINT32_MAX) continue;
            hops[p.peer] = hops[queue[i]] + 1;
            queue.push_back(p.peer);
        }
    }
    return hops[destination] == UINT32_MAX ? 0 : hops[destination];
}

}  // namespace datahall
