// Ports by counting in tables, the rest by Boost.Graph on one graph of NICs and switches.
//
// A node is not a vertex: its NICs are, each a leaf of the graph, so that no path runs through a
// server.  All algorithms used keep their own stack or queue; none recurses along a path.
#include "sim/build/fabric/graph_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/connected_components.hpp>
#include <fmt/format.h>

#include "sim/build/fabric/fabric_measures.hpp"
#include "sim/build/fabric/wiring_view.hpp"

namespace datahall {
namespace {

using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                 boost::no_property, std::uint32_t, std::uint32_t>;

// Arcs that all breadth-first searches together may visit: a few milliseconds.
constexpr std::uint64_t search_budget = 1'000'000;
constexpr std::uint64_t least_searches = 4;

class ProblemList {
public:
    explicit ProblemList(GraphCheck& check) : check_{check} {}
    void add(std::string object, std::string text) {
        ++check_.problems_in_all;
        if (check_.problems.size() < GraphCheck::most_problems) {
            check_.problems.push_back({std::move(object), std::move(text)});
        }
    }

private:
    GraphCheck& check_;
};

// Counts how often each port of a row of objects is used.
class PortTable {
public:
    explicit PortTable(std::vector<std::uint32_t> ports) : first_(ports.size() + 1, 0) {
        for (std::size_t i = 0; i < ports.size(); ++i) first_[i + 1] = first_[i] + ports[i];
        used_.assign(first_.back(), false);
    }

    enum class Outcome : std::uint8_t { fine, no_such_port, taken };
    Outcome use(std::uint32_t object, std::uint32_t port) {
        if (port == 0 || port > first_[object + 1] - first_[object]) return Outcome::no_such_port;
        const std::size_t at = first_[object] + port - 1;
        if (used_[at]) return Outcome::taken;
        used_[at] = true;
        return Outcome::fine;
    }
    bool is_used(std::uint32_t object, std::uint32_t port) const { return used_[first_[object] + port - 1]; }

private:
    std::vector<std::uint64_t> first_;
    std::vector<bool> used_;
};

// `name` is called only for a problem: most cables have none, and a name costs more than the check.
template <class Name>
void note(ProblemList& problems, PortTable::Outcome outcome, std::uint32_t port, const Name& name) {
    if (outcome == PortTable::Outcome::no_such_port) {
        problems.add(name(), fmt::format("a cable ends at port {}, which it does not have", port));
    } else if (outcome == PortTable::Outcome::taken) {
        problems.add(name(), fmt::format("port {} has two cables", port));
    }
}

// Whether a cable of this tier may join a switch of `lower` to one of `upper`.
bool may_join(LinkTier tier, SwitchRole lower, SwitchRole upper) {
    switch (tier) {
        case LinkTier::leaf_spine:
            return lower == SwitchRole::leaf && upper == SwitchRole::spine;
        case LinkTier::spine_core:
            return lower == SwitchRole::spine && upper == SwitchRole::core;
        case LinkTier::local:
            return lower == upper;
        case LinkTier::global:
            return lower == upper && upper != SwitchRole::core;
        case LinkTier::node_leaf:
        case LinkTier::management:
            break;
    }
    return false;
}

// Whether a cable between switches joins what its tier says.
bool is_as_its_tier_says(const LinkPlan& link, const FabricPlan& plan, ProblemList& problems) {
    const SwitchPlan& lower = plan.switches[link.lower];
    const SwitchPlan& upper = plan.switches[link.upper];
    // Leaves may be joined without groups; spines are joined in one only where a file has it so.
    const bool is_local_only_by_name =
        link.tier == LinkTier::local && upper.role != SwitchRole::leaf && lower.group != upper.group;
    if (is_local_only_by_name || !may_join(link.tier, lower.role, upper.role)) {
        problems.add(name_of(upper), "a cable of its tier should not end here");
        return false;
    }
    if (link.upper <= link.lower) {
        problems.add(name_of(upper), fmt::format("is the upper end of a cable to {}, which is not before it",
                                                 name_of(lower)));
        return false;
    }
    if (link.tier == LinkTier::global && lower.group == upper.group) {
        problems.add(name_of(upper),
                     fmt::format("a global cable joins it to {} of its own group", name_of(lower)));
        return false;
    }
    return true;
}

// Whether both ends exist and are what the tier says.
bool ends_exist(const LinkPlan& link, const FabricPlan& plan, const FabricDemand& demand,
                ProblemList& problems) {
    const bool is_trunk = is_between_switches(link.tier);
    const std::size_t lower_count = is_trunk                           ? plan.switches.size()
                                    : link.tier == LinkTier::node_leaf ? demand.nodes
                                                                       : plan.links.size();
    if (link.upper >= plan.switches.size() || link.lower >= lower_count) {
        problems.add("fabric", fmt::format("a cable joins {} and switch {}, one of which does not exist",
                                           link.lower, link.upper));
        return false;
    }
    if (is_trunk) return is_as_its_tier_says(link, plan, problems);
    const SwitchPlan& leaf = plan.switches[link.upper];
    if (leaf.role == SwitchRole::leaf) return true;
    problems.add(name_of(leaf), "a cable of its tier should not end here");
    return false;
}

void check_order(const FabricPlan& plan, ProblemList& problems) {
    const auto by_role = [](const SwitchPlan& a, const SwitchPlan& b) { return a.role < b.role; };
    if (!std::is_sorted(plan.switches.begin(), plan.switches.end(), by_role)) {
        problems.add("fabric", "its switches are not listed as leaves, then spines, then cores");
    }
}

void check_ports(const FabricPlan& plan, const FabricDemand& demand, ProblemList& problems) {
    std::vector<std::uint32_t> switch_ports;
    switch_ports.reserve(plan.switches.size());
    for (const SwitchPlan& s : plan.switches) switch_ports.push_back(s.ports);
    PortTable switches{std::move(switch_ports)};
    PortTable nodes{std::vector<std::uint32_t>(demand.nodes, demand.nics_per_node)};
    const auto use = [&](std::uint32_t at, std::uint32_t port) {
        note(problems, switches.use(at, port), port, [&] { return name_of(plan.switches[at]); });
    };
    for (const LinkPlan& link : plan.links) {
        if (!ends_exist(link, plan, demand, problems)) continue;
        use(link.upper, link.upper_port);
        if (link.tier == LinkTier::node_leaf) {
            note(problems, nodes.use(link.lower, link.lower_port), link.lower_port,
                 [&] { return fmt::format("node-{}", link.lower); });
        } else if (is_between_switches(link.tier)) {
            use(link.lower, link.lower_port);
        }
    }
    for (std::uint32_t node = 0; node < demand.nodes; ++node) {
        for (std::uint32_t nic = 1; nic <= demand.nics_per_node; ++nic) {
            if (!nodes.is_used(node, nic)) {
                problems.add(fmt::format("node-{}", node), fmt::format("NIC {} has no cable", nic));
            }
        }
    }
}

Graph graph_of(const FabricPlan& plan, const FabricDemand& demand) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> arcs;
    arcs.reserve(plan.links.size() * 2);
    for (const LinkPlan& link : plan.links) {
        if (link.tier == LinkTier::management) continue;
        const std::uint32_t lower = lower_vertex(link, plan, demand);
        arcs.emplace_back(lower, link.upper);
        arcs.emplace_back(link.upper, lower);
    }
    return Graph{boost::edges_are_unsorted_multi_pass, arcs.begin(), arcs.end(), vertex_count(plan, demand)};
}

// Distances in cables from one vertex; unreached vertices keep 0.
std::vector<std::uint32_t> distances_from(const Graph& graph, std::uint32_t source) {
    std::vector<std::uint32_t> distance(num_vertices(graph), 0);
    const auto recorder =
        boost::make_bfs_visitor(boost::record_distances(distance.data(), boost::on_tree_edge{}));
    boost::breadth_first_search(graph, source, boost::visitor(recorder));
    return distance;
}

void measure_diameter(const Graph& graph, std::uint32_t leaves, GraphCheck& check) {
    const std::uint64_t affordable =
        std::max(least_searches, search_budget / std::max<std::uint64_t>(1, num_edges(graph)));
    const std::uint32_t searches = static_cast<std::uint32_t>(std::min<std::uint64_t>(leaves, affordable));
    for (std::uint32_t i = 0; i < searches; ++i) {
        const auto source = static_cast<std::uint32_t>(std::uint64_t{i} * leaves / searches);
        const std::vector<std::uint32_t> distance = distances_from(graph, source);
        check.diameter =
            std::max(check.diameter, *std::max_element(distance.begin(), distance.begin() + leaves));
    }
    check.diameter_from = searches;
    check.diameter_exact = searches == leaves;
}

// As many parts as planes, each with one NIC in so many of every node.
void check_planes(const FabricPlan& plan, const FabricDemand& demand,
                  const std::vector<std::uint32_t>& component, ProblemList& problems) {
    const auto parts = *std::max_element(component.begin(), component.end()) + 1;
    if (parts != plan.planes) {
        const std::string planes = plan.planes == 1 ? "" : fmt::format(" and has {} planes", plan.planes);
        problems.add("fabric", fmt::format("it falls into {} parts that no cable joins{}", parts, planes));
        return;
    }
    const auto first = static_cast<std::uint32_t>(plan.switches.size());
    std::vector<std::uint32_t> plane_of(parts, parts);
    for (std::uint32_t v = first; v < component.size(); ++v) {
        const std::uint32_t nic = (v - first) % demand.nics_per_node;
        std::uint32_t& plane = plane_of[component[v]];
        if (plane == parts) plane = nic % parts;
        if (plane == nic % parts) continue;
        problems.add(fmt::format("node-{}", (v - first) / demand.nics_per_node),
                     fmt::format("NIC {} is not in plane {}", nic + 1, nic % parts));
    }
}

}  // namespace

std::string name_of(const SwitchPlan& s) {
    static constexpr std::array<std::string_view, 3> roles{"leaf", "spine", "core"};
    return fmt::format("{}-{}", roles[static_cast<std::size_t>(s.role)], s.index);
}

GraphCheck check_fabric(const FabricPlan& plan, const FabricDemand& demand) {
    GraphCheck check;
    ProblemList problems{check};
    if (!plan.problem.empty()) {
        problems.add("fabric", plan.problem);
        return check;
    }
    check_order(plan, problems);
    check_ports(plan, demand, problems);
    if (!check.is_sound()) return check;  // ends that do not exist would break the graph

    const Graph graph = graph_of(plan, demand);
    std::vector<std::uint32_t> component(num_vertices(graph));
    check.components = boost::connected_components(graph, component.data());
    check_planes(plan, demand, component, problems);
    const auto is_leaf = [](const SwitchPlan& s) { return s.role == SwitchRole::leaf; };
    measure_diameter(
        graph, static_cast<std::uint32_t>(std::count_if(plan.switches.begin(), plan.switches.end(), is_leaf)),
        check);
    measure_fabric(plan, demand, check);
    if (std::fabs(check.oversubscription - plan.oversubscription) > 1e-9) {
        problems.add("fabric", fmt::format("it claims an oversubscription of {} and has {}",
                                           plan.oversubscription, check.oversubscription));
    }
    return check;
}

}  // namespace datahall
