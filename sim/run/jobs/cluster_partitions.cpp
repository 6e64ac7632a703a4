// What a job finds in its partition, and leaves to those that choose before.
#include "sim/run/jobs/cluster.hpp"

namespace datahall {

std::uint32_t Cluster::units_of(std::uint32_t partition) const {
    return partitions_[partition].units();
}

// Whether the job that has been placed delays no head of a partition that chooses before its own; it is
// placed on other nodes if it does on these.
bool Cluster::leave_to_heads(Job& job) {
    for (;;) {
        const std::uint32_t delayed = partitions_.delayed_by(job.partition, job.shares, job.allowed_ns);
        if (delayed == Partitions::none) return true;
        job.shares.clear();
        for (const std::uint32_t node : partitions_.nodes(delayed)) withhold(job.partition, node);
        if (home(job).free.free_total() < job.time->held || !place(job)) return false;
    }
}

}  // namespace datahall
