// What the readers of weather files share: hourly readings, the gaps in them, and the year that they make.
//
// Gaps of up to `interpolate_up_to` hours are closed by straight lines, up to `copy_up_to` hours by the same
// hours of the day before (across New Year too, the year being a ring), longer ones refuse the file.
// Moisture comes from the dew point; where that is missing, from the relative humidity.  A pressure missing
// in the whole file is that of the altitude.  Radiation that is missing is taken as none: few need it, so no
// file is refused for it.  The lengths of gaps closed are an estimate.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/model/weather.hpp"

namespace datahall {

/// Stands where a file has no value; test with std::isnan.
inline constexpr double no_reading = std::numeric_limits<double>::quiet_NaN();

/// Longest gaps that are closed, in hours.
struct GapLimits {
    std::int64_t interpolate = 6;
    std::int64_t copy = 48;
};

/// The keys `interpolate_up_to` and `copy_up_to`.
void describe_gaps(Keys& keys, GapLimits& limits);

/// One value for each hour of a year, in its order.
struct WeatherReadings {
    std::vector<double> dry_bulb;    // degC
    std::vector<double> dew_point;   // degC
    std::vector<double> humidity;    // 0..1
    std::vector<double> pressure;    // Pa
    std::vector<double> irradiance;  // W/m2 on the horizontal
};

struct WeatherStation {
    std::string source;
    double utc_offset_h = 0.0;  // of local standard time
    double altitude = 0.0;      // m
};

/// Closes the gaps and makes the year.  Refuses at `in` what cannot be closed.
/// REQUIRES: 8,760 or 8,784 values of each quantity.
std::unique_ptr<WeatherModel> make_weather(const LineSource& in, WeatherStation station,
                                           WeatherReadings readings, GapLimits limits);

}  // namespace datahall
