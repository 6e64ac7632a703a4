// Trees of switches by the formula of extended generalized fat trees, without any generator.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/model/fabric_graph.hpp"

namespace datahall {

/// All hosts present, one cable each of 50e9 bytes/s like every other cable.  Cables come by level, child,
/// parent and parallel cable; a switch has its ports downwards first, by child, then those upwards, by
/// parent.
FabricGraph xgft_graph(const TreeShape& shape);

/// Like "link_from_0_31_0_UP": hosts from 0, switches down from 2 * hosts - 1, number of the cable.
std::string xgft_link_name(const FabricGraph& graph, std::uint32_t link);

/// A cable between two switches, by their numbers.
struct SwitchPair {
    std::uint32_t lower = 0;
    std::uint32_t upper = 0;
};

/// Switches in two tiers or none: `hosts_on[s]` hosts on switch s, ports in the order of the lists, and no
/// claim to be a complete tree.  Cables are leaf_spine if `is_tree`, else local.
FabricGraph loose_graph(const std::vector<std::uint32_t>& hosts_on, const std::vector<SwitchPair>& cables,
                        bool is_tree);

/// Two units of 4 nodes with 4 rails: 32 hosts (node * 4 + rail), 8 leaves (unit * 4 + rail) of 8 ports, two
/// spines, two cables from each leaf to each spine.
FabricGraph two_unit_graph();

/// The cables from a leaf to a spine of it, in the order of ports.
std::vector<std::uint32_t> cables_between(const FabricGraph& graph, std::uint32_t lower_switch,
                                          std::uint32_t upper_switch);

/// The cable carries nothing from now on.
void cut(FabricGraph& graph, std::uint32_t cable);

/// two_unit_graph() without the second cable of leaf 0 to spine 0 and both of leaf 6 to spine 1.
FabricGraph damaged_two_unit_graph();

}  // namespace datahall
