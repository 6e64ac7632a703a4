// Which partition of a cluster a job queues in, by the name that it has.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "datahall/model/workload.hpp"

#include "sim/config/partition_config.hpp"
#include "sim/run/jobs/people.hpp"

namespace datahall {

/// Jobs of one name that went to the default partition, since the cluster has none of that name.
struct DivertedJobs {
    std::string_view partition;
    std::uint64_t jobs = 0;
};

class PartitionNames {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    /// Before any job has a name: so a number that is not one of theirs is of another name.  Both outlive it.
    PartitionNames(std::span<const PartitionConfig> partitions, People& people);

    /// Where a job queues: 0 in a cluster that is not divided.  One whose partition the cluster does not have
    /// belongs to the default one from now on; `none` if there is none.
    std::uint32_t choose(JobRequest& request);
    std::vector<DivertedJobs> diverted() const;

private:
    std::uint32_t& partition_of(std::uint32_t number);

    std::span<const PartitionConfig> partitions_;
    People& people_;
    std::uint32_t default_ = none;
    std::vector<std::uint32_t> partition_of_;  // by number of its name; none: no such partition
    std::vector<std::uint64_t> diverted_;      // jobs, alike
};

}  // namespace datahall
