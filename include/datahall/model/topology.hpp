// How endpoints, switches and cables are joined.  Implementations live in models/fabric/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace datahall {

/// What a generator is asked to connect.
struct FabricDemand {
    std::uint32_t nodes = 0;
    std::uint32_t nics_per_node = 1;  // rails
    std::uint32_t radix = 64;         // ports of a switch
};

/// Leaves take cables of nodes; where switches of one kind are joined to each other, all are leaves.
enum class SwitchRole : std::uint8_t { leaf, spine, core };

/// One switch.  `group` is what it stands with: the scalable unit or rack group of a leaf, the pod
/// of a spine, 0 for a core; the group of a dragonfly, the coordinate in the slowest dimension of a
/// torus.  `index` counts within the role over the whole fabric.
struct SwitchPlan {
    SwitchRole role = SwitchRole::leaf;
    std::uint32_t group = 0;
    std::uint32_t index = 0;
    std::uint32_t ports = 0;  // that it has, used or not
    friend bool operator==(const SwitchPlan&, const SwitchPlan&) = default;
};

/// Which tiers a cable joins.  `local` joins leaves of one group, or of a fabric without groups; `global`
/// joins switches of one role in different groups.
enum class LinkTier : std::uint8_t { node_leaf, leaf_spine, spine_core, management, local, global };
inline constexpr std::size_t link_tiers = 6;

/// One cable.  The lower end is a node's NIC (node_leaf) or a switch; the upper end is a switch.
/// A management cable joins a leaf to an appliance outside the nodes: its lower index is the
/// number of the appliance port.  Ports count from 1, as they are printed on the equipment.
/// Of two switches of one role the first in FabricPlan::switches is the lower.
struct LinkPlan {
    LinkTier tier = LinkTier::node_leaf;
    std::uint32_t lower = 0;
    std::uint16_t lower_port = 0;  // of a node: NIC number from 1
    std::uint32_t upper = 0;       // position in FabricPlan::switches
    std::uint16_t upper_port = 0;
    float speed = 1.0F;  // over that of a healthy cable of its tier, > 0
    friend bool operator==(const LinkPlan&, const LinkPlan&) = default;
};

/// A complete extended generalized fat tree XGFT(height; children; parents; parallel), level 0 = hosts.
/// A node of level i - 1 has parents[i - 1] parents with parallel[i - 1] cables to each, a node of level i
/// has children[i - 1] children.  Some hosts may be missing, no switch is. Source: Oehring, Ibel, Das and
/// Kumar, "On generalized fat trees" (IPPS 1995).
struct TreeShape {
    std::uint32_t height = 0;  // 0: not such a tree
    std::array<std::uint32_t, 3> children{};
    std::array<std::uint32_t, 3> parents{};
    std::array<std::uint32_t, 3> parallel{};
    friend bool operator==(const TreeShape&, const TreeShape&) = default;
};

/// A complete wiring: plain lists, checked by the engine (every port once, radix kept, connected).
struct FabricPlan {
    std::vector<SwitchPlan> switches;   // leaves, then spines, then cores
    std::vector<LinkPlan> links;        // by tier, then lower end
    double oversubscription = 1.0;      // worst down : up bandwidth of any switch with cables upwards
    double trunk_rate_ratio = 1.0;      // rate of a switch-to-switch cable over a NIC's
    std::uint32_t nodes_per_group = 0;  // nodes of leaf group g: [g * n, (g + 1) * n)
    std::uint32_t planes = 1;           // fabrics that share nodes, but no NIC and no switch
    /// Its switches then stand in the order of their positions in the tree, level by level, and its cables
    /// between switches by child, parent and parallel cable.  A host's position is that of its leaf port.
    TreeShape tree;
    std::vector<std::string> switch_names;  // as a file calls them; empty: by role and index
    std::vector<std::string> node_names;
    std::string problem;  // why this demand cannot be built, or empty
};

/// Pure: the same demand gives the same plan.
class TopologyGenerator {
public:
    virtual ~TopologyGenerator() = default;
    virtual FabricPlan generate(const FabricDemand& demand) const = 0;
};

}  // namespace datahall
