// Numbers with units, as users write them: "12.5 kW" -> 12500.
//
// A number is decimal and finite, and is parsed without regard to the locale; then come optional
// spaces and one exact unit symbol of the wanted dimension.  A bare 0 needs no unit.  Nothing is guessed:
// hex, octal, underscores, decimal commas, nan and inf are refused.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "datahall/keys.hpp"

namespace datahall {

/// SI value = (number - offset) * multiply / divide, which is correctly rounded for most units.
struct Unit {
    std::string_view symbol;
    double multiply = 1.0;
    double divide = 1.0;
    double offset = 0.0;
    bool is_shown = false;  // used to print values, too
};

struct UnitTable {
    Dimension dimension;
    std::string_view name;     // "power"
    std::string_view what;     // "a power"
    std::string_view example;  // "12 kW"
    std::string_view base;     // "W"; "" for pure numbers
    std::span<const Unit> units;
};

/// Every dimension, in the order of the enumeration.
std::span<const UnitTable> unit_tables();
const UnitTable& units_of(Dimension dimension);

/// A value, or what is wrong with the text.
template <class Value>
struct Parsed {
    std::optional<Value> value;
    std::string expected;  // "a power such as \"12 kW\""; set if there is no value
    std::string hint;      // "kWh is an energy", may be empty
};

/// The value in the dimension's SI base (degC for a temperature).
Parsed<double> parse_quantity(std::string_view text, Dimension dimension);

/// Decimal digits with an optional minus, within 64 bits.
Parsed<std::int64_t> parse_integer(std::string_view text);

/// The shortest text that parse_quantity() reads back to the same bits, in a convenient unit.
/// `si` is finite; -0 prints as 0.
std::string to_text(double si, Dimension dimension);

}  // namespace datahall
