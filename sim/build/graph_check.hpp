// Whether a wiring can be built and does what it claims: ports, connection, distance, bisection.
//
// check_fabric() believes nothing that the plan says of itself.  It costs O(cables) and a bounded
// number of breadth-first searches: 65,536 endpoints take well under a second.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/model/topology.hpp"

namespace datahall {

/// Something wrong with a wiring, and where.
struct WiringProblem {
    std::string object;  // "leaf-3", "node-17", "fabric"
    std::string text;    // one sentence without a full stop
    friend bool operator==(const WiringProblem&, const WiringProblem&) = default;
};

struct GraphCheck {
    std::vector<WiringProblem> problems;  // at most most_problems; empty: sound
    std::uint64_t problems_in_all = 0;

    std::uint32_t components = 0;  // of the graph of NICs and switches; 1 when connected

    /// Most cables on a shortest path between two leaves, over the leaves searched from:
    /// all of them where that is cheap, evenly spread ones in a large fabric.
    std::uint32_t diameter = 0;
    std::uint32_t diameter_from = 0;
    bool diameter_exact = false;  // searched from every leaf

    /// Half of the cables of the tier with the least bandwidth, counted both as cables and at
    /// the rate of a NIC's cable.  Exact for trees whose leaves come in equal halves.
    LinkTier bisection_tier = LinkTier::node_leaf;
    std::uint64_t bisection_cables = 0;
    double bisection_nic_rates = 0.0;

    double oversubscription = 1.0;  // worst down : up bandwidth, recomputed from the cables

    static constexpr std::size_t most_problems = 20;
    bool is_sound() const { return problems.empty(); }
};

/// Checks a plan against its own switches and the demand.  A plan with a `problem` has that one.
GraphCheck check_fabric(const FabricPlan& plan, const FabricDemand& demand);

/// Maximum flow from the first half of the nodes to the others, in NIC rates: what the formula of
/// GraphCheck::bisection_nic_rates predicts.  Takes seconds beyond a few hundred endpoints.
/// The trunk rate ratio must be a whole number.
std::uint64_t max_flow_between_halves(const FabricPlan& plan, const FabricDemand& demand);

/// "leaf-3", "spine-0", "core-7".
std::string name_of(const SwitchPlan& s);

}  // namespace datahall
