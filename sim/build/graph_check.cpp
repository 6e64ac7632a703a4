// Ports by counting in tables, the rest by Boost.Graph on one graph of NICs and switches.
//
// A node is not a vertex: its NICs are, each a leaf of the graph, so that no path runs through a
// server.  All algorithms used keep their own stack or queue; none recurses along a path.
#include "sim/build/graph_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/connected_components.hpp>
#include <fmt/format.h>

#include "sim/build/wiring_view.hpp"

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

void note(ProblemList& problems, PortTable::Outcome outcome, const std::string& object, std::uint32_t port) {
    if (outcome == PortTable::Outcome::no_such_port) {
        problems.add(object, fmt::format("a cable ends at port {}, which it does not have", port));
    } else if (outcome == PortTable::Outcome::taken) {
        problems.add(object, fmt::format("port {} has two cables", port));
    }
}

struct Roles {
    SwitchRole lower;  // not looked at where the lower end is no switch
    SwitchRole upper;
};
Roles roles_of(LinkTier tier) {
    if (tier == LinkTier::leaf_spine) return {SwitchRole::leaf, SwitchRole::spine};
    if (tier == LinkTier::spine_core) return {SwitchRole::spine, SwitchRole::core};
    return {SwitchRole::leaf, SwitchRole::leaf};
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
    const Roles roles = roles_of(link.tier);
    const SwitchPlan& upper = plan.switches[link.upper];
    if (upper.role != roles.upper || (is_trunk && plan.switches[link.lower].role != roles.lower)) {
        problems.add(name_of(upper), "a cable of its tier should not end here");
        return false;
    }
    return true;
}

void check_order(const FabricPlan& plan, ProblemList& problems) {
    const auto by_role = [](const SwitchPlan& a, const SwitchPlan& b) { return a.role < b.role; };
    if (!std::is_sorted(plan.switches.begin(), plan.switches.end(), by_role)) {
        problems.add("fabric", "its switches are not listed as leaves, then spines, then cores");
    }
}

void check_ports(const FabricPlan& plan, const FabricDemand& demand, ProblemList& problems) {
    std::vector<std::uint32_t> switch_ports;
    for (const SwitchPlan& s : plan.switches) switch_ports.push_back(s.ports);
    PortTable switches{std::move(switch_ports)};
    PortTable nodes{std::vector<std::uint32_t>(demand.nodes, demand.nics_per_node)};
    for (const LinkPlan& link : plan.links) {
        if (!ends_exist(link, plan, demand, problems)) continue;
        note(problems, switches.use(link.upper, link.upper_port), name_of(plan.switches[link.upper]),
             link.upper_port);
        if (link.tier == LinkTier::node_leaf) {
            note(problems, nodes.use(link.lower, link.lower_port), fmt::format("node-{}", link.lower),
                 link.lower_port);
        } else if (is_between_switches(link.tier)) {
            note(problems, switches.use(link.lower, link.lower_port), name_of(plan.switches[link.lower]),
                 link.lower_port);
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

void measure_bisection(const FabricPlan& plan, GraphCheck& check) {
    std::array<std::uint64_t, 3> cables{};
    for (const LinkPlan& link : plan.links) {
        if (link.tier != LinkTier::management) ++cables[static_cast<std::size_t>(link.tier)];
    }
    for (std::size_t t = 0; t < cables.size(); ++t) {
        if (cables[t] == 0) continue;
        const double rate = t == 0 ? 1.0 : plan.trunk_rate_ratio;
        const std::uint64_t half = cables[t] / 2;
        const double nic_rates = rate * static_cast<double>(half);
        if (t > 0 && nic_rates >= check.bisection_nic_rates) continue;
        check.bisection_tier = static_cast<LinkTier>(t);
        check.bisection_cables = half;
        check.bisection_nic_rates = nic_rates;
    }
}

void measure_oversubscription(const FabricPlan& plan, GraphCheck& check) {
    struct Bandwidth {
        double down = 0.0;
        double up = 0.0;
    };
    std::vector<Bandwidth> of(plan.switches.size());
    for (const LinkPlan& link : plan.links) {
        if (link.tier == LinkTier::management) continue;
        const double rate = is_between_switches(link.tier) ? plan.trunk_rate_ratio : 1.0;
        of[link.upper].down += rate;
        if (is_between_switches(link.tier)) of[link.lower].up += rate;
    }
    double worst = 0.0;
    for (const Bandwidth& b : of) {
        if (b.up > 0) worst = std::max(worst, b.down / b.up);
    }
    check.oversubscription = worst > 0 ? worst : 1.0;
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
    if (check.components != 1) {
        problems.add("fabric", fmt::format("it falls into {} parts that no cable joins", check.components));
    }
    const auto is_leaf = [](const SwitchPlan& s) { return s.role == SwitchRole::leaf; };
    measure_diameter(
        graph, static_cast<std::uint32_t>(std::count_if(plan.switches.begin(), plan.switches.end(), is_leaf)),
        check);
    measure_bisection(plan, check);
    measure_oversubscription(plan, check);
    if (std::fabs(check.oversubscription - plan.oversubscription) > 1e-9) {
        problems.add("fabric", fmt::format("it claims an oversubscription of {} and has {}",
                                           plan.oversubscription, check.oversubscription));
    }
    return check;
}

}  // namespace datahall
