// What a run says of heat: each zone, each rack's inlet, and where the heat went.
//
// Energies are of the counted window, microwatts times nanoseconds; temperatures are of the inlets of racks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/int128.hpp"
#include "datahall/power_report.hpp"

namespace datahall {

/// A zone of one circuit.
struct ZoneReport {
    std::string zone;
    std::string circuit;  // air | liquid
    std::uint32_t racks = 0;
    double design_w = 0.0;  // nameplate heat
    double units_w = 0.0;   // that its terminal units could move at the set point
    double set_point_c = 0.0;
    Int128 heat = 0;
    Int128 moved = 0;
    double mean_c = 0.0;
    double hottest_c = 0.0;
    double above_recommended_s = 0.0;
    double above_allowable_s = 0.0;
    double headroom_w = 0.0;  // units over the highest heat
    double stranded_w = 0.0;  // units over the nameplate heat: of no use to other zones
};

/// The air before a rack.
struct RackInlet {
    std::uint32_t rack = 0;  // of Floor::racks
    std::uint32_t zone = 0;  // of HeatReport::zones
    double mean_c = 0.0;
    double hottest_c = 0.0;  // the zone's hottest and the rack's own largest surplus, at the most
};

struct HeatReport {
    std::vector<ZoneReport> zones;  // of the air, then of the liquid if there is any
    std::vector<RackInlet> inlets;
    double recommended_c = 0.0, allowable_c = 0.0;  // limits of the air
    EnergyFlow flow;                                // heat from racks to the outdoors
};

}  // namespace datahall
