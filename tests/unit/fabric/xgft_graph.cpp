#include "tests/unit/fabric/xgft_graph.hpp"

#include "sim/fabric/graph.hpp"

namespace datahall {
namespace {

constexpr double rate = 50e9;  // bytes/s of every cable

std::uint32_t product(const std::array<std::uint32_t, 3>& factors, std::uint32_t from, std::uint32_t to) {
    std::uint32_t result = 1;
    for (std::uint32_t i = from; i < to; ++i) result *= factors[i];
    return result;
}

// Switches or hosts of a level.
std::uint32_t width(const TreeShape& s, std::uint32_t level) {
    return product(s.parents, 0, level) * product(s.children, level, s.height);
}

// Labels as in the definition: digit i of a node of level l has the base parents[i] below l, children[i] from
// l on.
std::vector<std::uint32_t> label(const TreeShape& s, std::uint32_t level, std::uint32_t position) {
    std::vector<std::uint32_t> digits;
    for (std::uint32_t i = 0; i < s.height; ++i) {
        const std::uint32_t base = i < level ? s.parents[i] : s.children[i];
        digits.push_back(position % base);
        position /= base;
    }
    return digits;
}

std::uint32_t position(const TreeShape& s, std::uint32_t level, const std::vector<std::uint32_t>& digits) {
    std::uint32_t result = 0;
    for (std::uint32_t i = s.height; i-- > 0;) {
        result = result * (i < level ? s.parents[i] : s.children[i]) + digits[i];
    }
    return result;
}

std::uint16_t port(std::uint32_t number) {
    return static_cast<std::uint16_t>(number);
}

// Cables from level - 1 to level; switches of a level count from first[level].
void add_level(const TreeShape& s, std::uint32_t level, const std::vector<std::uint32_t>& first,
               FabricPlan& plan) {
    constexpr std::array tiers{LinkTier::node_leaf, LinkTier::leaf_spine, LinkTier::spine_core};
    const std::uint32_t p = s.parallel[level - 1];
    const std::uint32_t below = level > 1 ? s.children[level - 2] * s.parallel[level - 2] : 0;
    for (std::uint32_t child = 0; child < width(s, level - 1); ++child) {
        for (std::uint32_t digit = 0; digit < s.parents[level - 1]; ++digit) {
            std::vector<std::uint32_t> digits = label(s, level - 1, child);
            const std::uint32_t slot = digits[level - 1];
            digits[level - 1] = digit;
            const std::uint32_t parent = first[level] + position(s, level, digits);
            for (std::uint32_t c = 0; c < p; ++c) {
                plan.links.push_back({tiers[level - 1], level > 1 ? first[level - 1] + child : child,
                                      port(below + digit * p + c + 1), parent, port(slot * p + c + 1)});
            }
        }
    }
}

}  // namespace

FabricGraph xgft_graph(const TreeShape& shape) {
    constexpr std::array roles{SwitchRole::leaf, SwitchRole::spine, SwitchRole::core};
    FabricPlan plan;
    plan.tree = shape;
    std::vector<std::uint32_t> first{0};
    for (std::uint32_t level = 1; level <= shape.height; ++level) {
        first.push_back(static_cast<std::uint32_t>(plan.switches.size()));
        for (std::uint32_t i = 0; i < width(shape, level); ++i) {
            plan.switches.push_back({roles[level - 1], 0, i, 1024});
        }
    }
    for (std::uint32_t level = 1; level <= shape.height; ++level) add_level(shape, level, first, plan);
    return graph_of(plan, {width(shape, 0), 1, 1024}, {.nic = rate});
}

std::string xgft_link_name(const FabricGraph& graph, std::uint32_t link) {
    const FabricCable& c = graph.cables[link / 2];
    const auto number = [&](std::uint32_t vertex) {
        return graph.is_host(vertex) ? vertex : 2 * graph.hosts - 1 - (vertex - graph.hosts);
    };
    return "link_from_" + std::to_string(number(c.lower)) + "_" + std::to_string(number(c.upper)) + "_" +
           std::to_string(link / 2) + (link % 2 == 0 ? "_UP" : "_DOWN");
}

FabricGraph loose_graph(const std::vector<std::uint32_t>& hosts_on, const std::vector<SwitchPair>& cables,
                        bool is_tree) {
    FabricPlan plan;
    std::vector<std::uint32_t> ports(hosts_on.size(), 0);
    FabricDemand demand{0, 1, 1024};
    for (std::uint32_t s = 0; s < hosts_on.size(); ++s) {
        plan.switches.push_back({SwitchRole::leaf, 0, s, 1024});
        for (std::uint32_t i = 0; i < hosts_on[s]; ++i) {
            plan.links.push_back({LinkTier::node_leaf, demand.nodes++, 1, s, port(++ports[s])});
        }
    }
    for (const SwitchPair& c : cables) {
        plan.links.push_back({is_tree ? LinkTier::leaf_spine : LinkTier::local, c.lower,
                              port(++ports[c.lower]), c.upper, port(++ports[c.upper])});
    }
    return graph_of(plan, demand, {.nic = rate});
}

FabricGraph two_unit_graph() {
    FabricPlan plan;
    for (std::uint32_t l = 0; l < 8; ++l) plan.switches.push_back({SwitchRole::leaf, l / 4, l, 8});
    for (std::uint32_t j = 0; j < 2; ++j) plan.switches.push_back({SwitchRole::spine, 0, j, 16});
    for (std::uint32_t node = 0; node < 8; ++node) {
        for (std::uint32_t rail = 0; rail < 4; ++rail) {
            plan.links.push_back(
                {LinkTier::node_leaf, node, port(rail + 1), node / 4 * 4 + rail, port(node % 4 + 1)});
        }
    }
    for (std::uint32_t l = 0; l < 8; ++l) {
        for (std::uint32_t i = 0; i < 4; ++i) {
            plan.links.push_back({LinkTier::leaf_spine, l, port(5 + i), 8 + i / 2, port(2 * l + i % 2 + 1)});
        }
    }
    return graph_of(plan, {8, 4, 16}, {.nic = rate});
}

std::vector<std::uint32_t> cables_between(const FabricGraph& graph, std::uint32_t lower_switch,
                                          std::uint32_t upper_switch) {
    std::vector<std::uint32_t> cables;
    for (const FabricPort& p : graph.ports_of(graph.hosts + lower_switch)) {
        if (p.peer == graph.hosts + upper_switch) cables.push_back(p.link / 2);
    }
    return cables;
}

void cut(FabricGraph& graph, std::uint32_t cable) {
    graph.cables[cable].bytes_per_s = 0.0;
}

FabricGraph damaged_two_unit_graph() {
    FabricGraph graph = two_unit_graph();
    cut(graph, cables_between(graph, 0, 8).at(1));
    for (const std::uint32_t cable : cables_between(graph, 6, 9)) cut(graph, cable);
    return graph;
}

}  // namespace datahall
