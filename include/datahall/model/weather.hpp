// Outdoor conditions at the site, constant over each hour.  Implementations: models/cooling/.
#pragma once

#include <string>
#include <vector>

#include "datahall/calendar.hpp"
#include "datahall/units.hpp"

namespace datahall {

struct Weather {
    Celsius dry_bulb;
    Celsius wet_bulb;
    Celsius dew_point;
    double relative_humidity = 0.0;  // 0..1
    Pascals pressure;                // at the station, not at sea level
    double irradiance = 0.0;         // of the sun on the horizontal, W/m2, mean of the hour
    friend bool operator==(const Weather&, const Weather&) = default;
};

/// Pure: the same time gives the same weather, and calls may come in any order.
class WeatherModel {
public:
    virtual ~WeatherModel() = default;
    virtual Weather at(Utc time) const = 0;
    /// The first time after `time` at which the weather may differ.
    virtual Utc next_change(Utc time) const = 0;
    /// Where the data comes from, as its terms ask to be named.
    virtual std::string source() const = 0;
    /// What a reader should know: gaps filled, values clamped.  Empty if nothing.
    virtual std::vector<std::string> notes() const = 0;
};

}  // namespace datahall
