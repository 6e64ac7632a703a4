// What users, accounts, partitions and QOS may have of a cluster at a time, as a scenario says it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "datahall/identity.hpp"

namespace datahall {

/// What is absent is not limited.
struct UsageLimit {
    std::optional<std::int64_t> max_jobs;          // running
    std::optional<std::int64_t> max_devices;       // of running jobs
    std::optional<std::int64_t> max_device_hours;  // of the whole run: used, or promised to running jobs
};

/// Of one kind, such as users.
struct KindLimits {
    UsageLimit each;
    std::map<std::string, UsageLimit, std::less<>> named;  // what it says comes before what `each` says
};

using LimitsConfig = ByIdentity<KindLimits>;

class Keys;
void describe(Keys& k, UsageLimit& c);
void describe(Keys& k, LimitsConfig& c);

}  // namespace datahall
