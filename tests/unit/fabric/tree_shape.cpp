#include "tests/unit/fabric/tree_shape.hpp"

#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace datahall {
namespace {

using Digits = std::array<std::uint32_t, 3>;

// Digit j + 1 of the label of the node at a position of a level, the first digit fastest.
Digits label(const TreeShape& t, std::uint32_t level, std::uint32_t position) {
    Digits digits{};
    for (std::uint32_t j = 0; j < t.height; ++j) {
        const std::uint32_t base = j < level ? t.parents[j] : t.children[j];
        digits[j] = position % base;
        position /= base;
    }
    return digits;
}

std::uint32_t nodes_of(const TreeShape& t, std::uint32_t level) {
    std::uint32_t nodes = 1;
    for (std::uint32_t j = 0; j < t.height; ++j) nodes *= j < level ? t.parents[j] : t.children[j];
    return nodes;
}

std::vector<LinkPlan> cables_of(const FabricPlan& plan, LinkTier tier) {
    std::vector<LinkPlan> cables;
    for (const LinkPlan& link : plan.links) {
        if (link.tier == tier) cables.push_back(link);
    }
    return cables;
}

// The cables of the switches of `level`, the first of which is `first`, to those above them.
std::string unlike_level(const FabricPlan& plan, std::uint32_t level, std::uint32_t first) {
    const TreeShape& t = plan.tree;
    const std::uint32_t parents = t.parents[level];
    const std::uint32_t parallel = t.parallel[level];
    const std::vector<LinkPlan> cables =
        cables_of(plan, level == 1 ? LinkTier::leaf_spine : LinkTier::spine_core);
    const std::uint32_t children = nodes_of(t, level);
    if (cables.size() != std::size_t{children} * parents * parallel) {
        return fmt::format("level {} has {} cables upwards", level, cables.size());
    }
    for (std::uint32_t c = 0; c < cables.size(); ++c) {
        const std::uint32_t child = c / (parents * parallel);
        Digits expected = label(t, level, child);
        expected[level] = c / parallel % parents;
        const Digits parent = label(t, level + 1, cables[c].upper - first - children);
        if (cables[c].lower != first + child || parent != expected) {
            return fmt::format("cable {} above level {} joins switches {} and {}", c, level, cables[c].lower,
                               cables[c].upper);
        }
    }
    return {};
}

std::string unlike_hosts(const FabricPlan& plan) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> positions;
    for (const LinkPlan& link : cables_of(plan, LinkTier::node_leaf)) {
        const bool has_position =
            link.upper_port <= plan.tree.children[0] && positions.emplace(link.upper, link.upper_port).second;
        if (!has_position) return fmt::format("port {} of leaf {} has no host", link.upper_port, link.upper);
    }
    return {};
}

}  // namespace

std::string unlike_its_tree(const FabricPlan& plan) {
    const TreeShape& t = plan.tree;
    if (t.height < 1 || t.height > 3 || t.parents[0] != 1 || t.parallel[0] != 1) return "it is no tree";
    std::vector<SwitchRole> roles;
    for (std::uint32_t level = 1; level <= t.height; ++level) {
        roles.insert(roles.end(), nodes_of(t, level), static_cast<SwitchRole>(level - 1));
    }
    if (roles.size() != plan.switches.size()) return fmt::format("it has {} switches", plan.switches.size());
    for (std::size_t s = 0; s < roles.size(); ++s) {
        if (plan.switches[s].role != roles[s]) return fmt::format("switch {} is of another level", s);
    }
    std::string unlike = unlike_hosts(plan);
    std::uint32_t first = 0;
    for (std::uint32_t level = 1; level < t.height && unlike.empty(); ++level) {
        unlike = unlike_level(plan, level, first);
        first += nodes_of(t, level);
    }
    return unlike;
}

}  // namespace datahall
