#include "models/cooling/weather_text.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "models/cooling/weather_file.hpp"

namespace datahall {
namespace {

bool continues_utf8(std::string_view text, std::size_t at, std::size_t count) {
    for (std::size_t i = at + 1; i <= at + count; ++i) {
        if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return false;
    }
    return true;
}

}  // namespace

std::vector<std::string_view> split_commas(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t from = 0;;) {
        const std::size_t comma = line.find(',', from);
        fields.push_back(line.substr(from, comma - from));
        if (comma == std::string_view::npos) return fields;
        from = comma + 1;
    }
}

bool parse_reading(std::string_view field, double& out) {
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    while (!field.empty() && field.back() == ' ') field.remove_suffix(1);
    if (!field.empty() && field.front() == '+') field.remove_prefix(1);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out);
    return error == std::errc{} && end == field.data() + field.size() && std::isfinite(out);
}

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

void require_within(const LineSource& in, const ReadingRange& range, double value) {
    if (value >= range.lowest && value <= range.highest) return;
    in.refuse(range.name,
              fmt::format("expected a value from {} to {}, got {}", range.lowest, range.highest, value));
}

double reading_in(const LineSource& in, std::string_view field, const ReadingRange& range) {
    double value = 0.0;
    if (!parse_reading(field, value)) {
        in.refuse(range.name, "expected a number such as 12.5, got '" + as_utf8(field) + "'");
    }
    return value;
}

double irradiance_or_gap(double value) {
    constexpr double most = 1'600.0;
    return value >= 0.0 && value <= most ? value : no_reading;
}

}  // namespace datahall
