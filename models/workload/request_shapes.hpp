// Lists of shapes: what nodes have and what jobs ask for, with how many there are of each.
//
// Comma-separated, with a header line; other columns are ignored.
//   nodes  gpus, cpu_milli, memory_mib, nodes
//   jobs   num_gpu, gpu_milli [1/1000 GPU, of each], cpu_milli, memory_mib, pods
// Source: counts of Alibaba's cluster-trace-gpu-v2023 in this form ship as
// scenarios/data/jobs/openb_*_shapes.csv.
#pragma once

#include <vector>

#include "datahall/line_source.hpp"
#include "datahall/model/sharing.hpp"

namespace datahall {

/// A room for each node: by rising GPUs, then in the order of the list, so that among nodes that are as good
/// for a job without GPUs the first has none either.  Throws a ConfigError at a line that is wrong.
std::vector<NodeRoom> read_node_shapes(const LineSource& file);
std::vector<RequestCount> read_request_shapes(const LineSource& file);

}  // namespace datahall
