#include "models/scheduling/easy_window.hpp"

namespace datahall {
namespace {

// Jobs of at most shadow - now, or of at most `extra` devices.
JobLimits window_of(const OrderedQueue& jobs, std::uint32_t needed) {
    const ClusterQueue::State& state = jobs.state();
    const auto release = jobs.release_of(needed > state.free ? needed - state.free : state.narrowest);
    if (!release) return {};
    const std::uint64_t extra = state.free + release->devices - needed;
    return {.devices = state.free,
            .estimate_ns = release->end_ns - state.now_ns,
            .spare = static_cast<std::uint32_t>(extra)};
}

}  // namespace

void pass_blocked_head(OrderedQueue& jobs, std::uint32_t head_devices, QueuePlace at, std::uint64_t depth) {
    JobLimits window = window_of(jobs, head_devices);
    if (depth == 0) return;
    if (depth != everything) jobs.end_after(at, depth);
    const auto next = [&] {
        window.devices = jobs.state().free;
        return jobs.find(at, window);
    };
    while (const WaitingJob* const job = next()) {
        const bool uses_spare = job->estimate_ns > window.estimate_ns;
        const std::uint32_t devices = job->devices;
        if (!jobs.start(*job, at)) {
            ++at;
        } else if (uses_spare) {
            window.spare -= devices;
        }
    }
}

}  // namespace datahall
