// A collective as flows from NIC to NIC, for fabrics that are not idle.
//
// Only bytes that leave a node become flows; what NVLink carries is a time.  The rounds of a ring are merged:
// an edge between two nodes is one flow with the bytes of all rounds.  A collective is done after
//     before + max(alongside, end of its last flow - their start)
// and on an idle fabric that is the estimate (collective_model.hpp), if NICs give what that assumes.
// Sum: each NIC sends bytes_of_nic() on average, of all algorithms.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/fabric/collectives/collective_model.hpp"

namespace datahall {

/// Where a rank runs.
struct CollectiveRank {
    std::uint32_t host = 0;   // its NIC's vertex
    std::uint32_t node = 0;   // any number; ranks of one node share NVLink
    std::uint32_t local = 0;  // of the GPU in its node: its rail
    friend bool operator==(const CollectiveRank&, const CollectiveRank&) = default;
};

struct CollectiveFlow {
    std::uint32_t source = 0;       // host
    std::uint32_t destination = 0;  // host
    double bytes = 0.0;
    std::uint32_t phase = 0;  // flows of a phase start when all of the one before have ended
    friend bool operator==(const CollectiveFlow&, const CollectiveFlow&) = default;
};

struct ExpandedCollective {
    std::vector<CollectiveFlow> flows;  // by phase, source, destination; none twice
    double before = 0.0;                // s: launch, hops, filling of pipelines
    double alongside = 0.0;             // s: NVLink, from the start of the flows on
};

/// `pxn`: bytes for another rail first cross NVLink to the GPU on that rail, so that every flow stays on a
/// rail.
enum class RailUse : std::uint8_t { direct, pxn };

struct Expansion {
    CollectiveSystem system;      // ranks and per_node as in `ranks`
    CollectiveQuestion question;  // the algorithm is chosen if it is not forced
    std::span<const CollectiveRank> ranks;
    RailUse rails = RailUse::pxn;
};

/// O(nodes x ranks of a node) flows; of an all-to-all O(ranks^2 / per_node) with `pxn`, else O(ranks^2).
/// Nodes take part in the order of their numbers.  In-network reduction, whose flows end in switches, is
/// stood for by a ring of the same bytes for each NIC. Throws std::invalid_argument if the ranks do not fill
/// the nodes as the system says, or what is forced does not exist.
ExpandedCollective expand_collective(const Expansion& expansion);

/// The parent of `rank` in the first (0) or second (1) of two trees over 0..count-1, or `count` for a root.
/// An inner node of one tree is a leaf of the other where count is even.  (NCCL's; after Sanders, Speck and
/// Traeff, "Two-tree algorithms for full bandwidth broadcast, reduction and scan", 2009.)
std::uint32_t tree_parent(std::uint32_t rank, std::uint32_t count, std::uint32_t tree);

}  // namespace datahall
