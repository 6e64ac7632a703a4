// Where the ranks of a collective run: nodes of a fabric, the NVLink domains that they form, their NICs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/fabric/collectives/collective_flows.hpp"

namespace datahall {

/// A node as the fabric and NVLink see it.
struct PlacedNode {
    std::uint32_t position = 0;  // in the fabric: its NICs are hosts position * nics ...
    std::uint32_t domain = 0;    // any number; nodes of one domain share NVLink
    std::uint32_t ranks = 0;     // of its devices that take part; 0: as many as the shape says
};

/// What all of them have.
struct RankShape {
    std::uint32_t nics = 1;
    std::uint32_t devices = 1;
    std::uint32_t per_node = 1;  // of the devices that take part, <= devices
};

/// Ranks for an Expansion.  `node` counts parts: all that a domain has of ranks, or where domains have
/// different numbers of them, parts of the size that divides all.
struct PlacedRanks {
    std::vector<CollectiveRank> ranks;
    std::vector<std::uint32_t> domains;  // by rank
    std::uint32_t per_part = 0;
    std::uint32_t most_on_nic = 0;  // ranks that share one
};

/// Device d of a node uses NIC d * nics / devices, and the floor(nics / devices) NICs from there where nodes
/// have more NICs.  Domains take part in the order in which they come first.
PlacedRanks place_ranks(std::span<const PlacedNode> nodes, const RankShape& shape);

/// NICs of one rank, 1 where ranks share them.
std::uint32_t nics_of_rank(const RankShape& shape);

/// As they meet the fabric: flows inside a domain, which NVLink carries, are dropped; of a rank with several
/// NICs each carries an equal part.
void fit_to_nics(ExpandedCollective& expanded, const PlacedRanks& placed, const RankShape& shape);

}  // namespace datahall
