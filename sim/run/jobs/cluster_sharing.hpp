// What is particular to a cluster whose nodes are shared down to thousandths of a GPU.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/run/jobs/cluster_parts.hpp"
#include "sim/run/jobs/job.hpp"
#include "sim/run/jobs/job_stream.hpp"
#include "sim/run/jobs/limits.hpp"
#include "sim/run/jobs/shared_places.hpp"
#include "sim/run/power/node_power.hpp"

namespace datahall {

/// Null if the parts say nothing of sharing.
std::unique_ptr<SharedPlaces> share_nodes(const ClusterParts& parts);

/// What its users may have, in units: thousandths of devices where nodes are shared.
Limits limits_in_units(const ClusterParts& parts, NameNumbers& names);

/// What the streams ask for; one whose jobs only say how many devices they need counts as one job of a GPU.
std::vector<RequestCount> mix_of(const SharedPlaces& places, std::span<const JobStream> streams);

/// How a job runs there.
const JobTime& time_of(JobStream& stream, const JobRequest& request, SharedPlaces& places);

/// A job's processors serve its GPUs, which have that activity each; without any they are what it works on.
NodeLoad shared_load(const SharedPlaces& places, const Job& job, const WorkClass& work,
                     double device_activity);

/// Of a job that runs.
inline SharedSpot spot_of(const Job& job) {
    return {.node = job.shares.front().node, .devices = job.gpus};
}

/// Of a reference device that work is counted in.
inline std::uint32_t work_parts(const SharedPlaces* places) {
    return places == nullptr ? 1 : whole_gpu;
}

}  // namespace datahall
