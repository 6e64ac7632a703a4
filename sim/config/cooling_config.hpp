// What a scenario says of its cooling: plants, zones of the floor, limits, and what happens beyond them.
//
// Described in describe_cooling.cpp.  Defaults that name no source are estimates.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/model/cooling.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// A plant taken from the cooling catalogue, for the bill of sources.
struct CoolingPreset {
    std::string name;
    std::string source;
    std::string confidence;
};

/// Devices slow down while the supply at their racks is at or above a temperature.
struct ThrottleStep {
    Celsius above;
    double speed = 1.0;  // of the devices' nominal speed, above 0
};

/// Which racks share their air, and their distribution units.
enum class ZonesPer : std::uint8_t { hall, row, group, rack };
struct ZonesConfig {
    ZonesPer per = ZonesPer::hall;
    std::int64_t racks = 50;  // of a group
};

/// How air reaches the racks, beyond what the plant's units say.
struct AirPathConfig {
    std::optional<CubicMetersPerSecond> tile_flow;  // cold air that reaches a rack at most; absent: any
    double end_of_row = 0.0;                        // further recirculation at both ends of a row
};

/// Power of a node at an inlet temperature over that in cool air: its fans.
struct InletPoint {
    Celsius at;
    double power = 1.0;
};

/// Nodes switch off when it has been too warm for too long, and come back when it is cool again.
struct ShutdownConfig {
    Celsius above;
    Seconds dwell = Seconds::from_si(10.0);
    std::optional<Celsius> below;

    Celsius returns(bool is_air) const {
        constexpr Kelvins cooler = Kelvins::from_si(10.0);
        if (below) return *below;
        return is_air ? std::min(Celsius{27.0}, above - cooler) : above - cooler;
    }
};

/// Least times between changes that a supervisor makes; those of the data-centre examples of Modelica
/// Buildings.
struct StagingConfig {
    Seconds mode = Seconds::from_si(1'200.0);
    Seconds least_on = Seconds::from_si(1'200.0);
    Seconds least_off = Seconds::from_si(1'200.0);
};

/// Inlet envelopes of equipment, ASHRAE TC 9.9: dry bulb recommended and allowable.
struct InletClass {
    std::string_view name;
    double recommended_low, recommended, allowable_low, allowable;  // degC
};
inline constexpr std::array<InletClass, 5> inlet_classes{{{"A1", 18, 27, 15, 32},
                                                          {"A2", 18, 27, 10, 35},
                                                          {"A3", 18, 27, 5, 40},
                                                          {"A4", 18, 27, 5, 45},
                                                          {"H1", 18, 22, 15, 25}}};

/// Facility water as supplied, ASHRAE TC 9.9: the warmest of a class.
struct WaterClass {
    std::string_view name;
    double warmest;  // degC
};
inline constexpr std::array<WaterClass, 6> water_classes{
    {{"W17", 17}, {"W27", 27}, {"W32", 32}, {"W40", 40}, {"W45", 45}, {"W+", 70}}};

struct CoolingConfig {
    std::vector<CoolingPreset> presets;
    std::unique_ptr<CoolingPlant> air;
    std::unique_ptr<CoolingPlant> liquid;
    ZonesConfig zones;
    AirPathConfig air_paths;
    StagingConfig staging;
    Seconds control_delay = Seconds::from_si(60.0);
    std::size_t inlet_class = 0;  // of inlet_classes
    std::size_t water_class = 4;  // of water_classes
    std::optional<Celsius> recommended_key, allowable_key;
    Celsius recommended_low{18.0};
    Celsius recommended{27.0};
    Celsius allowable{32.0};
    Celsius liquid_allowable{45.0};
    std::vector<ThrottleStep> throttle;         // of air; rising temperatures, falling speeds
    std::vector<ThrottleStep> liquid_throttle;  // of the coolant
    std::optional<ShutdownConfig> shutdown, liquid_shutdown;
    std::vector<InletPoint> node_fans;          // rising temperatures; empty: inlets change nothing
    Kelvins band = Kelvins::from_si(0.5);       // of temperatures that act on others
    Seconds restart = Seconds::from_si(300.0);  // of the machines, once they have power again
    Seconds fan_restart = Seconds::from_si(15.0);
    Seconds pump_restart = Seconds::from_si(15.0);  // 5..30 s
    Kelvins throttle_hysteresis = Kelvins::from_si(1.0);
    JoulesPerKelvin heat_capacity_per_rack = JoulesPerKelvin::from_si(245e3);
    double air_volume_per_rack = 9.0;                   // m3
    Kelvins metal_difference = Kelvins::from_si(10.0);  // metal and air at the design heat between them
    JoulesPerKelvin loop_capacity_per_rack = JoulesPerKelvin::from_si(160e3);

    const CoolingPlant* plant(std::size_t circuit) const { return circuit == 0 ? air.get() : liquid.get(); }
};

/// Reads the keys; `models` are what `model:` may name.
void describe_cooling(Keys& keys, CoolingConfig& cooling, const Models& models);

}  // namespace datahall
