// Numbers as people read them: four significant digits and a unit of a fitting size.
//
// JSON and CSV never use this: they hold SI values that read back to the same bits.
#pragma once

#include <string>
#include <string_view>

namespace datahall {

struct Figure {
    std::string number;
    std::string unit;  // empty for ratios and counts
};

/// A value in an SI unit ("W", "J", "m", "kg", "s", "USD", "1", "count", ...) for a table.  Counts
/// stay exact.  An unknown unit passes through unscaled.
Figure for_people(double value, std::string_view unit);

/// The same for two values that are to be compared: both in the unit that fits the larger one.
struct FigurePair {
    std::string first;
    std::string second;
    std::string unit;
};
FigurePair for_people(double first, double second, std::string_view unit);

/// Four significant digits without an exponent from 0.0001 up to 10^9, in exponent form beyond;
/// whole digits are never rounded away: 12345.6 -> "12346".
std::string four_digits(double value);

}  // namespace datahall
