// What a plant has done, as it is booked at each of its answers.
#pragma once

#include <cstdint>

#include "datahall/instant.hpp"

#include "sim/metrics/meter.hpp"

namespace datahall {

/// What a plant has done, by what its power turned.
struct PlantMeters {
    Meter fans, pumps, compressors, outdoors;
    Meter free_cooling;           // heat moved without compressors
    Meter reused;                 // heat handed on
    Meter units;                  // electric, of the terminal units: all of it warms the water
    Meter economizer;             // 1 while some heat is moved without compressors
    double water_kg = 0.0;        // up to the last evaluation
    double water_kg_per_s = 0.0;  // since then
    Instant water_since;
    std::uint64_t evaluations = 0;
    std::uint64_t outside_range = 0;  // evaluations with a curve clamped to its range
    double least_headroom_w = 1e300;  // capacity over what came, at an evaluation
    Meter too_dry, too_humid;         // 1 while the supplied air is outside the envelope of moisture
    Meter too_warm_water;             // 1 while the loop's supply is above the class of the facility water
};

}  // namespace datahall
