#include "tools/datahall/values.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "sim/config/quantity.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

constexpr double largest_size = 1e15;   // bytes; beyond any file
constexpr double longest_time = 9.2e9;  // seconds: what 64 bits of nanoseconds hold

[[noreturn]] void refuse(const Arguments& arguments, std::string_view option, std::string_view expected) {
    const std::string typed{first_characters(arguments.text(option), 40)};
    throw UsageError{fmt::format("option '--{}': expected {}, got '{}'", option, expected, escaped(typed)),
                     arguments.verb()};
}

double quantity(const Arguments& arguments, std::string_view option, Dimension dimension) {
    const Parsed<double> parsed = parse_quantity(arguments.text(option), dimension);
    if (!parsed.value) refuse(arguments, option, parsed.expected);
    return *parsed.value;
}

}  // namespace

std::optional<std::uint64_t> whole_of(const Arguments& arguments, std::string_view option, WholeRange range) {
    if (!arguments.has(option)) return std::nullopt;
    const std::string text = arguments.text(option);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || value < range.least || value > range.most) {
        refuse(arguments, option, fmt::format("a whole number from {} to {}", range.least, range.most));
    }
    return value;
}

std::optional<Seconds> duration_of(const Arguments& arguments, std::string_view option) {
    if (!arguments.has(option)) return std::nullopt;
    const double seconds = quantity(arguments, option, Dimension::time);
    if (seconds <= 0.0 || seconds > longest_time) {
        refuse(arguments, option, "a time above 0 and below 290 y such as \"36 h\"");
    }
    return Seconds::from_si(seconds);
}

std::optional<BitsPerSecond> rate_of(const Arguments& arguments, std::string_view option) {
    if (!arguments.has(option)) return std::nullopt;
    const double rate = quantity(arguments, option, Dimension::data_rate);
    if (!(rate > 0.0)) refuse(arguments, option, "a rate above 0 such as \"400 Gb/s\"");
    return BitsPerSecond::from_si(rate);
}

std::optional<std::size_t> size_of(const Arguments& arguments, std::string_view option) {
    if (!arguments.has(option)) return std::nullopt;
    const double bytes = quantity(arguments, option, Dimension::data) / 8.0;
    if (bytes < 1.0 || bytes > largest_size || std::floor(bytes) != bytes) {
        refuse(arguments, option, "a whole number of bytes such as \"4 MiB\"");
    }
    return static_cast<std::size_t>(bytes);
}

}  // namespace datahall
