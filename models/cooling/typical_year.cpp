#include "models/cooling/typical_year.hpp"

#include <algorithm>
#include <stdexcept>

#include "models/cooling/psychrometrics.hpp"

namespace datahall {
namespace {

constexpr std::int64_t hour_s = 3'600;
constexpr std::size_t leap_year_rows = 8'784;

}  // namespace

TypicalYear::TypicalYear(std::vector<Weather> rows, std::int64_t utc_offset_s)
    : rows_{std::move(rows)}, utc_offset_s_{utc_offset_s} {
    if (rows_.size() != 8'760 && rows_.size() != leap_year_rows) {
        throw std::logic_error{"a typical year has 8760 or 8784 hours"};
    }
}

const Weather& TypicalYear::at(Utc time) const {
    const CivilTime local = as_civil(Utc{time.seconds + utc_offset_s_});
    const int hour = rows_.size() == leap_year_rows ? hour_of_leap_year(local) : hour_of_typical_year(local);
    return rows_[static_cast<std::size_t>(hour)];
}

Utc TypicalYear::next_change(Utc time) const {
    const std::int64_t local = time.seconds + utc_offset_s_;
    const std::int64_t into_hour = ((local % hour_s) + hour_s) % hour_s;
    return {time.seconds - into_hour + hour_s};
}

Weather weather_from_dew_point(double dry_bulb, double dew_point, double pressure) {
    const double dew = std::min(dew_point, dry_bulb);
    const double vapour = psychro::saturation_pressure(dew);
    const double w = psychro::humidity_ratio(vapour, pressure);
    return {.dry_bulb = Celsius{dry_bulb},
            .wet_bulb = Celsius{psychro::wet_bulb(dry_bulb, w, pressure)},
            .dew_point = Celsius{dew},
            .relative_humidity = std::min(vapour / psychro::saturation_pressure(dry_bulb), 1.0),
            .pressure = Pascals::from_si(pressure)};
}

Weather weather_from_humidity(double dry_bulb, double relative_humidity, double pressure) {
    const double vapour = relative_humidity * psychro::saturation_pressure(dry_bulb);
    Weather weather = weather_from_dew_point(dry_bulb, psychro::dew_point(vapour), pressure);
    weather.relative_humidity = relative_humidity;
    return weather;
}

}  // namespace datahall
