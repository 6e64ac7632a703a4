// What a list of a cluster's nodes holds: the shapes that a hall would be planned from.
//
// Comma-separated, with a header line; columns used: cpu_milli, memory_mib, gpu, and model where it is there
// (Alibaba's cluster-trace-gpu-v2023, openb_node_list_*.csv; columns beside these are ignored).
// The lists of that trace number their nodes each for itself: never join them by sn.
// Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/line_source.hpp"

namespace datahall {

/// Nodes that are alike.
struct NodeShape {
    std::string model;  // of the GPUs; empty without one
    std::int64_t gpus = 0;
    std::int64_t cpu_milli = 0;
    std::int64_t memory_mib = 0;
    std::uint64_t nodes = 0;
};

struct NodeCounts {
    std::uint64_t nodes = 0;
    std::uint64_t nodes_with_gpus = 0;
    std::int64_t gpus = 0;
    std::int64_t cpu_milli = 0;
    std::int64_t memory_mib = 0;
    std::vector<NodeShape> shapes;  // most nodes first, then by model, GPUs, processors, memory
};

NodeCounts count_nodes(const LineSource& file);

}  // namespace datahall
