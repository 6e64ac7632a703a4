// What reservations do to a cluster's jobs: which nodes they may start on, and what is idle meanwhile.
#include <algorithm>

#include "sim/run/jobs/cluster.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_reservation = 0x118;  // a kind of its own in the trace hash

}  // namespace

// Takes what is closed to the job out of the free units, until it is placed.
void Cluster::withhold_reserved(const Job& job) {
    reservations_.closed_nodes(planned_run(job, now()), service_nodes_);
    std::ranges::sort(service_nodes_);
    service_nodes_.erase(std::unique(service_nodes_.begin(), service_nodes_.end()), service_nodes_.end());
    for (const std::uint32_t node : service_nodes_) withhold(job.partition, node);
}

// On nodes that are kept for it, if they suffice: all others are left out.
bool Cluster::place_on_own(Job& job) {
    std::vector<std::uint32_t> own;
    reservations_.own_nodes(planned_run(job, now()), own);
    if (own.empty()) return false;
    const std::size_t before = withheld_.size();
    for (std::uint32_t node = 0; node < free_.nodes(); ++node) {
        if (!std::ranges::binary_search(own, node)) withhold(job.partition, node);
    }
    const bool is_placed = home(job).free.free_total() >= job.time->held && place_anywhere(job);
    give_back_withheld(job.partition, before);
    return is_placed;
}

// Units of its partition that are free, and kept for others than the owner of the job.
std::uint64_t Cluster::idle_kept_from(const Job& job) const {
    if (!reservations_.is_planned()) return 0;
    std::vector<std::uint32_t> closed;
    PlannedRun now_only = planned_run(job, now());
    now_only.length_ns = 1;
    reservations_.closed_nodes(now_only, closed);
    std::uint64_t sum = 0;
    for (const std::uint32_t node : closed) {
        const std::uint32_t own = partitions_.in_partition(job.partition, node);
        if (own != Partitions::none) sum += home(job).free.free_on(own);
    }
    return sum;
}

// After a pass.
void Cluster::count_reserved() {
    std::vector<std::uint32_t> reserved;
    reservations_.nodes_now(now(), reserved);
    std::int64_t idle = 0;
    for (const std::uint32_t node : reserved) idle += free_.free_on(node);
    const auto nodes = static_cast<std::int64_t>(reserved.size());
    reservations_.units.set(queue_events_.now(), nodes * free_.devices_per_node());
    reservations_.idle.set(queue_events_.now(), idle);
}

// At the start, and wherever a window begins or ends.
void Cluster::change_reservations(std::uint64_t) {
    if (!reservations_.is_planned()) return;
    queue_events_.fold(trace_reservation, parts_.number);
    const std::int64_t next = reservations_.next_change(now());
    if (next != INT64_MAX) queue_events_.post<&Cluster::change_reservations>(Instant{next}, *this);
    wake(0);
}

}  // namespace datahall
