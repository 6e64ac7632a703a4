// When idle nodes of a cluster are put to sleep, and what that takes.
#pragma once

#include <cstdint>

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// The defaults are those of Slurm where it has one, else estimates.
struct PowerSavingRule {
    Seconds idle_after = Seconds::from_si(300.0);  // Slurm's SuspendTime; its own default is never
    Seconds shut_down = Seconds::from_si(30.0);    // Slurm's SuspendTimeout, which is its longest
    Seconds boot = Seconds::from_si(180.0);        // measured ones are 120 to 300 s
    double boot_power = 1.0;                       // over idle power
    Watts sleep_power = Watts::from_si(10.0);      // of the baseboard controller and standby supply
    std::int64_t keep = 0;                         // idle nodes that stay awake
};

void describe(Keys& keys, PowerSavingRule& rule);

}  // namespace datahall
