// Weather of a typical year from a TMY3 file of NREL (.csv or .csv.gz).
//
// The first line describes the station: number, "name", state, hours from UTC, latitude, longitude and
// elevation in m; the second names the columns; then 8,760 hourly rows.  Columns are found by their names:
//   Date (MM/DD/YYYY), Time (HH:MM)   hours end at 01:00 to 24:00 in local standard time; the printed years
//   are
//                                     those that the months were taken from and mean nothing
//   Dry-bulb (C), Dew-point (C), RHum (%), Pressure (mbar)
//   GHI (W/m^2)                       Wh/m2 of the hour; may be missing
//
// Values of -9900 are gaps; weather_file.hpp says how gaps are closed.
//
// Valid: dry bulb -70..70 degC, pressure 31..120 kPa; other values refuse the file.
// Ignores: all other columns, with them the flags of where values come from.
// Source: S. Wilcox and W. Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156, 2008.
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/cooling/weather_file.hpp"
#include "models/cooling/weather_text.hpp"

namespace datahall {
namespace {

constexpr std::size_t hours = 8'760;
constexpr double missing = -9'900.0;  // this value and all below it
constexpr double pascals_per_mbar = 100.0;

struct Columns {
    std::size_t date, time, dry_bulb, dew_point, humidity, pressure;
    std::optional<std::size_t> irradiance;
    std::size_t count;
};

// A name in quotes may hold commas, and only the fields behind it count: they are counted from the end.
WeatherStation read_station(LineSource& in) {
    constexpr std::size_t fields_behind_name = 5;
    std::string_view line;
    if (!in.next(line)) in.refuse("", "expected a line that describes the station, got an empty file");
    const auto fields = split_commas(line);
    if (fields.size() < fields_behind_name + 2) {
        in.refuse("", "expected station, name, state, hours from UTC, latitude, longitude and elevation");
    }
    const std::size_t state = fields.size() - fields_behind_name;
    std::string name;
    for (std::size_t i = 1; i < state; ++i) name += (i > 1 ? "," : "") + std::string{fields[i]};
    std::erase(name, '"');
    WeatherStation station;
    if (!parse_reading(fields[state + 1], station.utc_offset_h) || std::abs(station.utc_offset_h) > 14.0) {
        in.refuse("time zone",
                  "expected hours from UTC such as -7.0, got '" + as_utf8(fields[state + 1]) + "'");
    }
    if (!parse_reading(fields[state + 4], station.altitude) || station.altitude < -500.0 ||
        station.altitude > 6'000.0) {
        in.refuse("elevation", "expected metres above the sea, got '" + as_utf8(fields[state + 4]) + "'");
    }
    station.source = as_utf8(fmt::format("{}, {} (TMY3, NREL, station {})", name, fields[state], fields[0]));
    return station;
}

std::optional<std::size_t> find_column(const std::vector<std::string_view>& header, std::string_view name) {
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (header[i] == name) return i;
    }
    return std::nullopt;
}

Columns read_columns(LineSource& in) {
    std::string_view line;
    if (!in.next(line)) in.refuse("", "the file ends before the line that names the columns");
    const auto header = split_commas(line);
    const auto column = [&](std::string_view name) {
        const auto at = find_column(header, name);
        if (!at) in.refuse(name, "no column of this name");
        return *at;
    };
    return {.date = column("Date (MM/DD/YYYY)"),
            .time = column("Time (HH:MM)"),
            .dry_bulb = column("Dry-bulb (C)"),
            .dew_point = column("Dew-point (C)"),
            .humidity = column("RHum (%)"),
            .pressure = column("Pressure (mbar)"),
            .irradiance = find_column(header, "GHI (W/m^2)"),
            .count = header.size()};
}

// Row 0 is stamped 01/01, 01:00; the last one 12/31, 24:00.
void check_stamp(const LineSource& in, std::string_view date, std::string_view time, std::size_t row) {
    constexpr int common_year = 2001;
    const auto day_of_year = static_cast<std::int64_t>(row / 24);
    const CivilTime day = as_civil({(days_from_civil(common_year, 1, 1) + day_of_year) * 86'400});
    const std::string expected_date = fmt::format("{:02}/{:02}/", day.month, day.day);
    const std::string expected_time = fmt::format("{:02}:00", row % 24 + 1);
    if (!date.starts_with(expected_date)) {
        in.refuse("Date", fmt::format("expected {}..., got '{}'", expected_date, as_utf8(date)));
    }
    if (time != expected_time && "0" + std::string{time} != expected_time) {
        in.refuse("Time", fmt::format("expected {}, got '{}'", expected_time, as_utf8(time)));
    }
}

double number_in(const LineSource& in, std::string_view field, const ReadingRange& range, double unit) {
    const double value = reading_in(in, field, range);
    if (value <= missing) return no_reading;
    require_within(in, range, value * unit);
    return value * unit;
}

void read_row(const LineSource& in, const std::vector<std::string_view>& fields, const Columns& columns,
              WeatherReadings& r) {
    r.dry_bulb.push_back(number_in(in, fields[columns.dry_bulb], dry_bulb_range, 1.0));
    r.dew_point.push_back(number_in(in, fields[columns.dew_point], dew_point_range, 1.0));
    r.humidity.push_back(number_in(in, fields[columns.humidity], humidity_range, 1.0) / 100.0);
    r.pressure.push_back(number_in(in, fields[columns.pressure], pressure_range, pascals_per_mbar));
    double sun = no_reading;
    if (columns.irradiance && !parse_reading(fields[*columns.irradiance], sun)) sun = no_reading;
    r.irradiance.push_back(irradiance_or_gap(sun));
}

WeatherReadings read_rows(LineSource& in, const Columns& columns) {
    WeatherReadings readings;
    std::string_view line;
    while (in.next(line)) {
        if (line.empty()) continue;
        const std::size_t row = readings.dry_bulb.size();
        if (row == hours) in.refuse("", "expected 8760 hourly rows");
        const auto fields = split_commas(line);
        if (fields.size() != columns.count) {
            in.refuse("", fmt::format("expected {} fields, got {}", columns.count, fields.size()));
        }
        check_stamp(in, fields[columns.date], fields[columns.time], row);
        read_row(in, fields, columns, readings);
    }
    if (readings.dry_bulb.size() != hours) {
        in.refuse("", fmt::format("expected 8760 hourly rows, got {}", readings.dry_bulb.size()));
    }
    return readings;
}

std::unique_ptr<WeatherModel> make(Keys& keys) {
    std::unique_ptr<LineSource> file;
    GapLimits limits;
    keys.required({"file", "The TMY3 file, .csv or .csv.gz"}, file);
    describe_gaps(keys, limits);
    if (!keys.done()) return nullptr;
    WeatherStation station = read_station(*file);
    const Columns columns = read_columns(*file);
    WeatherReadings readings = read_rows(*file, columns);
    return make_weather(*file, std::move(station), std::move(readings), limits);
}

}  // namespace

void register_tmy3_weather(Registry<WeatherModel>& registry) {
    registry.add("tmy3", "A typical year from a TMY3 file of NREL", make);
}

}  // namespace datahall
