// D-mod-k: the closed form of conflict-free routes on complete extended generalized fat trees.
//
//   W_i = w_1 .. w_i, M_i = m_1 .. m_i: parents and children of the tree; a, b: positions of source,
//   destination up from level i, while a / M_i != b / M_i:  q = (b / W_i) mod (w_(i+1) p_(i+1))
//                                               parent digit i+1 = q mod w_(i+1), cable q / w_(i+1)
//   down from level i:                          child digit i = digit i of b
//                                               cable a mod p_i (source), or as it would go up (destination)
//
// Upwards the destination alone decides, so a shift of all hosts puts one flow on each cable.  Downwards that
// holds where no cables are parallel, or where the destination chooses among them.
//
// Cost: no tables; a route takes a few divisions for each tier.
// Valid for complete trees, hosts with one cable each; some hosts may be missing.  Any other fabric is routed
// by minhop (weigh: used), and a note says why.
// Source: Zahavi, "Fat-tree routing and node ordering providing contention free traffic for MPI global
// collectives" (J. Parallel Distrib. Comput. 72, 2012).
// The choice by source is that of published flow simulators; no forwarding table can make it.
#include <array>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/fabric/routing/minhop_routes.hpp"

namespace datahall {
namespace {

// Products of the tree, and where its cables are, for levels 1 to height.
struct Places {
    std::uint32_t height = 0;
    std::array<std::uint32_t, 4> children{};      // M_i
    std::array<std::uint32_t, 4> parents{};       // W_i
    std::array<std::uint32_t, 4> first_switch{};  // vertex of position 0 of the level
    std::array<std::uint32_t, 4> first_cable{};   // below the level; not for level 1
};

Places places_of(const FabricGraph& graph) {
    const TreeShape& t = graph.tree;
    Places at;
    at.height = t.height;
    at.children[0] = at.parents[0] = 1;
    for (std::uint32_t i = 1; i <= t.height; ++i) {
        at.children[i] = at.children[i - 1] * t.children[i - 1];
        at.parents[i] = at.parents[i - 1] * t.parents[i - 1];
    }
    std::uint32_t cable = 0;
    for (const FabricCable& c : graph.cables) cable += c.tier == LinkTier::node_leaf;
    std::uint32_t vertex = graph.hosts;
    for (std::uint32_t i = 1; i <= t.height; ++i) {
        const std::uint32_t above = at.children[t.height] / at.children[i];
        at.first_switch[i] = vertex;
        vertex += at.parents[i] * above;
        if (i == 1) continue;
        at.first_cable[i] = cable;
        cable += at.parents[i - 1] * above * t.children[i - 1] * t.parents[i - 1] * t.parallel[i - 1];
    }
    return at;
}

// Why the cables are not those of the whole tree in their order, or empty.
std::string refuse_level(const FabricGraph& graph, const Places& at, std::uint32_t level) {
    const std::uint32_t w = graph.tree.parents[level - 1];
    const std::uint32_t p = graph.tree.parallel[level - 1];
    const std::uint32_t m = graph.tree.children[level - 1];
    const std::uint32_t low = at.parents[level - 1];  // positions that differ in lower digits alone
    const std::uint32_t below = low * (at.children[at.height] / at.children[level - 1]);
    std::uint32_t cable = at.first_cable[level];
    for (std::uint32_t child = 0; child < below; ++child) {
        const std::uint32_t fixed = child % low + low * w * (child / (low * m));
        for (std::uint32_t q = 0; q < w * p; ++q, ++cable) {
            if (cable >= graph.cables.size()) return "cables are missing";
            const FabricCable& c = graph.cables[cable];
            const std::uint32_t parent = fixed + low * (q / p);
            if (c.lower != at.first_switch[level - 1] + child || c.upper != at.first_switch[level] + parent) {
                return fmt::format("cable {} is not where a complete tree has it", cable);
            }
            if (c.bytes_per_s <= 0.0) return fmt::format("cable {} carries nothing", cable);
        }
    }
    return {};
}

std::string refuse_tree(const FabricGraph& graph, const Places& at) {
    const TreeShape& t = graph.tree;
    if (t.height == 0) return "the fabric is no complete tree";
    if (t.parents[0] != 1 || t.parallel[0] != 1) return "hosts of the tree have several cables";
    const std::uint32_t top = at.first_switch[t.height] + at.parents[t.height];
    if (top != graph.vertices()) {
        return fmt::format("a complete tree has {} switches, not {}", top - graph.hosts, graph.switches);
    }
    for (std::uint32_t level = 2; level <= t.height; ++level) {
        if (std::string problem = refuse_level(graph, at, level); !problem.empty()) return problem;
    }
    return {};
}

/// What chooses among parallel cables downwards.
enum class ChoiceBy : std::uint8_t { source, destination };

class DModKRouter final : public Router {
public:
    DModKRouter(const FabricGraph& graph, const Places& at, ChoiceBy down, std::vector<std::uint32_t> link_of)
        : graph_{graph}, at_{at}, down_{down}, link_of_{std::move(link_of)} {}

    bool route(const FlowKey& flow, std::vector<PathHop>& path) const override {
        path.clear();
        if (flow.source == flow.destination) return true;
        const std::uint32_t out = link_of_[flow.source];
        const std::uint32_t in = link_of_[flow.destination];
        if (out == SwitchGraph::none || in == SwitchGraph::none) return false;
        path.push_back({out, 1.0});
        add_trunks(graph_.position_of_host[flow.source], graph_.position_of_host[flow.destination], path);
        path.push_back({in ^ 1U, 1.0});  // the other direction of the destination's cable
        return true;
    }

private:
    // A switch of level i has the position low + W_i * (digits above i).
    void add_trunks(std::uint32_t a, std::uint32_t b, std::vector<PathHop>& path) const {
        const TreeShape& t = graph_.tree;
        std::uint32_t level = 1;
        std::uint32_t low = 0;
        for (; a / at_.children[level] != b / at_.children[level]; ++level) {
            const std::uint32_t w = t.parents[level];
            const std::uint32_t p = t.parallel[level];
            const std::uint32_t q = b / at_.parents[level] % (w * p);
            const std::uint32_t child = low + at_.parents[level] * (a / at_.children[level]);
            path.push_back({2 * cable(level + 1, child, q % w, q / w), 1.0});
            low += at_.parents[level] * (q % w);
        }
        for (; level > 1; --level) {
            const std::uint32_t digit = low / at_.parents[level - 1];
            low %= at_.parents[level - 1];
            const std::uint32_t child = low + at_.parents[level - 1] * (b / at_.children[level - 1]);
            const std::uint32_t chooser =
                down_ == ChoiceBy::source ? a : b / at_.parents[level - 1] / t.parents[level - 1];
            path.push_back({2 * cable(level, child, digit, chooser % t.parallel[level - 1]) + 1, 1.0});
        }
    }

    std::uint32_t cable(std::uint32_t level, std::uint32_t child, std::uint32_t digit,
                        std::uint32_t parallel) const {
        const std::uint32_t p = graph_.tree.parallel[level - 1];
        return at_.first_cable[level] + (child * graph_.tree.parents[level - 1] + digit) * p + parallel;
    }

    const FabricGraph& graph_;
    Places at_;
    ChoiceBy down_;
    std::vector<std::uint32_t> link_of_;
};

class DModK final : public RoutingEngine {
public:
    explicit DModK(ChoiceBy down) : down_{down} {}

    RoutingResult build(const FabricGraph& graph) const override {
        const Places at = places_of(graph);
        const SwitchGraph switches = switch_graph(graph);
        if (const std::string problem = refuse_tree(graph, at); !problem.empty()) {
            return fall_back(graph, switches, Weighed::used, "dmodk: " + problem);
        }
        RoutingResult result;
        result.notes = switches.notes;
        result.router = std::make_unique<DModKRouter>(graph, at, down_, switches.link_of);
        return result;
    }

private:
    ChoiceBy down_;
};

std::unique_ptr<RoutingEngine> make(Keys& k) {
    ChoiceBy down = ChoiceBy::source;
    constexpr std::array<std::string_view, 2> names{"source", "destination"};
    k.choice({"parallel_down", "What chooses among parallel cables downwards"}, Presence::optional, names,
             down);
    if (!k.done()) return nullptr;
    return std::make_unique<DModK>(down);
}

}  // namespace

void register_dmodk(Registry<RoutingEngine>& registry) {
    registry.add("dmodk", "Conflict-free routes of complete trees by closed form", make);
}

}  // namespace datahall
