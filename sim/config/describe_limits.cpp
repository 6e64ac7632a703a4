// The keys of a cluster's limits.
#include <array>

#include "datahall/keys.hpp"

#include "sim/config/limits_config.hpp"

namespace datahall {
namespace {

struct Words {
    Key each, named;
};
constexpr ByIdentity<Words> words{
    {{{{"each_user", "What every user may have at a time"}, {"users", "The same for users by name"}},
      {{"each_account", "What every account may have at a time"},
       {"accounts", "The same for accounts by name"}},
      {{"each_partition", "What the jobs of every partition may have at a time"},
       {"partitions", "The same for partitions by name"}},
      {{"each_qos", "What the jobs of every QOS may have at a time"}, {"qos", "The same for QOS by name"}}}}};

constexpr double most = 1e12;  // more than any cluster could use

}  // namespace

void describe(Keys& k, UsageLimit& c) {
    k.optional({"max_jobs", "Running jobs; absent: any", {.at_least = 0, .at_most = most, .example = "4"}},
               c.max_jobs);
    k.optional({"max_devices",
                "Devices, or cores where jobs hold cores, of running jobs; absent: any",
                {.at_least = 0, .at_most = most, .example = "64"}},
               c.max_devices);
    k.optional({"max_device_hours",
                "Budget of the run: what ended jobs have used, and devices x estimate of running ones; "
                "absent: any",
                {.at_least = 0, .at_most = most, .example = "1000"}},
               c.max_device_hours);
}

void describe(Keys& k, LimitsConfig& c) {
    for (const Identity kind : identities) {
        k.optional(words[kind].each, c[kind].each);
        k.optional(words[kind].named, c[kind].named);
    }
}

}  // namespace datahall
