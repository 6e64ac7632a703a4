// Weather of one real year from the historical archive of Open-Meteo (.json or .json.gz).
//
// Read are `latitude`, `longitude`, `elevation`, `utc_offset_seconds` and, under `hourly`, the arrays
//   time                   "2023-01-01T00:00": local, without an offset, an hour apart, 1 January to 31
//   December temperature_2m         degC relative_humidity_2m   %, and / or dew_point_2m in degC;
//   relativehumidity_2m and dewpoint_2m are older names surface_pressure       hPa; without it the pressure
//   is that of the elevation shortwave_radiation    W/m2, mean of the hour before the stamp; without it there
//   is no sun
//
// The offset is the one that the request was made with and holds all year, whatever the summer.  A reading
// counts from its stamp on for an hour; radiation, which is stamped at the end of its hour, is moved there.
// A run of any year takes the hour of the year of its own calendar; 29 February as typical_year.hpp says.
// null is a gap: weather_file.hpp says how it is closed.
//
// Valid: dry bulb -70..70 degC, pressure 31..120 kPa; units as above, other units refuse the file.
// Ignores: wind (km/h there), clouds, all else.  Source: open-meteo.com, historical weather API; CC BY 4.0.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/cooling/json_reader.hpp"
#include "models/cooling/weather_file.hpp"
#include "models/cooling/weather_text.hpp"

namespace datahall {
namespace {

constexpr std::size_t most_hours = 8'784;
constexpr std::int64_t hour_s = 3'600;
constexpr double pascals_per_hpa = 100.0;

enum Quantity : std::size_t { dry_bulb, dew_point, humidity, pressure, radiation, quantities };

struct ArrayName {
    std::string_view name;
    Quantity quantity;
};
constexpr std::array array_names{
    ArrayName{"temperature_2m", dry_bulb},       ArrayName{"relative_humidity_2m", humidity},
    ArrayName{"relativehumidity_2m", humidity},  ArrayName{"dew_point_2m", dew_point},
    ArrayName{"dewpoint_2m", dew_point},         ArrayName{"surface_pressure", pressure},
    ArrayName{"shortwave_radiation", radiation},
};
constexpr std::array<std::string_view, quantities> units{"\u00b0C", "\u00b0C", "%", "hPa", "W/m\u00b2"};

const ArrayName* find_array(std::string_view name) {
    for (const ArrayName& known : array_names) {
        if (known.name == name) return &known;
    }
    return nullptr;
}

// "2023-01-01T00:00"; empty: something else.
std::optional<Utc> as_stamp(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00";
    if (text.size() != shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !is_digit : text[i] != shape[i]) return std::nullopt;
    }
    const auto part = [text](std::size_t from, std::size_t count) {
        int value = 0;
        for (const char c : text.substr(from, count)) value = 10 * value + (c - '0');
        return value;
    };
    const CivilTime c{part(0, 4), part(5, 2), part(8, 2), part(11, 2), part(14, 2)};
    const bool is_clock = c.month >= 1 && c.month <= 12 && c.hour < 24 && c.minute < 60;
    return is_clock && as_civil(from_civil(c)).day == c.day ? std::optional{from_civil(c)} : std::nullopt;
}

/// What the file says, before gaps are closed.
struct Archive {
    std::optional<double> latitude, longitude, elevation, utc_offset_s;
    std::optional<Utc> first;  // stamp, of local time
    std::size_t hours = 0;
    std::array<std::vector<double>, quantities> arrays;
};

void read_times(JsonReader& json, Archive& archive) {
    if (archive.hours > 0) json.place().refuse("hourly.time", "stands there twice");
    json.array([&](std::size_t index) {
        const std::string text = json.string();
        const auto stamp = as_stamp(text);
        if (!stamp) {
            json.place().refuse("hourly.time",
                                "expected a time such as \"2023-01-01T00:00\", got another text");
        }
        if (index == 0) archive.first = stamp;
        const auto expected_s = archive.first->seconds + static_cast<std::int64_t>(index) * hour_s;
        if (stamp->seconds != expected_s)
            json.place().refuse("hourly.time", "expected an hour after the time before");
        if (index == most_hours) json.place().refuse("hourly.time", "expected one year, at most 8784 hours");
        archive.hours = index + 1;
    });
}

// The ranges of the quantities in the units of the file.
ReadingRange range_of(Quantity q) {
    switch (q) {
        case dry_bulb:
            return dry_bulb_range;
        case dew_point:
            return dew_point_range;
        case humidity:
            return humidity_range;
        default:
            return {pressure_range.name, pressure_range.lowest / pascals_per_hpa,
                    pressure_range.highest / pascals_per_hpa};
    }
}

double as_reading(JsonReader& json, Quantity q, std::optional<double> value) {
    if (!value) return no_reading;
    if (q == radiation) return irradiance_or_gap(*value);
    const ReadingRange range = range_of(q);
    if (*value < range.lowest || *value > range.highest) {
        json.place().refuse(range.name, fmt::format("expected a value from {} to {}, got {}", range.lowest,
                                                    range.highest, *value));
    }
    if (q == humidity) return *value / 100.0;
    return q == pressure ? *value * pascals_per_hpa : *value;
}

void read_array(JsonReader& json, const ArrayName& name, Archive& archive) {
    std::vector<double>& values = archive.arrays[name.quantity];
    if (!values.empty()) json.place().refuse(name.name, "stands there twice");
    json.array([&](std::size_t index) {
        if (index == most_hours) json.place().refuse(name.name, "expected one year, at most 8784 hours");
        values.push_back(as_reading(json, name.quantity, json.number_or_null()));
    });
}

void read_units(JsonReader& json) {
    json.object([&](const std::string& key) {
        const ArrayName* const name = find_array(key);
        if (name == nullptr) return json.skip();
        const std::string unit = json.string();
        const std::string_view expected = units[name->quantity];
        if (unit != expected) {
            json.place().refuse("hourly_units." + key,
                                fmt::format("expected {}, got another unit", expected));
        }
    });
}

void read_hourly(JsonReader& json, Archive& archive) {
    json.object([&](const std::string& key) {
        if (key == "time") return read_times(json, archive);
        if (const ArrayName* const name = find_array(key)) return read_array(json, *name, archive);
        json.skip();
    });
}

Archive read_archive(JsonReader& json) {
    Archive archive;
    json.object([&](const std::string& key) {
        if (key == "latitude") {
            archive.latitude = json.number();
        } else if (key == "longitude") {
            archive.longitude = json.number();
        } else if (key == "elevation") {
            archive.elevation = json.number();
        } else if (key == "utc_offset_seconds") {
            archive.utc_offset_s = json.number();
        } else if (key == "hourly_units") {
            read_units(json);
        } else if (key == "hourly") {
            read_hourly(json, archive);
        } else {
            json.skip();
        }
    });
    json.end();
    return archive;
}

void check_year(const LineSource& in, const Archive& a) {
    if (a.hours == 0) in.refuse("hourly.time", "expected the hours of a year, got none");
    const CivilTime first = as_civil(*a.first);
    const auto days = days_from_civil(first.year + 1, 1, 1) - days_from_civil(first.year, 1, 1);
    const bool is_new_year = first.month == 1 && first.day == 1 && first.hour == 0 && first.minute == 0;
    if (!is_new_year || static_cast<std::int64_t>(a.hours) != days * 24) {
        in.refuse("hourly.time",
                  fmt::format("expected a whole year from 1 January 00:00, got {} hours", a.hours));
    }
}

void check(const LineSource& in, const Archive& a) {
    constexpr double most_offset_s = 14 * 3'600.0;
    check_year(in, a);
    if (!a.utc_offset_s || std::abs(*a.utc_offset_s) > most_offset_s) {
        in.refuse("utc_offset_seconds", "expected seconds that local time is ahead of UTC, such as 28800");
    }
    if (!a.elevation || *a.elevation < -500.0 || *a.elevation > 6'000.0) {
        in.refuse("elevation", "expected metres above the sea, such as 19.0");
    }
    if (a.arrays[dry_bulb].empty()) in.refuse("hourly.temperature_2m", "is missing");
    if (a.arrays[humidity].empty() && a.arrays[dew_point].empty()) {
        in.refuse("hourly.relative_humidity_2m", "is missing, and dew_point_2m too");
    }
    for (const ArrayName& name : array_names) {
        const std::size_t values = a.arrays[name.quantity].size();
        if (values == 0 || values == a.hours) continue;
        in.refuse(name.name, fmt::format("expected {} values as of time, got {}", a.hours, values));
    }
}

WeatherReadings readings_of(Archive& a) {
    const auto take = [&](Quantity q) {
        if (a.arrays[q].empty()) a.arrays[q].assign(a.hours, no_reading);
        return std::move(a.arrays[q]);
    };
    WeatherReadings r{.dry_bulb = take(dry_bulb),
                      .dew_point = take(dew_point),
                      .humidity = take(humidity),
                      .pressure = take(pressure),
                      .irradiance = take(radiation)};
    std::rotate(r.irradiance.begin(), r.irradiance.begin() + 1, r.irradiance.end());
    return r;
}

std::unique_ptr<WeatherModel> make(Keys& keys) {
    std::unique_ptr<LineSource> file;
    GapLimits limits;
    keys.required({"file", "A year of the archive of Open-Meteo, .json or .json.gz"}, file);
    describe_gaps(keys, limits);
    if (!keys.done()) return nullptr;
    JsonReader json{*file};
    Archive archive = read_archive(json);
    check(*file, archive);
    WeatherStation station{
        .source = fmt::format("Weather data by Open-Meteo.com (CC BY 4.0), {} at {:.3f}, {:.3f}",
                              as_civil(*archive.first).year, archive.latitude.value_or(0.0),
                              archive.longitude.value_or(0.0)),
        .utc_offset_h = *archive.utc_offset_s / static_cast<double>(hour_s),
        .altitude = *archive.elevation};
    return make_weather(*file, std::move(station), readings_of(archive), limits);
}

}  // namespace

void register_open_meteo_weather(Registry<WeatherModel>& registry) {
    registry.add("open_meteo", "A real year from the archive of Open-Meteo", make);
}

}  // namespace datahall
