// The keys of a partition.
#include <algorithm>

#include "sim/config/partition_config.hpp"

namespace datahall {

void describe(Keys& k, NodeRange& range) {
    k.optional({"first_node", "First node of the cluster that it has, from 0", {.at_least = 0}},
               range.first_node);
    k.optional({"nodes", "Nodes that it has; absent: all from the first on", {.at_least = 1}}, range.nodes);
}

void describe(Keys& k, PartitionConfig& c) {
    k.required({"name", "Name that jobs, limits and metrics know it by", {.example = "debug"}}, c.name);
    describe(k, c.range);
    k.optional({"also", "More nodes; a node may be in several partitions"}, c.also);
    k.optional({"tier",
                "Higher ones choose first; of equal ones the first in the list",
                {.at_least = -1e6, .at_most = 1e6, .example = "10"}},
               c.tier);
    k.optional({"default", "Whether jobs go there whose own partition the cluster does not have"},
               c.is_default);
    k.optional({"max_time",
                "Longest estimate of its jobs, here; longer ones are refused; absent: any",
                {.above = 0, .example = "30 min"}},
               c.max_time);
}

void check_partitions(Keys& k, const std::vector<PartitionConfig>& partitions) {
    if (std::ranges::count_if(partitions, &PartitionConfig::is_default) > 1)
        k.refuse("partitions", "expected at most one with default: true");
    for (const PartitionConfig& p : partitions) {
        if (p.name.find_first_of(" \t.,") == p.name.npos) continue;
        k.refuse("partitions", "expected names without spaces, dots and commas, which metrics are named by");
    }
}

}  // namespace datahall
