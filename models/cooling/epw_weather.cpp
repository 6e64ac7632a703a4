// Weather of a typical year from an EnergyPlus weather file (.epw or .epw.gz).
//
// Eight header lines, of which LOCATION, COMMENTS and DATA PERIODS are read; then 8,760 or 8,784
// hourly rows of 35 comma-separated fields.  Rows count in their order: the printed years are
// those that the typical months were taken from and mean nothing.  Row n (from 1) is stamped at
// the end of its hour and holds for (n-1) h <= local standard time < n h, whatever the summer.
//
// A value at or beyond its missing code (dry bulb and dew point 99.9 degC, humidity 999 %,
// pressure 999999 Pa) is a gap; weather_file.hpp says how gaps are closed.  The relative humidity is printed
// to 1 % only.  The minute is not read: files have 0 or 60 there.
//
// Valid: dry bulb -70..70 degC, pressure 31..120 kPa; other values refuse the file.
// Ignores: radiation but on the horizontal, wind, sky, rain.  Source: EnergyPlus Auxiliary Programs, weather
// file format.
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/cooling/weather_file.hpp"
#include "models/cooling/weather_text.hpp"

namespace datahall {
namespace {

constexpr std::size_t columns = 35;

struct Column {
    std::size_t index;
    double missing;  // this value and all above it
    ReadingRange range;
};
constexpr Column dry_bulb_column{6, 99.9, dry_bulb_range};
constexpr Column dew_point_column{7, 99.9, dew_point_range};
constexpr Column humidity_column{8, 999.0, humidity_range};
constexpr Column pressure_column{9, 999'999.0, pressure_range};
constexpr std::size_t irradiance_index = 13;
constexpr std::array<std::string_view, 8> header_names{"LOCATION",
                                                       "DESIGN CONDITIONS",
                                                       "TYPICAL/EXTREME PERIODS",
                                                       "GROUND TEMPERATURES",
                                                       "HOLIDAYS/DAYLIGHT SAVING",
                                                       "COMMENTS 1",
                                                       "COMMENTS 2",
                                                       "DATA PERIODS"};

double number_in(const LineSource& in, std::string_view field, const Column& column) {
    const double value = reading_in(in, field, column.range);
    if (value >= column.missing) return no_reading;
    require_within(in, column.range, value);
    return value;
}

void read_location(const LineSource& in, std::string_view line, WeatherStation& site) {
    const auto fields = split_commas(line);
    if (fields.size() < 10) in.refuse("", "expected 10 fields in LOCATION");
    if (!parse_reading(fields[8], site.utc_offset_h) || std::abs(site.utc_offset_h) > 14.0) {
        in.refuse("time zone", "expected hours from UTC such as -7.0, got '" + as_utf8(fields[8]) + "'");
    }
    if (!parse_reading(fields[9], site.altitude) || site.altitude < -500.0 || site.altitude > 6'000.0) {
        in.refuse("elevation", "expected metres above the sea, got '" + as_utf8(fields[9]) + "'");
    }
    site.source =
        as_utf8(std::string{fields[1]} + ", " + std::string{fields[2]} + ", " + std::string{fields[3]} +
                " (" + std::string{fields[4]} + ", WMO " + std::string{fields[5]} + ")");
}

void read_comment(std::string_view line, WeatherStation& site) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return;
    std::string_view text = line.substr(comma + 1);
    const auto is_padding = [](char c) { return c == ' ' || c == '"' || c == '-'; };
    while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
    if (!text.empty()) site.source += "; " + as_utf8(text);
}

void check_data_periods(const LineSource& in, std::string_view line) {
    const auto fields = split_commas(line);
    double periods = 0.0;
    double records_per_hour = 0.0;
    if (fields.size() < 3 || !parse_reading(fields[1], periods) ||
        !parse_reading(fields[2], records_per_hour) || periods != 1.0 || records_per_hour != 1.0) {
        in.refuse("DATA PERIODS", "expected one period with one record an hour");
    }
}

WeatherStation read_header(LineSource& in) {
    WeatherStation site;
    std::string_view line;
    for (const std::string_view name : header_names) {
        if (!in.next(line)) in.refuse("", "the file ends before the header line " + std::string{name});
        if (!line.starts_with(name)) in.refuse("", "expected the header line " + std::string{name});
        if (name == "LOCATION") read_location(in, line, site);
        if (name.starts_with("COMMENTS")) read_comment(line, site);
        if (name == "DATA PERIODS") check_data_periods(in, line);
    }
    return site;
}

void check_hour(const LineSource& in, std::string_view field, std::size_t row) {
    double hour = 0.0;
    const std::size_t expected = row % 24 + 1;
    if (!parse_reading(field, hour) || hour != static_cast<double>(expected)) {
        in.refuse("hour", "expected hour " + std::to_string(expected) + " (hours run 1..24 in order), got '" +
                              as_utf8(field) + "'");
    }
}

double irradiance_in(std::string_view field) {
    double value = 0.0;
    return parse_reading(field, value) ? irradiance_or_gap(value) : no_reading;
}

WeatherReadings read_rows(LineSource& in) {
    WeatherReadings s;
    std::string_view line;
    while (in.next(line)) {
        const std::size_t row = s.dry_bulb.size();
        if (line.empty()) continue;
        if (row == 8'784) in.refuse("", "expected at most 8784 hourly rows");
        const auto fields = split_commas(line);
        if (fields.size() != columns) {
            in.refuse("", "expected 35 fields, got " + std::to_string(fields.size()));
        }
        check_hour(in, fields[3], row);
        s.dry_bulb.push_back(number_in(in, fields[dry_bulb_column.index], dry_bulb_column));
        s.dew_point.push_back(number_in(in, fields[dew_point_column.index], dew_point_column));
        s.humidity.push_back(number_in(in, fields[humidity_column.index], humidity_column) / 100.0);
        s.pressure.push_back(number_in(in, fields[pressure_column.index], pressure_column));
        s.irradiance.push_back(irradiance_in(fields[irradiance_index]));
    }
    if (s.dry_bulb.size() != 8'760 && s.dry_bulb.size() != 8'784) {
        in.refuse("", "expected 8760 or 8784 hourly rows, got " + std::to_string(s.dry_bulb.size()));
    }
    return s;
}

std::unique_ptr<WeatherModel> make(Keys& keys) {
    std::unique_ptr<LineSource> file;
    GapLimits limits;
    keys.required({"file", "The weather file, .epw or .epw.gz"}, file);
    describe_gaps(keys, limits);
    if (!keys.done()) return nullptr;
    WeatherStation station = read_header(*file);
    WeatherReadings readings = read_rows(*file);
    return make_weather(*file, std::move(station), std::move(readings), limits);
}

}  // namespace

void register_epw_weather(Registry<WeatherModel>& registry) {
    registry.add("epw", "A typical year from an EnergyPlus weather file", make);
}

}  // namespace datahall
