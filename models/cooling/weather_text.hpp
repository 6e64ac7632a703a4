// Fields of weather files: comma-separated numbers and names in more than one encoding.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datahall/line_source.hpp"

namespace datahall {

/// The parts between commas; quotes mean nothing.
std::vector<std::string_view> split_commas(std::string_view line);

/// The whole field as a finite number; spaces around it and a plus sign are allowed.
bool parse_reading(std::string_view field, double& out);

/// Place names come in UTF-8 or in Latin-1: bytes that are not UTF-8 are read as Latin-1.
std::string as_utf8(std::string_view text);

/// A quantity of a weather file and what it can be on Earth.
struct ReadingRange {
    std::string_view name;
    double lowest = 0.0;
    double highest = 0.0;
};
inline constexpr ReadingRange dry_bulb_range{"dry bulb", -70.0, 70.0};
inline constexpr ReadingRange dew_point_range{"dew point", -100.0, 70.0};
inline constexpr ReadingRange humidity_range{"relative humidity", 0.0, 115.0};  // %; > 100 is clamped
inline constexpr ReadingRange pressure_range{"station pressure", 31'000.0, 120'000.0};

/// Refuses a value outside the range.
void require_within(const LineSource& in, const ReadingRange& range, double value);

/// A number of a field, within its range.
double reading_in(const LineSource& in, std::string_view field, const ReadingRange& range);

/// Radiation on the horizontal in Wh/m2 of an hour, or not a number where the sun cannot give that.
double irradiance_or_gap(double value);

}  // namespace datahall
