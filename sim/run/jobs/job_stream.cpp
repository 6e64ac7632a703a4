#include "sim/run/jobs/job_stream.hpp"

#include <algorithm>

#include "sim/run/jobs/shared_places.hpp"

namespace datahall {
namespace {

// Laps of a saturated run draw apart from each other and from every replication that anyone asks for.
constexpr std::uint64_t lap_stride = std::uint64_t{1} << 40;

}  // namespace

void JobStream::open(const WorkloadWindow& window) {
    window_ = window;
    window_.path = parts_.path;
    horizon_ns_ = window.horizon_ns;
    parts_.workload->open(window_);
    pop();
}

bool JobStream::start_over() {
    if (admitted_in_lap_ == 0) return false;
    admitted_in_lap_ = 0;
    ++lap_;
    WorkloadWindow window = window_;
    window.replication += static_cast<std::uint64_t>(lap_) * lap_stride;
    parts_.workload->open(window);
    pop();
    return next_.has_value();
}

void JobStream::note_refused(std::string_view reason) {
    const auto known = std::ranges::find(refused_, reason, &RefusedJobs::reason);
    if (known == refused_.end()) {
        refused_.push_back({.reason = reason, .jobs = 1});
    } else {
        ++known->jobs;
    }
}

const JobTime& JobStream::time_of(std::uint32_t width, std::uint32_t partition) {
    const auto known = times_.find({width, partition});
    if (known != times_.end()) return known->second;
    const std::uint32_t most = rounding_.units_of(partition);
    if (width == 0) {
        const JobTime none{{.refusal = "asks for no device of a node"}};
        return times_.emplace(std::pair{width, partition}, none).first->second;
    }
    JobTime time{time_factor(*parts_.work, *parts_.reference, here_, width), 0, width};
    if (*time.refusal == '\0' && time.width > units_) time.refusal = "wider than the cluster";
    if (*time.refusal == '\0' && time.width > most) time.refusal = "wider than its partition";
    if (*time.refusal == '\0') time.held = rounding_.held(time.width, partition);
    if (time.held > units_) {
        time.refusal = "wider than the cluster, rounded up to whole nodes or blocks";
    } else if (time.held > most) {
        time.refusal = "wider than its partition, rounded up to whole nodes or blocks";
    }
    return times_.emplace(std::pair{width, partition}, time).first->second;
}

// Without a GPU all of a job is host part.
const JobTime& JobStream::shared_time_of(const ShareRequest& share, SharedPlaces& places) {
    const auto known = shared_times_.find(share);
    if (known != shared_times_.end()) return known->second;
    JobTime time{{.factor = parts_.reference->host_speed / here_.host_speed}};
    if (share.gpus > 0) {
        WorkClass exact = *parts_.work;
        exact.width = WidthRule::keep;
        time = {time_factor(exact, *parts_.reference, here_, share.gpus)};
    }
    const bool has_room = places.node().has_room(share);
    if (*time.refusal == '\0' && !has_room) time.refusal = "asks for more than a node has";
    time.width = has_room ? static_cast<std::uint32_t>(share.all_gpu_milli()) : 0;
    time.held = time.width;
    time.asked = static_cast<std::uint32_t>(std::min<std::int64_t>(share.all_gpu_milli(), UINT32_MAX));
    time.request = places.number_of(share);
    return shared_times_.emplace(share, time).first->second;
}

}  // namespace datahall
