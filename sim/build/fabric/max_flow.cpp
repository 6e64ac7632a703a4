// Maximum flow between two halves of a fabric, by push and relabel: the check of the formula.
#include <cmath>
#include <stdexcept>
#include <vector>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>

#include "sim/build/fabric/graph_check.hpp"
#include "sim/build/fabric/wiring_view.hpp"

namespace datahall {
namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Network = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_capacity_t, std::int64_t,
                    boost::property<boost::edge_residual_capacity_t, std::int64_t,
                                    boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;

// One way, with an empty residual arc of its own: the algorithm takes arcs back only through residuals
// without a capacity.
void join(Network& network, std::uint32_t from, std::uint32_t to, std::int64_t capacity) {
    const auto forth = add_edge(from, to, network).first;
    const auto residual = add_edge(to, from, network).first;
    put(boost::edge_capacity, network, forth, capacity);
    put(boost::edge_capacity, network, residual, 0);
    put(boost::edge_reverse, network, forth, residual);
    put(boost::edge_reverse, network, residual, forth);
}

}  // namespace

std::uint64_t max_flow_between_halves(const FabricPlan& plan, const FabricDemand& demand) {
    const auto trunk = static_cast<std::int64_t>(std::llround(plan.trunk_rate_ratio));
    if (std::fabs(plan.trunk_rate_ratio - static_cast<double>(trunk)) > 0) {
        throw std::logic_error{"the maximum flow needs a whole trunk rate ratio"};
    }
    const std::uint32_t vertices = vertex_count(plan, demand);
    const std::uint32_t source = vertices;
    const std::uint32_t sink = vertices + 1;
    Network network(vertices + 2);
    for (const LinkPlan& link : plan.links) {
        if (link.tier == LinkTier::management) continue;
        const std::int64_t rate = is_between_switches(link.tier) ? trunk : 1;
        const std::uint32_t lower = lower_vertex(link, plan, demand);
        join(network, lower, link.upper, rate);
        join(network, link.upper, lower, rate);
        if (link.tier != LinkTier::node_leaf) continue;
        if (link.lower < demand.nodes / 2) {
            join(network, source, lower, 1);
        } else {
            join(network, lower, sink, 1);
        }
    }
    return static_cast<std::uint64_t>(boost::push_relabel_max_flow(network, source, sink));
}

}  // namespace datahall
