// What a scenario says of the swings of training power: what the grid allows, and what is done about them.
#pragma once

#include <optional>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// An energy store at the point of connection, behind which power follows the load with a time constant.
struct SmoothingConfig {
    Seconds time_constant;
    Joules energy;            // that it can take and give back
    Watts power;              // in either direction
    double efficiency = 0.9;  // energy given back over energy taken; lithium-ion, an estimate
};

/// What raises the low phase of swinging jobs.
struct Filler {
    double floor = 0.0;       // device power, between idle and full
    double efficiency = 0.8;  // share of its energy that falls into the low phase, an estimate
};

struct SwingLimits {
    std::optional<Watts> swing;  // peak to peak, all jobs in phase
    std::optional<Watts> ramp;   // in one second
    std::vector<Watts> bands;    // root mean square in each band; 0: none; empty: none at all
};

struct SwingsConfig {
    static constexpr std::size_t most_bands = 8;
    // Edges in Hz: modes between areas, of single plants, and of shafts (Kundur, Power System Stability and
    // Control: 0.1-0.7, 0.7-2 Hz and above).
    std::vector<double> bands{0.1, 0.7, 2.0, 20.0};
    SwingLimits limits;
    std::optional<SmoothingConfig> smoothing;
    std::optional<double> power_floor;  // of the devices, which hold it themselves
    std::optional<Filler> dummy_load;   // kernels that do no work

    Filler filler() const {
        if (power_floor) return {.floor = *power_floor, .efficiency = 1.0};
        return dummy_load.value_or(Filler{});
    }
};

void describe(Keys& keys, SmoothingConfig& smoothing);
void describe(Keys& keys, Filler& dummy_load);
void describe(Keys& keys, SwingLimits& limits);
void describe(Keys& keys, SwingsConfig& swings);

}  // namespace datahall
