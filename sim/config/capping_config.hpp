// What a scenario says of power that is kept within limits: buses whose jobs are slowed down, and rises that
// jobs wait for.
#pragma once

#include <optional>
#include <string>

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// A controller for each bus of a level: above cap_at of the limit it takes nodes down to cap_to, below
/// uncap_at it gives them back what there is room for.
/// Defaults: the three bands and the period of Dynamo (Wu et al., ISCA 2016); the delay is an estimate for
/// power limits of GPUs set over a node's management controller.
struct CappingConfig {
    std::string of;  // level or bus of the power chain, or "utility"
    std::optional<Watts>
        limit;             // of each bus; absent: the rating of its units that are in, or the grid limit
    double cap_at = 0.99;  // shares of the limit
    double cap_to = 0.95;
    double uncap_at = 0.90;
    Seconds period = Seconds::from_si(3.0);  // between two readings
    Seconds delay = Seconds::from_si(1.0);   // from a reading to what it does to the nodes
    std::optional<Seconds> shed_after;       // at the floor and still too much, then jobs stop; absent: never
};

/// Jobs wait rather than make the utility meter rise by more within any time of that length.
struct RampRule {
    Watts rise;
    Seconds within = Seconds::from_si(60.0);
};

void describe(Keys& keys, CappingConfig& capping);
void describe(Keys& keys, RampRule& rule);

}  // namespace datahall
