// What a run says of its power chain: each bus, where losses went, what flowed where, how long each load
// lasted.
//
// Everything is of the counted window.  Energies are exact integers, microwatts times nanoseconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/int128.hpp"

namespace datahall {

/// One bus.  Powers are of its output.
struct PowerBusReport {
    std::string bus;
    std::string level;
    std::string type;                // of the power catalogue
    std::vector<std::string> feeds;  // buses; empty: the utility meter
    std::uint32_t units = 1;
    double rating_w = 0.0;  // of all its units
    Int128 output = 0;
    Int128 loss = 0;
    double lowest_w = 0.0;
    double mean_w = 0.0;
    double highest_w = 0.0;
    double mean_loading = 0.0;     // over rating_w
    double highest_loading = 0.0;  // over the rating of the units that were in
    std::int64_t heavy_ns = 0;     // above 80 % of that
    double headroom_w = 0.0;       // from its highest output to what one loss leaves within the rating
    double stranded_w = 0.0;       // of it: more than the buses above could deliver at their highest
    bool is_source = false;        // it makes power itself
    bool is_on_utility = false;    // the utility meter is one of its feeds
};

/// The losses that go to one place, by level.
struct LocatedLosses {
    std::string place;  // hall | ups_room | plant_room | outdoors
    std::vector<Int128> by_level;
};

/// Energy on its way from the meter to where it is used or lost.
struct EnergyNode {
    std::string name;
    std::string kind;  // source | level | use | loss
};
struct EnergyLink {
    std::uint32_t from = 0, to = 0;  // nodes
    Int128 energy = 0;
};
/// Invariant: what comes into a level goes out of it, to the last unit.
struct EnergyFlow {
    std::vector<EnergyNode> nodes;
    std::vector<EnergyLink> links;  // none of them empty
};

/// For how long the utility load was within one bin of it, and the energy meanwhile.
struct DurationStep {
    std::int64_t ns = 0;
    Int128 energy = 0;
};

struct PowerReport {
    std::vector<PowerBusReport> buses;  // grid first
    std::vector<std::string> levels;
    std::vector<LocatedLosses> losses;  // each place once
    EnergyFlow flow;
    std::vector<DurationStep> durations;  // highest load first
    double utility_mean_w = 0.0;
    double utility_highest_w = 0.0;
};

}  // namespace datahall
