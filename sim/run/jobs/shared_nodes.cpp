#include "sim/run/jobs/shared_nodes.hpp"

#include <bit>
#include <stdexcept>

namespace datahall {

SharedCluster::SharedCluster(std::vector<NodeRoom> whole)
    : whole_{std::move(whole)}, left_{whole_}, sharers_(whole_.size()), changes_(whole_.size()) {
    for (const NodeRoom& node : whole_) all_gpu_milli_ += node.all_gpu_milli();
}

void SharedCluster::take(const ShareRequest& request, SharedSpot spot) {
    NodeRoom& left = left_.at(spot.node);
    const bool has_room = request.cpu_milli <= left.cpu_milli && request.memory_mib <= left.memory_mib;
    if (!has_room || std::popcount(spot.devices) != static_cast<int>(request.gpus))
        throw std::logic_error{"sharing: a node without room, or another number of GPUs than asked"};
    left.cpu_milli -= request.cpu_milli;
    left.memory_mib -= request.memory_mib;
    for (std::uint32_t d = 0; d < most_node_gpus; ++d) {
        if ((spot.devices >> d & 1U) == 0) continue;
        if (d >= left.gpus || left.gpu_milli[d] < request.gpu_milli)
            throw std::logic_error{"sharing: more of a GPU taken than is left"};
        left.gpu_milli[d] = static_cast<std::uint16_t>(left.gpu_milli[d] - request.gpu_milli);
    }
    held_gpu_milli_ += request.all_gpu_milli();
    count_sharer(request, spot.node, true);
}

void SharedCluster::give_back(const ShareRequest& request, SharedSpot spot) {
    NodeRoom& left = left_.at(spot.node);
    left.cpu_milli += request.cpu_milli;
    left.memory_mib += request.memory_mib;
    for (std::uint32_t d = 0; d < left.gpus; ++d) {
        if ((spot.devices >> d & 1U) == 0) continue;
        left.gpu_milli[d] = static_cast<std::uint16_t>(left.gpu_milli[d] + request.gpu_milli);
        if (left.gpu_milli[d] > whole_gpu) throw std::logic_error{"sharing: more of a GPU free than exists"};
    }
    held_gpu_milli_ -= request.all_gpu_milli();
    count_sharer(request, spot.node, false);
}

void SharedCluster::count_sharer(const ShareRequest& request, std::uint32_t node, bool comes) {
    ++changes_[node];
    if (request.gpus == 0) return;
    std::vector<SharersAlike>& here = sharers_[node];
    auto alike = std::ranges::find_if(here, [&](const SharersAlike& s) {
        return s.gpus == request.gpus && s.gpu_milli == request.gpu_milli;
    });
    if (alike == here.end()) {
        if (!comes) throw std::logic_error{"sharing: a job leaves a node that it was not on"};
        here.push_back({.gpus = request.gpus, .gpu_milli = request.gpu_milli, .jobs = 0});
        alike = here.end() - 1;
    }
    alike->jobs = comes ? alike->jobs + 1 : alike->jobs - 1;
    if (alike->jobs == 0) here.erase(alike);
}

}  // namespace datahall
