// The part that all trees of switches share: sizing and wiring above the leaves.
//
// Symbols: k ports of a switch, h = k / 2 of them down and h up, L leaves.  Switches, ports and
// cables are numbered as the banner of clos.cpp says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "datahall/keys.hpp"
#include "datahall/model/topology.hpp"

namespace datahall::clos {

/// How many levels of switches; `automatic` takes the fewest that reach.
enum class Tiers : std::uint8_t { automatic, two, three };

/// Reads the key `tiers`.
void read_tiers(Keys& keys, Tiers& out);

/// Why no fabric of ours can serve this demand (nothing to join, a radix no switch has, more
/// endpoints than we build), or empty.
std::string refuse_demand(const FabricDemand& demand);

/// Why `leaves` leaves with k / 2 cables upwards each cannot be joined, or empty.
std::string refuse_tree(std::uint64_t leaves, std::uint32_t radix, Tiers tiers);

/// The least divisor of `n` that is at least `least`; 0 if `least` > `n`.
std::uint32_t least_divisor(std::uint32_t n, std::uint64_t least);

constexpr std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) {
    return (a + b - 1) / b;
}
constexpr std::uint32_t narrow(std::uint64_t v) {
    return static_cast<std::uint32_t>(v);
}
constexpr std::uint16_t port(std::uint64_t v) {
    return static_cast<std::uint16_t>(v);
}

/// Appends `count` switches of one role, indexed from 0, `per_group` to a group.
void add_switches(FabricPlan& plan, SwitchPlan first, std::uint32_t count, std::uint32_t per_group);

/// Adds the cables of all nodes: plan.nodes_per_group whole nodes on each leaf, all NICs of a node
/// on neighboring ports.
void add_nodes_leaf_by_leaf(FabricPlan& plan, const FabricDemand& demand);

/// Ports of one leaf, and of the spines above it.
struct LeafPorts {
    std::uint32_t down = 0;
    std::uint32_t up = 0;  // all go to spines
    std::uint32_t spine_ports = 0;
};

/// Adds one level of spines over the leaves in `plan`, at most spine_ports of them, and sets plan.tree.
void add_spines(FabricPlan& plan, const LeafPorts& leaf);

/// The tree of one switch with `hosts` ports for NICs.
TreeShape single_leaf(std::uint32_t hosts);

/// Adds spines, cores and their cables over the leaves in `plan`, none over a single leaf.  Sets plan.tree,
/// except where a last pod has fewer leaves than the others.  refuse_tree() must have been empty.
void add_upper_tiers(FabricPlan& plan, std::uint32_t radix, Tiers tiers);

/// Worst down : up bandwidth of any switch with cables upwards; 1 if there is none.
/// Management cables do not count, nor cables between switches of one role.
double worst_oversubscription(const FabricPlan& plan);

}  // namespace datahall::clos
