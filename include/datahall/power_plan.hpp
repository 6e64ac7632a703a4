// The power chain of a plan: what each bus carries, before and after losses, and what falls with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace datahall {

/// Loadings are outputs over the rating of the units that are in, with everything at its nameplate.
struct PowerPlanRow {
    std::string bus;
    std::string level;
    std::string type;                // of the power catalogue
    std::vector<std::string> feeds;  // buses; empty: the utility meter
    std::uint32_t units = 1;
    std::uint32_t needed = 1;  // without spare ones
    double unit_rating_w = 0.0;
    double planned_w = 0.0;
    double mass_kg = 0.0;           // of all its units; 0: unknown
    double oversubscription = 0.0;  // what is below may draw by its own limits, over the limit of the bus
    double fullest_phase = 1.0;     // of three, over a third of the planned load
    double headroom_w = 0.0;        // up to what one loss leaves within the rating
    double stranded_w = 0.0;        // of it: more than the buses above can deliver
    double normal = 0.0;
    double after_one = 0.0;  // the worst loss
    std::string one;         // which; empty: none makes it carry more
    double after_two = 0.0;  // as after_one where pairs were too many to try
    std::string two;
    std::uint32_t racks_down = 0;  // without power when it is lost, whatever else stands
    double it_down_w = 0.0;        // their nameplate
    // When its feeds are lost its battery carries it for so long.
    std::optional<double> ride_through_s{};
    std::optional<double> ride_through_after_one_s{};  // with the load after the worst loss
    // After the worst single loss its breaker opens, if it does.
    std::optional<double> opens_after_s{};
    bool is_for_one_rack = false;  // it feeds no other
    bool is_source = false;        // it makes power itself
    bool is_on_utility = false;    // the utility meter is one of its feeds
};

struct PowerPlan {
    std::vector<PowerPlanRow> rows;  // grid first
    double utility_w = 0.0;          // what the grid delivers, with everything at its nameplate
    bool has_pairs = false;          // after_two was worked out
};

}  // namespace datahall
