// What a planner must know before trusting a comparison: one small rule for each way to be misled.
//
// A rule looks at finished results and says nothing where there is nothing to say.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/config/scenario.hpp"
#include "sim/study/comparison.hpp"

namespace datahall {

/// What a result does not say of its scenario.
struct HallFacts {
    Utc start;
    Seconds duration;
    Seconds warm_up;
    bool has_faults = false;
    bool lends_hosts = false;  // some work runs on the hosts of accelerated nodes
};
HallFacts facts_of(const ScenarioConfig& scenario);

/// In the order of the rules.  REQUIRES: facts of each hall.
std::vector<std::string> caveats_of(const Comparison& comparison, std::span<const HallFacts> facts);

}  // namespace datahall
