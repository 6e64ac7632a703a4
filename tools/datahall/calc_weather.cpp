// `calc weather`: a digest of what a weather model says, hour by hour.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "datahall/calendar.hpp"
#include "datahall/keys.hpp"
#include "datahall/model/weather.hpp"

#include "tools/datahall/calculations.hpp"

namespace datahall {
namespace {

constexpr std::int64_t hour_s = 3'600;
constexpr std::int64_t hours_of_year = 8'760;
constexpr Utc start_of_year = from_civil({.year = 2023});  // any year of 365 days

struct Question {
    std::unique_ptr<WeatherModel> weather;
    Utc at = start_of_year;
    Celsius base{18.0};
};

/// The columns of a Weather as numbers, and how far both bulbs are above a base.
using Columns = std::array<double, 7>;

Columns columns_of(const Weather& w, Celsius base) {
    return {w.dry_bulb.degrees(),
            w.wet_bulb.degrees(),
            w.dew_point.degrees(),
            w.relative_humidity,
            w.pressure.si(),
            std::max((w.dry_bulb - base).si(), 0.0),
            std::max((w.wet_bulb - base).si(), 0.0)};
}

Columns means_of(const WeatherModel& weather, Celsius base) {
    Columns sums{};
    for (std::int64_t hour = 0; hour < hours_of_year; ++hour) {
        const Columns c = columns_of(weather.at({start_of_year.seconds + hour * hour_s}), base);
        for (std::size_t i = 0; i < c.size(); ++i) sums[i] += c[i];
    }
    for (double& sum : sums) sum /= static_cast<double>(hours_of_year);
    return sums;
}

}  // namespace

CalcSheet calc_weather(Keys& keys, const CalcSources& sources) {
    Question q;
    sources.models.weather.read(keys, {"weather", "A weather model with its settings"}, Presence::required,
                                q.weather);
    keys.optional({"at", "An instant of which to show the hour; absent: 1 January, 00:00 UTC"}, q.at);
    keys.optional({"base", "What the means above a base count from", {.at_least = -50, .at_most = 50}},
                  q.base);
    if (!keys.done() || !q.weather) return {};
    const Columns now = columns_of(q.weather->at(q.at), q.base);
    const Columns mean = means_of(*q.weather, q.base);
    CalcSheet sheet{
        .inputs = {{"source", q.weather->source(), "", "Where the data comes from"},
                   {"base", q.base.degrees(), "degC", "What the means above a base count from"}},
        .results = {{"dry_bulb", now[0], "degC", "In the hour of `at`"},
                    {"wet_bulb", now[1], "degC", "In the hour of `at`"},
                    {"dew_point", now[2], "degC", "In the hour of `at`"},
                    {"relative_humidity", now[3], "1", "In the hour of `at`"},
                    {"pressure", now[4], "Pa", "In the hour of `at`, at the station"},
                    {"dry_bulb_mean", mean[0], "degC", "Over 365 days"},
                    {"wet_bulb_mean", mean[1], "degC", "Over 365 days"},
                    {"dew_point_mean", mean[2], "degC", "Over 365 days"},
                    {"relative_humidity_mean", mean[3], "1", "Over 365 days"},
                    {"pressure_mean", mean[4], "Pa", "Over 365 days"},
                    {"dry_bulb_above_mean", mean[5], "K", "How far it is above the base; 0 below"},
                    {"wet_bulb_above_mean", mean[6], "K", "How far it is above the base; 0 below"}}};
    for (const std::string& note : q.weather->notes())
        sheet.results.push_back({"note", note, "", "On the data"});
    return sheet;
}

}  // namespace datahall
