// Steps and hop latencies of NCCL's algorithms: what its tuner adds up, and what the estimate starts from.
#pragma once

#include "sim/fabric/collectives/collective_model.hpp"

namespace datahall {

/// Steps of a ring, all and between nodes.
struct RingSteps {
    double all = 0.0;
    double between = 0.0;
};
RingSteps ring_steps(const CollectiveSystem& system, Collective collective);

/// Whether ring hops inside a node wait for the host to post the network's work, as the tuner assumes.
enum class PostOverhead { none, counted };

/// Seconds before what grows with S.
double latency_of(const CollectiveSystem& system, Collective collective, const TunerEntry& entry,
                  PostOverhead overhead);

/// The channels over which the library spreads a ring or tree.
double channels_of(const CollectiveSystem& system);

/// Most that a ring of that protocol carries on a bus of `bus` bytes/s.  `simple` has no limit here.
double ring_limit(const CollectiveSystem& system, CollectiveProtocol protocol, double bus);

/// What the protocol leaves of a tree's bus, 0..1.
double tree_share(const CollectiveSystem& system, CollectiveProtocol protocol);

/// Most that LL carries on any bus, bytes/s.
double most_of_ll(const CollectiveSystem& system);

}  // namespace datahall
