// Whether a wiring can be built and does what it claims: ports, connection, distance, bisection.
//
// check_fabric() believes nothing that the plan says of itself.  It costs O(cables) and a bounded
// number of breadth-first searches: 65,536 endpoints take well under a second.
#pragma once

#include <array>
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

    std::uint32_t components = 0;  // of the graph of NICs and switches; as many as planes when connected

    /// Most cables on a shortest path between two leaves of a plane, over the leaves searched from:
    /// all of them where that is cheap, evenly spread ones in a large fabric.
    std::uint32_t diameter = 0;
    std::uint32_t diameter_from = 0;
    bool diameter_exact = false;  // searched from every leaf

    /// The narrowest cut that was looked at, counted both as cables and at the rate of a NIC's cable: half of
    /// the cables of each tier between nodes, leaves, spines and cores; and where switches of one role are
    /// joined, the cables between the first half of the groups, rounded down, and the others (the first half
    /// of the leaves where there is one group).  Exact for trees whose leaves come in equal halves, and
    /// for groups that do.  Another cut may be narrower: of a torus whose last dimension is not the longest.
    LinkTier bisection_tier = LinkTier::node_leaf;
    std::uint64_t bisection_cables = 0;
    double bisection_nic_rates = 0.0;

    /// Worst down : up bandwidth, recomputed from the cables; those between switches of one role do not
    /// count.
    double oversubscription = 1.0;

    std::array<std::uint64_t, 3> spare_ports{};  // without a cable, by SwitchRole
    bool has_rails = false;                      // several NICs in a node, and no rail_problems()

    static constexpr std::size_t most_problems = 20;
    bool is_sound() const { return problems.empty(); }
};

/// Checks a plan against its own switches and the demand.  A plan with a `problem` has that one.
GraphCheck check_fabric(const FabricPlan& plan, const FabricDemand& demand);

/// Only bisection and oversubscription of a sound plan; O(cables).
GraphCheck measure_tiers(const FabricPlan& plan);

/// What keeps a wiring from being rail-optimized, at most GraphCheck::most_problems: all NICs of one number
/// of a group of plan.nodes_per_group nodes must end on one leaf, and that leaf must take no others.  The
/// plan must be sound.
std::vector<WiringProblem> rail_problems(const FabricPlan& plan, const FabricDemand& demand);

/// Maximum flow from the first half of the nodes to the others, in NIC rates: what the formula of
/// GraphCheck::bisection_nic_rates predicts.  Takes seconds beyond a few hundred endpoints.
/// The trunk rate ratio must be a whole number.
std::uint64_t max_flow_between_halves(const FabricPlan& plan, const FabricDemand& demand);

/// "leaf-3", "spine-0", "core-7".
std::string name_of(const SwitchPlan& s);

}  // namespace datahall
