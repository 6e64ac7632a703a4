#include "sim/run/job_stream.hpp"

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

const JobTime& JobStream::time_of(std::uint32_t width, std::uint32_t partition) {
    const auto known = times_.find({width, partition});
    if (known != times_.end()) return known->second;
    const std::uint32_t most = rounding_.units_of(partition);
    JobTime time{time_factor(*parts_.work, *parts_.reference, here_, width), 0};
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

}  // namespace datahall
