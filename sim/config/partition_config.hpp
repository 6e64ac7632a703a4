// Sets of nodes of a cluster, each with a queue of its own, as a scenario says them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// Nodes of a cluster, counted from 0.
struct NodeRange {
    std::int64_t first_node = 0;
    std::optional<std::int64_t> nodes;  // absent: all that follow
};

struct PartitionConfig {
    std::string name;
    NodeRange range;
    std::vector<NodeRange> also;  // beside `range`
    std::int64_t tier = 0;        // higher ones choose first
    bool is_default = false;      // for jobs whose own partition the cluster does not have
    std::optional<Seconds> max_time;
};

void describe(Keys& keys, NodeRange& range);
void describe(Keys& keys, PartitionConfig& partition);

/// After the list has been read: mistakes that no entry of it can know.
void check_partitions(Keys& cluster, const std::vector<PartitionConfig>& partitions);

}  // namespace datahall
