#include "sim/run/jobs/partition_names.hpp"

namespace datahall {

PartitionNames::PartitionNames(std::span<const PartitionConfig> partitions, People& people)
    : partitions_{partitions}, people_{people} {
    for (std::uint32_t p = 0; p < partitions_.size(); ++p) {
        partition_of(people_.number_of(Identity::partition, partitions_[p].name)) = p;
        if (partitions_[p].is_default) default_ = p;
    }
}

std::uint32_t& PartitionNames::partition_of(std::uint32_t number) {
    if (number >= partition_of_.size()) partition_of_.resize(number + std::size_t{1}, none);
    return partition_of_[number];
}

std::uint32_t PartitionNames::choose(JobRequest& request) {
    if (partitions_.empty()) return 0;
    const std::uint32_t named = partition_of(request.partition);
    if (named != none || default_ == none) return named;
    if (request.partition >= diverted_.size()) diverted_.resize(request.partition + std::size_t{1});
    ++diverted_[request.partition];
    request.partition = people_.meet(Identity::partition, partitions_[default_].name);
    return default_;
}

std::vector<DivertedJobs> PartitionNames::diverted() const {
    std::vector<DivertedJobs> all;
    for (std::uint32_t number = 0; number < diverted_.size(); ++number) {
        if (diverted_[number] > 0)
            all.push_back({people_.name(Identity::partition, number), diverted_[number]});
    }
    return all;
}

}  // namespace datahall
