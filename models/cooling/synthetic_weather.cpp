// A climate made of two cosines, for studies of principle and for tests without files.
//
//   T(d, h) = mean + A_year cos(2 pi (d - d_hot) / 365) + A_day cos(2 pi (h - 15) / 24)   [degC]
//
// d is the day of the year from 1, h the hour of the day in local standard time; the relative
// humidity is constant and the pressure that of the altitude.  Steps of an hour, like a file; without swings
// it never changes.
//
// Valid for dry bulbs of -60 to 60 degC.  Ignores storms, cold spells, humidity swings: extremes are
// milder than any real year, so plant is not to be sized with it.  The mean over a year is `mean`.
// Source: textbook form; the default values are an estimate of a temperate inland site.
#include <limits>
#include <numbers>

#include "datahall/keys.hpp"
#include "datahall/math.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/cooling/psychrometrics.hpp"
#include "models/cooling/typical_year.hpp"

namespace datahall {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr int hottest_hour = 15;  // local standard time
constexpr int noon = 12;

struct Config {
    Celsius mean{12.0};
    Kelvins annual_amplitude = Kelvins::from_si(11.0);
    Kelvins daily_amplitude = Kelvins::from_si(5.0);
    std::int64_t hottest_day = 200;  // 19 July
    double relative_humidity = 0.65;
    Meters altitude;
    Seconds utc_offset;
    double noon_irradiance = 0.0;  // W/m2
};

std::vector<Weather> make_rows(const Config& c) {
    const double pressure = psychro::pressure_at(c.altitude.si());
    std::vector<Weather> rows;
    rows.reserve(8'760);
    for (int day = 1; day <= 365; ++day) {
        const double season = math::cos(turn * (day - static_cast<double>(c.hottest_day)) / 365.0);
        for (int hour = 0; hour < 24; ++hour) {
            const double time_of_day = math::cos(turn * (hour - hottest_hour) / 24.0);
            const double dry_bulb =
                c.mean.degrees() + c.annual_amplitude.si() * season + c.daily_amplitude.si() * time_of_day;
            rows.push_back(weather_from_humidity(dry_bulb, c.relative_humidity, pressure));
            const double height = math::cos(turn * (hour - noon) / 24.0);
            rows.back().irradiance = c.noon_irradiance * std::max(height, 0.0);
        }
    }
    return rows;
}

class SyntheticWeather final : public WeatherModel {
public:
    explicit SyntheticWeather(const Config& c)
        : year_{make_rows(c), static_cast<std::int64_t>(c.utc_offset.si())},
          is_constant_{c.annual_amplitude == Kelvins{} && c.daily_amplitude == Kelvins{} &&
                       c.noon_irradiance == 0.0} {}

    Weather at(Utc time) const override { return year_.at(time); }
    Utc next_change(Utc time) const override { return is_constant_ ? never : year_.next_change(time); }
    std::string source() const override { return "synthetic climate (two cosines), estimate"; }
    std::vector<std::string> notes() const override {
        return {"synthetic weather has no extremes: do not size plant with it"};
    }

private:
    static constexpr Utc never{std::numeric_limits<std::int64_t>::max() / 2};

    TypicalYear year_;
    bool is_constant_;
};

std::unique_ptr<WeatherModel> make(Keys& keys) {
    Config c;
    keys.optional({"mean", "Mean dry bulb of the year", {.at_least = -20, .at_most = 40}}, c.mean);
    keys.optional({"annual_amplitude",
                   "Half the swing from the coldest to the hottest day of the year",
                   {.at_least = 0, .at_most = 30}},
                  c.annual_amplitude);
    keys.optional(
        {"daily_amplitude", "Half the swing from night to afternoon", {.at_least = 0, .at_most = 15}},
        c.daily_amplitude);
    keys.optional({"hottest_day",
                   "Day of the year on which it is hottest, 1 is 1 January",
                   {.at_least = 1, .at_most = 365, .example = "200"}},
                  c.hottest_day);
    keys.optional({"relative_humidity", "Relative humidity, constant", {.at_least = 0.01, .at_most = 1}},
                  c.relative_humidity);
    keys.optional(
        {"altitude", "Height above the sea, for the air pressure", {.at_least = -400, .at_most = 5000}},
        c.altitude);
    keys.optional({"utc_offset",
                   "Local standard time minus UTC",
                   {.at_least = -14 * 3600.0, .at_most = 14 * 3600.0, .example = "-7 h"}},
                  c.utc_offset);
    keys.optional({"noon_irradiance",
                   "Sun on the horizontal at noon, in W/m2; a half wave over the day, all year",
                   {.at_least = 0, .at_most = 1400, .example = "800"}},
                  c.noon_irradiance);
    if (!keys.done()) return nullptr;
    return std::make_unique<SyntheticWeather>(c);
}

}  // namespace

void register_synthetic_weather(Registry<WeatherModel>& registry) {
    registry.add("synthetic", "Two cosines, a year and a day; for studies of principle", make);
}

}  // namespace datahall
