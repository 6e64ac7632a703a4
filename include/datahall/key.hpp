// What is said about one key of a YAML mapping: name, meaning, dimension, range.
#pragma once

#include <limits>
#include <string_view>

namespace datahall {

/// What kind of number a value is: which unit symbols it takes, and its SI base.
enum class Dimension {
    ratio,          // plain number or "95 %"
    number,         // plain number, no unit
    power,          // W
    energy,         // J
    time,           // s
    length,         // m
    area,           // m2
    mass,           // kg
    linear_mass,    // kg/m
    temperature,    // degC, a reading
    difference,     // K
    data,           // bit
    data_rate,      // bit/s
    money,          // USD
    energy_price,   // USD/J
    conductance,    // W/K
    heat_capacity,  // J/K
    mass_flow,      // kg/s
    volume_flow,    // m3/s
    pressure,       // Pa
    emissions,      // kg/J
    water_use,      // m3/J
};

/// Inclusive bounds in SI base units; `above` and `below` are exclusive.
struct Range {
    double at_least = -std::numeric_limits<double>::infinity();
    double above = -std::numeric_limits<double>::infinity();
    double at_most = std::numeric_limits<double>::infinity();
    double below = std::numeric_limits<double>::infinity();
    std::string_view example = {};  // replaces the dimension's own example in messages
};

struct Key {
    std::string_view name;
    std::string_view meaning;  // one sentence without a full stop
    Range range = {};
};

enum class Presence { required, optional };

}  // namespace datahall
