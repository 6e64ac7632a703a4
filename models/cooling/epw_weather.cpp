// Weather of a typical year from an EnergyPlus weather file (.epw or .epw.gz).
//
// Eight header lines, of which LOCATION, COMMENTS and DATA PERIODS are read; then 8,760 or 8,784
// hourly rows of 35 comma-separated fields.  Rows count in their order: the printed years are
// those that the typical months were taken from and mean nothing.  Row n (from 1) is stamped at
// the end of its hour and holds for (n-1) h <= local standard time < n h, whatever the summer.
//
// A value at or beyond its missing code (dry bulb and dew point 99.9 degC, humidity 999 %,
// pressure 999999 Pa) is a gap.  Gaps of up to `interpolate_up_to` hours are closed by
// straight lines, up to `copy_up_to` hours by the same hours of the day before (across New Year too, the year
// being a ring), longer ones refuse the file.  Moisture comes from the dew point; where that is missing, from
// the relative humidity (printed to 1 % only).  A pressure missing in the whole file is that of the altitude.
// Radiation that is missing, or not 0..1600 Wh/m2, is taken as none.
//
// Valid: dry bulb -70..70 degC, pressure 31..120 kPa; other values refuse the file.
// Ignores: radiation but on the horizontal, wind, sky, rain.  Source: EnergyPlus Auxiliary Programs, weather
// file format; the lengths of gaps closed are an estimate.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/cooling/psychrometrics.hpp"
#include "models/cooling/typical_year.hpp"

namespace datahall {
namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t columns = 35;

struct Column {
    std::size_t index;
    std::string_view name;
    double missing;  // this value and all above it
    double lowest;
    double highest;
};
constexpr Column dry_bulb_column{6, "dry bulb", 99.9, -70.0, 70.0};
constexpr Column dew_point_column{7, "dew point", 99.9, -100.0, 70.0};
constexpr Column humidity_column{8, "relative humidity", 999.0, 0.0, 115.0};  // > 100 is clamped
constexpr Column pressure_column{9, "station pressure", 999'999.0, 31'000.0, 120'000.0};
constexpr std::size_t irradiance_index = 13;
constexpr std::array<std::string_view, 8> header_names{"LOCATION",
                                                       "DESIGN CONDITIONS",
                                                       "TYPICAL/EXTREME PERIODS",
                                                       "GROUND TEMPERATURES",
                                                       "HOLIDAYS/DAYLIGHT SAVING",
                                                       "COMMENTS 1",
                                                       "COMMENTS 2",
                                                       "DATA PERIODS"};

struct GapLimits {
    std::int64_t interpolate = 6;  // hours
    std::int64_t copy = 48;
};

struct Site {
    std::string source;
    double utc_offset_h = 0.0;
    double altitude = 0.0;  // m
};

struct Series {
    std::vector<double> dry_bulb;
    std::vector<double> dew_point;
    std::vector<double> humidity;  // 0..1
    std::vector<double> pressure;
    std::vector<double> irradiance;  // W/m2
};

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t from = 0;;) {
        const std::size_t comma = line.find(',', from);
        fields.push_back(line.substr(from, comma - from));
        if (comma == std::string_view::npos) return fields;
        from = comma + 1;
    }
}

// The whole field as a finite number; spaces around it are allowed.
bool parse(std::string_view field, double& out) {
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
    if (!field.empty() && field.front() == '+') field.remove_prefix(1);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out);
    return error == std::errc{} && end == field.data() + field.size() && std::isfinite(out);
}

bool continues_utf8(std::string_view text, std::size_t at, std::size_t count) {
    for (std::size_t i = at + 1; i <= at + count; ++i) {
        if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return false;
    }
    return true;
}

// Place names come in UTF-8 or in Latin-1: bytes that are not UTF-8 are read as Latin-1.
std::string as_utf8(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t follow = byte >= 0xF0U ? 3U : byte >= 0xE0U ? 2U : 1U;
        if (byte < 0x80U) {
            out += text[i];
        } else if (byte >= 0xC2U && byte < 0xF5U && continues_utf8(text, i, follow)) {
            out += text.substr(i, follow + 1);
            i += follow;
        } else {
            out += static_cast<char>(0xC0U | (byte >> 6U));
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return out;
}

double number_in(const LineSource& in, std::string_view field, const Column& column) {
    double value = 0.0;
    if (!parse(field, value)) {
        in.refuse(column.name, "expected a number such as 12.5, got '" + as_utf8(field) + "'");
    }
    if (value >= column.missing) return gap;
    if (value < column.lowest || value > column.highest) {
        in.refuse(column.name, "expected a value from " + std::to_string(column.lowest) + " to " +
                                   std::to_string(column.highest) + ", got '" + std::string{field} + "'");
    }
    return value;
}

void read_location(const LineSource& in, std::string_view line, Site& site) {
    const auto fields = split(line);
    if (fields.size() < 10) in.refuse("", "expected 10 fields in LOCATION");
    if (!parse(fields[8], site.utc_offset_h) || std::abs(site.utc_offset_h) > 14.0) {
        in.refuse("time zone", "expected hours from UTC such as -7.0, got '" + as_utf8(fields[8]) + "'");
    }
    if (!parse(fields[9], site.altitude) || site.altitude < -500.0 || site.altitude > 6'000.0) {
        in.refuse("elevation", "expected metres above the sea, got '" + as_utf8(fields[9]) + "'");
    }
    site.source =
        as_utf8(std::string{fields[1]} + ", " + std::string{fields[2]} + ", " + std::string{fields[3]} +
                " (" + std::string{fields[4]} + ", WMO " + std::string{fields[5]} + ")");
}

void read_comment(std::string_view line, Site& site) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return;
    std::string_view text = line.substr(comma + 1);
    const auto is_padding = [](char c) { return c == ' ' || c == '"' || c == '-'; };
    while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
    if (!text.empty()) site.source += "; " + as_utf8(text);
}

void check_data_periods(const LineSource& in, std::string_view line) {
    const auto fields = split(line);
    double periods = 0.0;
    double records_per_hour = 0.0;
    if (fields.size() < 3 || !parse(fields[1], periods) || !parse(fields[2], records_per_hour) ||
        periods != 1.0 || records_per_hour != 1.0) {
        in.refuse("DATA PERIODS", "expected one period with one record an hour");
    }
}

Site read_header(LineSource& in) {
    Site site;
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
    if (!parse(field, hour) || hour != static_cast<double>(expected)) {
        in.refuse("hour", "expected hour " + std::to_string(expected) + " (hours run 1..24 in order), got '" +
                              as_utf8(field) + "'");
    }
}

// Wh/m2 of an hour; a gap unless it is a number that the sun can give.
double irradiance_in(std::string_view field) {
    constexpr double most = 1'600.0;
    double value = 0.0;
    return parse(field, value) && value >= 0.0 && value <= most ? value : gap;
}

Series read_rows(LineSource& in) {
    Series s;
    std::string_view line;
    while (in.next(line)) {
        const std::size_t row = s.dry_bulb.size();
        if (line.empty()) continue;
        if (row == 8'784) in.refuse("", "expected at most 8784 hourly rows");
        const auto fields = split(line);
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

/// Closes the gaps of one quantity; the year is a ring.  Says in `notes` what it did.
class GapFiller {
public:
    GapFiller(const LineSource& in, GapLimits limits, std::vector<std::string>& notes)
        : in_{in}, limits_{limits}, notes_{notes} {}

    void fill(std::vector<double>& values, std::string_view name) {
        const auto first =
            std::find_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
        if (first == values.end()) in_.refuse(name, "no value in the whole file");
        const auto start = static_cast<std::size_t>(first - values.begin());
        std::size_t interpolated = 0;
        std::size_t copied = 0;
        for (std::size_t i = 1; i < values.size();) {
            const std::size_t length = gap_length(values, start + i);
            if (length == 0) {
                ++i;
                continue;
            }
            close(values, start + i, length, name);
            (length <= static_cast<std::size_t>(limits_.interpolate) ? interpolated : copied) += length;
            i += length;
        }
        note(interpolated, name, "interpolated");
        note(copied, name, "copied from the day before");
    }

private:
    static std::size_t gap_length(const std::vector<double>& values, std::size_t from) {
        std::size_t length = 0;
        while (std::isnan(values[(from + length) % values.size()])) ++length;
        return length;
    }

    void close(std::vector<double>& values, std::size_t from, std::size_t length, std::string_view name) {
        const std::size_t n = values.size();
        if (length > static_cast<std::size_t>(std::max(limits_.copy, limits_.interpolate))) {
            in_.refuse(name, "missing for " + std::to_string(length) + " hours from data row " +
                                 std::to_string(from % n + 1) + ", which is more than may be filled");
        }
        if (length > static_cast<std::size_t>(limits_.interpolate)) {
            for (std::size_t i = from; i < from + length; ++i)
                values[i % n] = a_day_before(values, i % n, name);
            return;
        }
        const double before = values[(from + n - 1) % n];
        const double after = values[(from + length) % n];
        for (std::size_t i = 0; i < length; ++i) {
            const double share = static_cast<double>(i + 1) / static_cast<double>(length + 1);
            values[(from + i) % n] = before + (after - before) * share;
        }
    }

    // The last day before that has this hour: yesterday's hour may be a gap across New Year.
    double a_day_before(const std::vector<double>& values, std::size_t hour, std::string_view name) const {
        for (std::size_t back = 24;; back += 24) {
            if (back >= values.size()) in_.refuse(name, "missing at this hour on every day of the year");
            const double value = values[(hour + values.size() - back) % values.size()];
            if (!std::isnan(value)) return value;
        }
    }

    void note(std::size_t hours, std::string_view name, std::string_view how) {
        if (hours == 0) return;
        notes_.push_back(std::to_string(hours) + " h of " + std::string{name} + " missing, " +
                         std::string{how});
    }

    const LineSource& in_;
    GapLimits limits_;
    std::vector<std::string>& notes_;
};

void note_count(std::size_t count, const std::string& what, std::vector<std::string>& notes) {
    if (count > 0) notes.push_back(std::to_string(count) + " h of " + what);
}

// Dew point and humidity of every hour; each stands in for the other.  Needs the dry bulb.
void complete_moisture(Series& s, GapFiller& filler, std::vector<std::string>& notes) {
    std::size_t supersaturated = 0;
    std::size_t above_dry_bulb = 0;
    std::size_t from_humidity = 0;
    for (std::size_t i = 0; i < s.dry_bulb.size(); ++i) {
        if (s.humidity[i] > 1.0) ++supersaturated;
        if (s.humidity[i] > 1.0) s.humidity[i] = 1.0;
        if (std::isnan(s.dew_point[i]) && !std::isnan(s.humidity[i])) {
            const double vapour = s.humidity[i] * psychro::saturation_pressure(s.dry_bulb[i]);
            s.dew_point[i] = std::min(psychro::dew_point(vapour), s.dry_bulb[i]);
            ++from_humidity;
        }
    }
    filler.fill(s.dew_point, "moisture");
    for (std::size_t i = 0; i < s.dry_bulb.size(); ++i) {
        if (s.dew_point[i] > s.dry_bulb[i]) ++above_dry_bulb;
    }
    note_count(from_humidity, "dew point missing, derived from relative humidity", notes);
    note_count(supersaturated, "relative humidity above 100 %, clamped", notes);
    note_count(above_dry_bulb, "dew point above dry bulb, clamped", notes);
}

void complete_pressure(Series& s, double altitude, GapFiller& filler, std::vector<std::string>& notes) {
    if (std::all_of(s.pressure.begin(), s.pressure.end(), [](double p) { return std::isnan(p); })) {
        std::fill(s.pressure.begin(), s.pressure.end(), psychro::pressure_at(altitude));
        notes.push_back("no station pressure: taken from the altitude");
    }
    filler.fill(s.pressure, pressure_column.name);
}

// Few need it, so no file is refused for it.
void complete_irradiance(Series& s, std::vector<std::string>& notes) {
    std::size_t missing = 0;
    for (double& g : s.irradiance) {
        if (!std::isnan(g)) continue;
        g = 0.0;
        ++missing;
    }
    note_count(missing, "global horizontal radiation missing or out of range, taken as none", notes);
}

// The file's own humidity where it has one, so that reports show what the file says.
std::vector<Weather> make_rows(const Series& s) {
    std::vector<Weather> rows;
    rows.reserve(s.dry_bulb.size());
    for (std::size_t i = 0; i < s.dry_bulb.size(); ++i) {
        rows.push_back(weather_from_dew_point(s.dry_bulb[i], s.dew_point[i], s.pressure[i]));
        if (!std::isnan(s.humidity[i])) rows.back().relative_humidity = s.humidity[i];
        rows.back().irradiance = s.irradiance[i];
    }
    return rows;
}

class EpwWeather final : public WeatherModel {
public:
    EpwWeather(TypicalYear year, std::string source, std::vector<std::string> notes)
        : year_{std::move(year)}, source_{std::move(source)}, notes_{std::move(notes)} {}

    Weather at(Utc time) const override { return year_.at(time); }
    Utc next_change(Utc time) const override { return year_.next_change(time); }
    std::string source() const override { return source_; }
    std::vector<std::string> notes() const override { return notes_; }

private:
    TypicalYear year_;
    std::string source_;
    std::vector<std::string> notes_;
};

std::unique_ptr<WeatherModel> load(LineSource& in, GapLimits limits) {
    const Site site = read_header(in);
    Series series = read_rows(in);
    std::vector<std::string> notes;
    GapFiller filler{in, limits, notes};
    filler.fill(series.dry_bulb, dry_bulb_column.name);
    complete_pressure(series, site.altitude, filler, notes);
    complete_moisture(series, filler, notes);
    complete_irradiance(series, notes);
    const auto utc_offset_s = static_cast<std::int64_t>(std::lround(site.utc_offset_h * 3600.0));
    return std::make_unique<EpwWeather>(TypicalYear{make_rows(series), utc_offset_s}, site.source,
                                        std::move(notes));
}

std::unique_ptr<WeatherModel> make(Keys& keys) {
    std::unique_ptr<LineSource> file;
    GapLimits limits;
    keys.required({"file", "The weather file, .epw or .epw.gz"}, file);
    keys.optional({"interpolate_up_to",
                   "Longest gap in hours that is closed by a straight line",
                   {.at_least = 0, .at_most = 48, .example = "6"}},
                  limits.interpolate);
    keys.optional({"copy_up_to",
                   "Longest gap in hours that repeats the day before; longer ones are refused",
                   {.at_least = 0, .at_most = 336, .example = "48"}},
                  limits.copy);
    if (!keys.done()) return nullptr;
    return load(*file, limits);
}

}  // namespace

void register_epw_weather(Registry<WeatherModel>& registry) {
    registry.add("epw", "A typical year from an EnergyPlus weather file", make);
}

}  // namespace datahall
