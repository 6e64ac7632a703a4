#include "models/cooling/weather_file.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "models/cooling/psychrometrics.hpp"
#include "models/cooling/typical_year.hpp"
#include "models/cooling/weather_text.hpp"

namespace datahall {
namespace {

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
void complete_moisture(WeatherReadings& s, GapFiller& filler, std::vector<std::string>& notes) {
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

void complete_pressure(WeatherReadings& s, double altitude, GapFiller& filler,
                       std::vector<std::string>& notes) {
    if (std::all_of(s.pressure.begin(), s.pressure.end(), [](double p) { return std::isnan(p); })) {
        std::fill(s.pressure.begin(), s.pressure.end(), psychro::pressure_at(altitude));
        notes.push_back("no station pressure: taken from the altitude");
    }
    filler.fill(s.pressure, pressure_range.name);
}

// Few need it, so no file is refused for it.
void complete_irradiance(WeatherReadings& s, std::vector<std::string>& notes) {
    std::size_t missing = 0;
    for (double& g : s.irradiance) {
        if (!std::isnan(g)) continue;
        g = 0.0;
        ++missing;
    }
    note_count(missing, "global horizontal radiation missing or out of range, taken as none", notes);
}

// The file's own humidity where it has one, so that reports show what the file says.
std::vector<Weather> make_rows(const WeatherReadings& s) {
    std::vector<Weather> rows;
    rows.reserve(s.dry_bulb.size());
    for (std::size_t i = 0; i < s.dry_bulb.size(); ++i) {
        rows.push_back(weather_from_dew_point(s.dry_bulb[i], s.dew_point[i], s.pressure[i]));
        if (!std::isnan(s.humidity[i])) rows.back().relative_humidity = s.humidity[i];
        rows.back().irradiance = s.irradiance[i];
    }
    return rows;
}

class FileWeather final : public WeatherModel {
public:
    FileWeather(TypicalYear year, std::string source, std::vector<std::string> notes)
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

}  // namespace

void describe_gaps(Keys& keys, GapLimits& limits) {
    keys.optional({"interpolate_up_to",
                   "Longest gap in hours that is closed by a straight line",
                   {.at_least = 0, .at_most = 48, .example = "6"}},
                  limits.interpolate);
    keys.optional({"copy_up_to",
                   "Longest gap in hours that repeats the day before; longer ones are refused",
                   {.at_least = 0, .at_most = 336, .example = "48"}},
                  limits.copy);
}

std::unique_ptr<WeatherModel> make_weather(const LineSource& in, WeatherStation station,
                                           WeatherReadings readings, GapLimits limits) {
    std::vector<std::string> notes;
    GapFiller filler{in, limits, notes};
    filler.fill(readings.dry_bulb, dry_bulb_range.name);
    complete_pressure(readings, station.altitude, filler, notes);
    complete_moisture(readings, filler, notes);
    complete_irradiance(readings, notes);
    const auto utc_offset_s = static_cast<std::int64_t>(std::lround(station.utc_offset_h * 3600.0));
    return std::make_unique<FileWeather>(TypicalYear{make_rows(readings), utc_offset_s},
                                         std::move(station.source), std::move(notes));
}

}  // namespace datahall
