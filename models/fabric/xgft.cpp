// Extended generalized fat tree, level by level: children, parents and parallel cables as given.
//
// XGFT(H; m_1 .. m_H; w_1 .. w_H; p_1 .. p_H): level 0 = NICs, then leaves, spines, cores.  A node of level
// i - 1 has w_i parents with p_i cables to each, a node of level i has m_i children.
//   nodes of level i: w_1 .. w_i m_(i+1) .. m_H         NICs at most: m_1 m_2 .. m_H
//   label of a node of level i: digits d_1 .. d_H, d_j < w_j for j <= i, d_j < m_j for j > i
//   position: d_1 + b_1 (d_2 + b_2 (d_3 ...)), b_j the number of values of digit j
//   a node of level i - 1 and one of level i are joined if all their digits but digit i agree
//   cable c from digit d_i of the child to digit q of the parent: port m_(i-1) p_(i-1) + q p_i + c + 1 of the
//   child, port d_i p_i + c + 1 of the parent
// NIC n of the fabric takes position n, from 0: positions at the end may stay empty, switches not.
//
// Valid for m_i p_i + w_(i+1) p_(i+1) <= ports of a switch at every level; w_1 = p_1 = 1, as a NIC has one
// port (planes give a node more).
// Ignores rails: rail_optimized places NICs, this takes them in order.
// Source: Oehring, Ibel, Das and Kumar, "On generalized fat trees" (IPPS 1995); parallel cables after Zahavi,
// "Fat-tree routing and node ordering providing contention free traffic for MPI global collectives" (2012).
#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"
#include "datahall/model/topology.hpp"

#include "models/fabric/clos.hpp"
#include "models/fabric/direct.hpp"
#include "models/fabric/whole_numbers.hpp"

namespace datahall {
namespace {

constexpr std::array roles{SwitchRole::leaf, SwitchRole::spine, SwitchRole::core};
constexpr std::array tiers{LinkTier::node_leaf, LinkTier::leaf_spine, LinkTier::spine_core};

// Nodes of a level, 0 for NICs; at most `limit`.
std::uint64_t nodes_of_level(const TreeShape& t, std::uint32_t level, std::uint64_t limit) {
    WholeNumbers bases(t.parents.begin(), t.parents.begin() + level);
    bases.insert(bases.end(), t.children.begin() + level, t.children.begin() + t.height);
    return product_up_to(bases, limit);
}

// Ports of a switch of a level from 1: those downwards, and those upwards.
std::uint64_t ports_down(const TreeShape& t, std::uint32_t level) {
    return std::uint64_t{t.children[level - 1]} * t.parallel[level - 1];
}
std::uint64_t ports_up(const TreeShape& t, std::uint32_t level) {
    return level == t.height ? 0 : std::uint64_t{t.parents[level]} * t.parallel[level];
}

// Where the switches of one level and of the next begin in the plan.
struct Level {
    std::uint32_t number = 1;
    std::uint32_t first = 0;
    std::uint32_t first_above = 0;
};

// The cables from every switch of a level to its parents.
void join_upwards(FabricPlan& plan, const TreeShape& t, const Level& level) {
    std::uint32_t below = 1;  // values of the digits up to this level
    for (std::uint32_t i = 0; i < level.number; ++i) below *= t.parents[i];
    const std::uint32_t children = t.children[level.number];
    const std::uint32_t parents = t.parents[level.number];
    const std::uint32_t cables = t.parallel[level.number];
    const auto down = static_cast<std::uint32_t>(ports_down(t, level.number));
    for (std::uint32_t child = 0; child < level.first_above - level.first; ++child) {
        const std::uint32_t digit = child / below % children;
        const std::uint32_t parent = child % below + child / (below * children) * below * parents;
        for (std::uint32_t up = 0; up < parents * cables; ++up) {
            plan.links.push_back({tiers[level.number], level.first + child, clos::port(down + up + 1),
                                  level.first_above + parent + up / cables * below,
                                  clos::port(digit * cables + up % cables + 1)});
        }
    }
}

class Xgft final : public TopologyGenerator {
public:
    explicit Xgft(const TreeShape& shape) : shape_{shape} {}

    FabricPlan generate(const FabricDemand& demand) const override {
        FabricPlan plan;
        plan.problem = refuse(demand);
        if (!plan.problem.empty()) return plan;
        plan.tree = shape_;
        add_switches(plan, demand);
        for (std::uint32_t node = 0; node < demand.nodes; ++node) {
            for (std::uint32_t nic = 0; nic < demand.nics_per_node; ++nic) {
                const std::uint32_t position = node * demand.nics_per_node + nic;
                plan.links.push_back({LinkTier::node_leaf, node, clos::port(nic + 1),
                                      position / shape_.children[0],
                                      clos::port(position % shape_.children[0] + 1)});
            }
        }
        Level level;
        for (; level.number < shape_.height; ++level.number) {
            level.first_above = level.first + switches_of(level.number);
            join_upwards(plan, shape_, level);
            level.first = level.first_above;
        }
        plan.oversubscription = clos::worst_oversubscription(plan);
        return plan;
    }

private:
    std::uint32_t switches_of(std::uint32_t level) const {
        return clos::narrow(nodes_of_level(shape_, level, UINT32_MAX));
    }

    // Leaves in the least groups that hold whole nodes, spines in pods, cores in one.
    void add_switches(FabricPlan& plan, const FabricDemand& demand) const {
        const std::uint32_t common = std::gcd(shape_.children[0], demand.nics_per_node);
        plan.nodes_per_group = shape_.children[0] / common;
        const std::array<std::uint32_t, 3> per_group{demand.nics_per_node / common, shape_.parents[1],
                                                     UINT32_MAX};
        for (std::uint32_t level = 1; level <= shape_.height; ++level) {
            clos::add_switches(plan, {roles[level - 1], 0, 0, demand.radix}, switches_of(level),
                               per_group[level - 1]);
        }
    }

    std::string refuse(const FabricDemand& demand) const {
        std::string problem = clos::refuse_demand(demand);
        if (!problem.empty()) return problem;
        std::uint64_t switches = 0;
        std::uint64_t cables = 0;
        for (std::uint32_t level = 1; level <= shape_.height; ++level) {
            const std::uint64_t down = ports_down(shape_, level);
            const std::uint64_t up = ports_up(shape_, level);
            if (down + up > demand.radix) {
                return fmt::format("a switch of level {} takes {} ports down and {} up, and has {}", level,
                                   down, up, demand.radix);
            }
            const std::uint64_t count = nodes_of_level(shape_, level, UINT32_MAX);
            switches += count;
            cables += count * up;
        }
        problem = direct::refuse_size(switches, cables);
        if (!problem.empty()) return problem;
        const std::uint64_t places = nodes_of_level(shape_, 0, UINT32_MAX);
        if (std::uint64_t{demand.nodes} * demand.nics_per_node <= places) return {};
        return fmt::format("the tree has places for {} NICs, and {} nodes of {} have more", places,
                           demand.nodes, demand.nics_per_node);
    }

    TreeShape shape_;
};

using Settings = std::array<WholeNumbers, 3>;  // children, parents, parallel

void read_levels(Keys& k, Settings& s) {
    const auto key = [](std::string_view name, std::string_view meaning, std::string_view example) {
        return Key{name, meaning, {.at_least = 1, .at_most = 1024, .example = example}};
    };
    read_whole_numbers(k, key("children", "Children of a switch, by level from the leaves", "[32, 32, 8]"),
                       Presence::required, {1, 3}, s[0]);
    read_whole_numbers(k, key("parents", "Parents of what is below a level, the first 1", "[1, 32, 4]"),
                       Presence::required, {1, 3}, s[1]);
    read_whole_numbers(
        k, key("parallel", "Cables to each parent, by level, the first 1; absent: 1", "[1, 1, 8]"),
        Presence::optional, {1, 3}, s[2]);
}

void check_levels(Keys& k, const Settings& s) {
    static constexpr std::array<std::string_view, 3> names{"children", "parents", "parallel"};
    for (std::size_t i = 1; i < names.size(); ++i) {
        if (s[i].empty() || s[0].empty()) continue;
        if (s[i].size() != s[0].size()) {
            k.refuse(names[i], fmt::format("expected as many numbers as children, {}, got {}", s[0].size(),
                                           s[i].size()));
        } else if (s[i].front() != 1) {
            k.refuse(names[i], fmt::format("expected 1 first, as a NIC has one port, got {}", s[i].front()));
        }
    }
}

std::unique_ptr<TopologyGenerator> make(Keys& k) {
    Settings s;
    read_levels(k, s);
    if (s[2].empty()) s[2].assign(s[0].size(), 1);
    check_levels(k, s);
    if (!k.done()) return nullptr;
    TreeShape shape{.height = static_cast<std::uint32_t>(s[0].size())};
    std::ranges::copy(s[0], shape.children.begin());
    std::ranges::copy(s[1], shape.parents.begin());
    std::ranges::copy(s[2], shape.parallel.begin());
    return std::make_unique<Xgft>(shape);
}

}  // namespace

void register_xgft(Registry<TopologyGenerator>& registry) {
    registry.add("xgft", "Tree of one to three levels with children, parents and parallel cables as given",
                 make);
}

}  // namespace datahall
