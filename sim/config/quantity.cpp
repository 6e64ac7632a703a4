#include "sim/config/quantity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"

namespace datahall {
namespace {

// Removes a decimal number from the start of `text`; nothing if there is none or it is not finite.
std::optional<double> take_number(std::string_view& text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

double in_si(double number, const Unit& unit) {
    return (number - unit.offset) * unit.multiply / unit.divide + 0.0;  // -0 becomes 0
}

const Unit* find_unit(const UnitTable& table, std::string_view symbol) {
    const auto it = std::ranges::find(table.units, symbol, &Unit::symbol);
    return it == table.units.end() ? nullptr : &*it;
}

std::vector<std::string> symbols_of(const UnitTable& table) {
    std::vector<std::string> symbols;
    for (const Unit& u : table.units) symbols.emplace_back(u.symbol);
    return symbols;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string units_hint(const UnitTable& table) {
    if (table.base.empty()) return table.units.empty() ? "a plain number, no unit" : "a plain number or 95 %";
    return fmt::format("units: {}", fmt::join(symbols_of(table), ", "));
}

// Symbols that differ only in case: "kw" -> 'kW', "mW" -> 'MW'.
std::string case_hint(const UnitTable& table, std::string_view symbol) {
    std::vector<std::string> same;
    for (const Unit& u : table.units) {
        if (same_but_for_case(u.symbol, symbol)) same.push_back(fmt::format("'{}'", u.symbol));
    }
    return same.empty() ? "" : fmt::format("did you mean {}?", fmt::join(same, " or "));
}

std::string other_dimension_hint(const UnitTable& table, std::string_view symbol) {
    for (const UnitTable& other : unit_tables()) {
        if (other.dimension == table.dimension || !find_unit(other, symbol)) continue;
        if (other.dimension == Dimension::data && table.dimension == Dimension::data_rate) {
            const bool bytes = symbol.back() == 'B';
            const std::string stem{symbol.substr(0, symbol.size() - 1)};
            const std::string bits = (stem.ends_with('i') ? stem.substr(0, stem.size() - 1) : stem) + "b/s";
            return bytes
                       ? fmt::format("'{}' counts bytes: write '{}/s' for bytes or '{}' for bits per second",
                                     symbol, symbol, bits)
                       : fmt::format("'{}' counts bits: write '{}/s' for bits per second", symbol, symbol);
        }
        return fmt::format("'{}' is a unit of {}; {}", symbol, other.name, units_hint(table));
    }
    return {};
}

std::string unit_hint(const UnitTable& table, std::string_view symbol) {
    if (std::string hint = other_dimension_hint(table, symbol); !hint.empty()) return hint;
    if (std::string hint = case_hint(table, symbol); !hint.empty()) return hint;
    return units_hint(table);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// What people write that is not a number here.
std::string number_hint(std::string_view text) {
    if (text.starts_with('+')) return "without the plus sign";
    if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("-0x"))
        return "numbers are decimal";
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) return "too large or too small for a number";
    if (error == std::errc{} && !std::isfinite(value)) return "numbers are finite";
    return {};
}

std::string rest_hint(const UnitTable& table, std::string_view rest, double number) {
    const bool digit_follows = rest.size() > 1 && is_digit(rest[1]);
    if (rest.empty()) return table.base.empty() ? "" : "no unit; " + units_hint(table);
    if (rest[0] == ',' && digit_follows) return "write a decimal point, and no separators of thousands";
    if (rest[0] == '_' && digit_follows) return "write the number without underscores";
    if ((rest[0] == 'x' || rest[0] == 'X') && number == 0.0) return "numbers are decimal";
    if (rest.starts_with("\xc2\xa0") || rest.starts_with('\t'))
        return "put an ordinary space before the unit";
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return unit_hint(table, rest);
}

std::string expectation(const UnitTable& table) {
    return fmt::format("{} such as \"{}\"", table.what, table.example);
}

}  // namespace

Parsed<double> parse_quantity(std::string_view text, Dimension dimension) {
    const UnitTable& table = units_of(dimension);
    const auto refused = [&](std::string hint) {
        return Parsed<double>{std::nullopt, expectation(table), std::move(hint)};
    };
    std::string_view rest = text;
    const auto number = take_number(rest);
    if (!number) return refused(number_hint(text));
    if (rest.empty() && (*number == 0.0 || table.base.empty())) return {*number + 0.0, {}, {}};

    std::string_view symbol = rest;
    symbol.remove_prefix(std::min(symbol.find_first_not_of(' '), symbol.size()));
    const Unit* unit = find_unit(table, symbol);
    if (!unit) return refused(rest_hint(table, rest, *number));
    const double si = in_si(*number, *unit);
    if (!std::isfinite(si)) return refused("too large for a number");
    return {si, {}, {}};
}

Parsed<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error == std::errc{} && end == last) return {value, {}, {}};

    const std::string expected = "a whole number such as \"8\"";
    if (error == std::errc::result_out_of_range) return {std::nullopt, expected, "does not fit into 64 bits"};
    if (error != std::errc{}) return {std::nullopt, expected, number_hint(text)};
    const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (rest[0] == '.' || rest[0] == 'e' || rest[0] == 'E') {
        return {std::nullopt, expected, "without decimal point or exponent"};
    }
    return {std::nullopt, expected, rest_hint(units_of(Dimension::number), rest, static_cast<double>(value))};
}

std::string to_text(double si, Dimension dimension) {
    const UnitTable& table = units_of(dimension);
    const double value = si + 0.0;
    if (table.base.empty()) return fmt::format("{}", value);
    std::string best = fmt::format("{} {}", value, table.base);
    for (const Unit& u : table.units) {
        const double number = value / u.multiply * u.divide;
        if (!u.is_shown || !std::isfinite(number) || std::fabs(number) < 1.0) continue;
        std::string text = fmt::format("{} {}", number, u.symbol);
        const auto back = parse_quantity(text, dimension);
        if (text.size() <= best.size() && back.value && *back.value == value) best = std::move(text);
    }
    return best;
}

}  // namespace datahall
