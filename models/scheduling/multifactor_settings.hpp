// What the multifactor scheduler may be told.  What it does: multifactor.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "datahall/keys.hpp"

#include "models/scheduling/order.hpp"
#include "models/scheduling/priority.hpp"
#include "models/scheduling/profile.hpp"

namespace datahall {

enum class Backfill : std::uint8_t { none, easy, conservative };
enum class ShareBy : std::uint8_t { user, account };
enum class Favor : std::uint8_t { big, small };

/// What a name is given beside others of its kind.
struct UserStanding {
    std::int64_t shares = 1;
    std::int64_t nice = 0;
};
struct AccountStanding {
    std::int64_t shares = 1;
    std::int64_t priority = 0;
    std::int64_t site = 0;
};
struct PartitionStanding {
    std::int64_t priority = 0;
    std::int64_t tier = 0;
};
struct QosStanding {
    std::int64_t priority = 0;
};

template <class T>
using Standings = std::map<std::string, T, std::less<>>;

struct MultifactorSettings {
    PriorityWeights weights;
    Seconds max_age = Seconds::from_si(7 * 86'400.0);    // Slurm's PriorityMaxAge
    Seconds half_life = Seconds::from_si(7 * 86'400.0);  // Slurm's PriorityDecayHalfLife
    double damping = 1.0;                                // Slurm's FairShareDampeningFactor
    ShareBy share_by = ShareBy::user;
    Favor favor = Favor::big;
    Standings<UserStanding> users;
    Standings<AccountStanding> accounts;
    Standings<PartitionStanding> partitions;
    Standings<QosStanding> qos;
    Backfill backfill = Backfill::easy;
    // Exact unless told otherwise: no limit, no interval, no rounding.
    std::uint64_t depth = everything;
    std::uint64_t backfill_depth = everything;
    std::int64_t pass_interval_ns = 0;
    std::int64_t backfill_interval_ns = 0;
    std::int64_t window_ns = Profile::never;
    std::int64_t resolution_ns = 1;
};

void describe(Keys& keys, MultifactorSettings& settings);

}  // namespace datahall
