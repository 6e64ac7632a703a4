// The design point of the cooling plants: how much heat, in which weather, at what power.
#pragma once

#include "datahall/facility.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

struct CoolingDesign {
    Watts air_heat;     // nameplate heat to the hall's air
    Watts liquid_heat;  // nameplate heat to cold plates
    Weather weather;    // the hottest dry bulb with the highest wet bulb of the year
};

/// Plans the zones, sizes plants without a stated capacity and evaluates them at the design point.  Notes a
/// plant that is missing or too small.
CoolingDesign design_cooling(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

}  // namespace datahall
