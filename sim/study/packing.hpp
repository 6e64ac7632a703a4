// How full jobs that share GPUs can make a cluster: jobs arrive, none leaves, and those without room go away.
//
// Requests are drawn from the mix, with replacement, until they ask for so many times the GPUs that there
// are. All policies see the same jobs of a replication.  The draws come from the stream "packing#requests".
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 6.2 (inflated workload).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/model/sharing.hpp"

namespace datahall {

struct PackingSetup {
    std::vector<NodeRoom> nodes;
    std::vector<RequestCount> mix;
    double demand = 1.3;  // GPUs asked for over GPUs that there are, at the end
    std::uint64_t seed = 1;
    std::uint64_t replication = 0;
};

/// The cluster when the jobs so far have asked for `demand` times its GPUs.  Shares are of all its GPUs.
struct PackingPoint {
    double demand = 0.0;
    double allocated = 0.0;
    double unusable = 0.0;  // free, and expected to be of no use to the next request
};

struct PackingResult {
    std::vector<PackingPoint> curve;  // every hundredth of demand
    std::uint64_t arrived = 0;        // jobs
    std::uint64_t turned_away = 0;
    const PackingPoint& last() const { return curve.back(); }
};

/// REQUIRES: the nodes have GPUs, and the mix asks for some.
PackingResult pack(SharingPolicy& policy, const PackingSetup& setup);

}  // namespace datahall
