// A year of hourly weather, repeated for ever in the local standard time of its site.
//
// Row n (from 0) holds for n h <= local time < (n + 1) h.  A file of 8,784 rows has a 29 February
// of its own; with 8,760 rows that day repeats the 28th.
//
// Invariant: 8,760 or 8,784 rows.  Cost: at() and next_change() O(1).
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/model/weather.hpp"

namespace datahall {

class TypicalYear {
public:
    TypicalYear(std::vector<Weather> rows, std::int64_t utc_offset_s);

    const Weather& at(Utc time) const;
    /// The next full hour of local time.
    Utc next_change(Utc time) const;

private:
    std::vector<Weather> rows_;
    std::int64_t utc_offset_s_;  // local standard time minus UTC
};

/// Moist air from dry bulb and dew point [degC] and pressure [Pa]; humidity and wet bulb follow.
/// A dew point above the dry bulb reads as saturated air.
Weather weather_from_dew_point(double dry_bulb, double dew_point, double pressure);

/// The same from a relative humidity of 0..1.
Weather weather_from_humidity(double dry_bulb, double relative_humidity, double pressure);

}  // namespace datahall
