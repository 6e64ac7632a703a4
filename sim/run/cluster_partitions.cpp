// Which of a cluster's queues a job joins, and what its start there leaves to those that choose before.
#include <algorithm>

#include "sim/run/cluster.hpp"

namespace datahall {

// Names of partitions have numbers before any job has one, so that a number behind theirs is of another name.
void Cluster::name_partitions() {
    for (std::uint32_t p = 0; partitions_.is_divided() && p < partitions_.count(); ++p) {
        const std::uint32_t number = people_.number_of(Identity::partition, parts_.partitions[p].name);
        if (number >= partition_of_.size()) partition_of_.resize(number + std::size_t{1}, Partitions::none);
        partition_of_[number] = p;
        if (parts_.partitions[p].is_default) default_partition_ = p;
    }
}

void Cluster::put_into(std::string_view partition, JobRequest& request) {
    request.partition = people_.number_of(Identity::partition, partition);
    people_.meet(Identity::partition, request.partition);
}

// A job whose partition the cluster does not have belongs to the default one from now on.  Partitions::none
// if there is none.
std::uint32_t Cluster::choose_partition(JobRequest& request) {
    if (!partitions_.is_divided()) return 0;
    const std::uint32_t number = request.partition;
    if (number >= partition_of_.size()) partition_of_.resize(number + std::size_t{1}, Partitions::none);
    if (partition_of_[number] != Partitions::none) return partition_of_[number];
    if (default_partition_ == Partitions::none) return Partitions::none;
    if (number >= diverted_.size()) diverted_.resize(number + std::size_t{1});
    ++diverted_[number];
    put_into(parts_.partitions[default_partition_].name, request);
    return default_partition_;
}

std::uint32_t Cluster::units_of(std::uint32_t partition) const {
    return partitions_[partition].units();
}

std::vector<DivertedJobs> Cluster::diverted() const {
    std::vector<DivertedJobs> all;
    for (std::uint32_t number = 0; number < diverted_.size(); ++number) {
        if (diverted_[number] > 0)
            all.push_back({people_.name(Identity::partition, number), diverted_[number]});
    }
    return all;
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
