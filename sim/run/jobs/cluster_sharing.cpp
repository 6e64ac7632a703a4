#include "sim/run/jobs/cluster_sharing.hpp"

#include <algorithm>
#include <cmath>

#include "sim/run/jobs/cluster.hpp"

namespace datahall {
namespace {

std::uint32_t in_parts_per_billion(double share) {
    return static_cast<std::uint32_t>(std::lround(share * 1e9));
}

double ratio_of(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

void in_thousandths(UsageLimit& limit) {
    if (limit.max_devices) *limit.max_devices *= whole_gpu;
    if (limit.max_device_hours) *limit.max_device_hours *= whole_gpu;
}

}  // namespace

std::unique_ptr<SharedPlaces> share_nodes(const ClusterParts& parts) {
    if (parts.sharing == nullptr) return nullptr;
    NodeRoom node{.cpu_milli = parts.type->cpu_milli, .memory_mib = parts.type->memory_mib};
    node.gpus = parts.type->devices;
    std::fill_n(node.gpu_milli.begin(), node.gpus, static_cast<std::uint16_t>(whole_gpu));
    return std::make_unique<SharedPlaces>(*parts.sharing, node,
                                          static_cast<std::uint32_t>(parts.row->nodes.size()));
}

std::vector<RequestCount> mix_of(const SharedPlaces& places, std::span<const JobStream> streams) {
    std::vector<RequestCount> mix;
    for (const JobStream& stream : streams) {
        const std::span<const RequestCount> shapes = stream.workload().shapes();
        mix.insert(mix.end(), shapes.begin(), shapes.end());
        if (shapes.empty()) mix.push_back({.request = places.whole_gpus(1), .jobs = 1});
    }
    return mix;
}

const JobTime& time_of(JobStream& stream, const JobRequest& request, SharedPlaces& places) {
    const ShareRequest share = request.shape == no_shape ? places.whole_gpus(request.devices)
                                                         : stream.workload().shapes()[request.shape].request;
    return stream.shared_time_of(share, places);
}

// Leaves the job without a share if no node has room now: the clock of rooms says why.
StartAnswer Cluster::find_shared_node(std::uint32_t slot) {
    Job& job = jobs_[slot];
    const auto spot = shared_->find(job.time->request);
    if (!spot) return StartAnswer::no_room;
    job.shares.push_back({.node = spot->node, .devices = job.time->held});
    job.gpus = spot->devices;
    if (choose_clock(job)) return StartAnswer::started;
    block(slot, WaitCause::power);
    job.shares.clear();
    return job.time->held == 0 ? StartAnswer::no_room : StartAnswer::refused;
}

bool Cluster::may_have_room(const WaitingJob& job) const {
    return shared_->may_have_room(job.request);
}

NodeLoad shared_load(const SharedPlaces& places, const Job& job, const WorkClass& work,
                     double device_activity) {
    const ShareRequest& asked = places[job.time->request];
    const double cpus = ratio_of(asked.cpu_milli, places.node().cpu_milli);
    const double gpus = static_cast<double>(asked.all_gpu_milli()) / whole_gpu;
    const double host_activity = asked.gpus == 0 ? work.device_activity : work.host_activity;
    return {.units = job.time->held,
            .common = in_parts_per_billion(std::max(cpus, gpus / places.node().gpus)),
            .activity = std::llround(device_activity * gpus * 1e9),
            .host = std::llround(host_activity * cpus * 1e9)};
}

std::uint32_t Cluster::wrongly_shared_nodes() const {
    if (!shared_) return 0;
    std::vector<NodeRoom> left(shared_->nodes().whole().begin(), shared_->nodes().whole().end());
    std::vector<char> is_wrong(left.size());
    for (const std::uint32_t slot : running_jobs_) {
        const Job& job = jobs_[slot];
        const ShareRequest& asked = (*shared_)[job.time->request];
        const std::uint32_t n = job.shares.front().node;
        left[n].cpu_milli -= asked.cpu_milli;
        left[n].memory_mib -= asked.memory_mib;
        for (std::uint32_t d = 0; d < left[n].gpus; ++d) {
            if ((job.gpus >> d & 1U) == 0) continue;
            if (left[n].gpu_milli[d] < asked.gpu_milli) is_wrong[n] = 1;
            left[n].gpu_milli[d] = static_cast<std::uint16_t>(left[n].gpu_milli[d] - asked.gpu_milli);
        }
    }
    for (std::size_t n = 0; n < left.size(); ++n) {
        if (!withdrawn_.empty() && withdrawn_[n] > 0) continue;  // closed
        const bool is_beyond = left[n].cpu_milli < 0 || left[n].memory_mib < 0;
        const auto units = static_cast<std::int64_t>(free_.free_on(static_cast<std::uint32_t>(n)));
        if (is_beyond || left[n] != shared_->nodes().left()[n] || left[n].all_gpu_milli() != units)
            is_wrong[n] = 1;
    }
    return static_cast<std::uint32_t>(std::ranges::count(is_wrong, 1));
}

Limits limits_in_units(const ClusterParts& parts, NameNumbers& names) {
    if (parts.sharing == nullptr || parts.limits == nullptr) return limits_of(parts.limits, names);
    LimitsConfig limits = *parts.limits;
    for (const Identity kind : identities) {
        in_thousandths(limits[kind].each);
        for (auto& [name, own] : limits[kind].named) in_thousandths(own);
    }
    return limits_of(&limits, names);
}

}  // namespace datahall
