// Where the nodes of a cluster are: leaves and pods from the wiring, blocks and racks from the floor, feeds
// from the power tree.
//
// Without a fabric that joins these nodes, each rack counts as a leaf (a switch at its top) and all of them
// as one pod.
#pragma once

#include <span>
#include <string_view>

#include "datahall/facility.hpp"

namespace datahall {

/// REQUIRES: racks, power tree and fabric are built; `fabric_node` is the node type that the fabric joins.
NodePlaces places_of(const Facility& facility, const ClusterRow& cluster, std::string_view fabric_node);

/// The same of some of the nodes: what a group has of them is a group.
NodePlaces places_within(const NodePlaces& all, std::span<const std::uint32_t> nodes);

}  // namespace datahall
