// The keys of putting idle nodes to sleep.
#include "sim/config/power_saving.hpp"

namespace datahall {

void describe(Keys& k, PowerSavingRule& rule) {
    k.optional({"idle_after",
                "A node that no job has had for so long is shut down (Slurm: SuspendTime)",
                {.at_least = 0, .example = "10 min"}},
               rule.idle_after);
    k.optional({"shut_down", "How long that takes, at idle power; an estimate", {.at_least = 0}},
               rule.shut_down);
    k.optional({"boot",
                "How long a node takes from the call to its first job; an estimate, 120 to 300 s as a rule",
                {.at_least = 1, .example = "4 min"}},
               rule.boot);
    k.optional({"boot_power",
                "What a node draws meanwhile, over its idle power; an estimate",
                {.at_least = 1, .at_most = 10, .example = "1.3"}},
               rule.boot_power);
    k.optional({"sleep_power",
                "What a node draws asleep, of its baseboard controller and standby supply; an estimate",
                {.at_least = 0, .example = "5 W"}},
               rule.sleep_power);
    k.optional({"keep", "Idle nodes that stay awake", {.at_least = 0, .example = "4"}}, rule.keep);
}

}  // namespace datahall
