// What networks without a tree share: routers that all carry nodes, in groups.
//
// Routers are leaves.  Router r of group g has position g * per_group + r; its first ports take nodes.  A
// group takes whole nodes: the NICs of node n of a group, from 0, follow each other from place n * NICs of
// the group's host ports, router by router.
#pragma once

#include <cstdint>
#include <string>

#include "datahall/model/topology.hpp"

#include "models/fabric/whole_numbers.hpp"

namespace datahall::direct {

struct Routers {
    std::uint32_t groups = 1;
    std::uint32_t per_group = 1;
    std::uint32_t hosts = 1;  // ports of a router that take nodes
    std::uint32_t ports = 0;  // of a router in all
};

/// Whole nodes that fit into a group.
std::uint32_t nodes_of_group(const Routers& routers, std::uint32_t nics_per_node);

/// The least groups that hold all nodes; 1 if none fits into a group.
std::uint32_t least_groups(const Routers& routers, const FabricDemand& demand);

/// Why the nodes do not fit the routers, or empty.
std::string refuse_nodes(const FabricDemand& demand, const Routers& routers);

/// Why a fabric of so many switches and cables between them is larger than any that we build, or empty.
std::string refuse_size(std::uint64_t switches, std::uint64_t cables);

/// Adds all routers and the cables of all nodes; sets plan.nodes_per_group.
void add_routers(FabricPlan& plan, const FabricDemand& demand, const Routers& routers);

/// Routers at the points of a grid, the first coordinate fastest: router = c0 + n0 (c1 + n1 (c2 + ...)).
/// Those of one last coordinate are a group.
class Grid {
public:
    /// Every size is at least 1, and their product below 2^32.
    explicit Grid(const WholeNumbers& sizes);
    std::size_t dimensions() const { return sizes_.size(); }
    std::uint32_t size(std::size_t dimension) const { return sizes_[dimension]; }
    /// From a router to the next one in a dimension.
    std::uint32_t stride(std::size_t dimension) const { return strides_[dimension]; }
    std::uint32_t coordinate(std::uint32_t router, std::size_t dimension) const {
        return router / strides_[dimension] % sizes_[dimension];
    }
    std::uint32_t routers() const { return strides_.back() * sizes_.back(); }
    /// With `hosts` of `ports` ports for nodes.
    Routers in_groups(std::uint32_t hosts, std::uint32_t ports) const;
    /// Cables along the last dimension leave their group.
    LinkTier tier(std::size_t dimension) const {
        return dimension + 1 == sizes_.size() ? LinkTier::global : LinkTier::local;
    }

private:
    WholeNumbers sizes_;
    WholeNumbers strides_;
};

}  // namespace datahall::direct
