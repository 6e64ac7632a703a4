// Reading the fields of a trace line; see the header.
#include "models/workload/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr double largest_exact = 9'007'199'254'740'992.0;  // 2^53

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = 10 * value + (c - '0');
    }
    return value;
}

}  // namespace

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string out = "'";
    for (const char c : text.substr(0, longest)) out += (c >= ' ' && c <= '~') ? c : '?';
    return out + (text.size() > longest ? "...'" : "'");
}

std::optional<double> as_decimal(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::int64_t> as_nanoseconds(std::string_view text) {
    const auto value = as_decimal(text);
    if (!value) return std::nullopt;
    constexpr auto longest = static_cast<double>(longest_seconds);
    const bool is_plain = text.find_first_of("eE") == std::string_view::npos;
    if (!is_plain || std::fabs(*value) >= longest) {
        return static_cast<std::int64_t>(std::clamp(*value, -longest, longest) * 1e9);
    }
    const bool is_negative = text.front() == '-';
    if (is_negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::int64_t ns = 0;
    for (const char c : text.substr(0, point)) ns = 10 * ns + (c - '0');
    constexpr std::size_t decimals = 9;
    for (std::size_t i = 1; i <= decimals; ++i) {
        ns = 10 * ns + (point + i < text.size() ? text[point + i] - '0' : 0);
    }
    return is_negative ? -ns : ns;
}

std::int64_t whole_field(const LineSource& at, std::string_view column, std::string_view text) {
    const auto value = as_decimal(text);
    if (!value) at.refuse(column, "expected a number such as 60, got " + shown(text));
    if (std::fabs(*value) > largest_exact) {
        at.refuse(column, "expected a number of at most 2^53, got " + shown(text));
    }
    return static_cast<std::int64_t>(*value);
}

std::optional<Utc> as_timestamp(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00 00:00:00";
    if (text.size() != shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] != '0' && text[i] != shape[i]) return std::nullopt;
    }
    const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    if (*month < 1 || *month > 12 || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    const Utc time = from_civil({*year, *month, *day, *hour, *minute, *second});
    const CivilTime back = as_civil(time);  // 30 February comes back as a day in March
    if (back.month != *month || back.day != *day) return std::nullopt;
    return time;
}

Utc time_field(const LineSource& at, std::string_view column, std::string_view text) {
    const auto time = as_timestamp(text);
    if (!time) at.refuse(column, "expected a time such as 2017-10-09 07:01:55, got " + shown(text));
    if (time->seconds < 0 || time->seconds > longest_seconds) {
        at.refuse(column, "expected a time from 1970 to 2095, got " + shown(text));
    }
    return *time;
}

std::string timestamp(Utc time) {
    const CivilTime c = as_civil(time);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute,
                       c.second);
}

void split_spaces(std::string_view line, std::vector<std::string_view>& fields) {
    constexpr std::string_view spaces = " \t";
    fields.clear();
    std::size_t begin = line.find_first_not_of(spaces);
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(spaces, begin), line.size());
        fields.push_back(line.substr(begin, end - begin));
        begin = line.find_first_not_of(spaces, end);
    }
}

void CsvRow::read(const LineSource& at, std::string_view line) {
    fields_.clear();
    unquoted_.clear();
    unquoted_.reserve(line.size());  // views into it must stay valid
    std::size_t i = 0;
    while (true) {
        if (i < line.size() && line[i] == '"') {
            fields_.push_back(unquote(at, line, i));
        } else {
            const std::size_t end = std::min(line.find(',', i), line.size());
            fields_.push_back(line.substr(i, end - i));
            i = end;
        }
        if (i >= line.size()) return;
        if (line[i] != ',') at.refuse({}, "expected a comma after a quoted field");
        ++i;
    }
}

bool CsvRow::read_next(LineSource& lines, std::size_t fields) {
    std::string_view line;
    do {
        if (!lines.next(line)) return false;
    } while (line.empty());
    read(lines, line);
    if (size() != fields) {
        lines.refuse({}, "expected " + std::to_string(fields) + " fields as in the header, got " +
                             std::to_string(size()));
    }
    return true;
}

std::string_view CsvRow::unquote(const LineSource& at, std::string_view line, std::size_t& at_char) {
    const std::size_t begin = unquoted_.size();
    std::size_t i = at_char + 1;
    while (true) {
        if (i >= line.size()) at.refuse({}, "expected a closing quote on the same line");
        if (line[i] == '"') {
            const bool is_doubled = i + 1 < line.size() && line[i + 1] == '"';
            if (!is_doubled) break;
            ++i;
        }
        unquoted_ += line[i++];
    }
    at_char = i + 1;
    return std::string_view{unquoted_}.substr(begin);
}

std::optional<std::size_t> CsvRow::find(std::string_view name) const {
    const auto found = std::ranges::find(fields_, name);
    if (found == fields_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields_.begin());
}

std::size_t CsvRow::column(const LineSource& at, std::string_view name) const {
    const auto found = find(name);
    if (!found) at.refuse(name, "expected a column of this name in the header line");
    return *found;
}

}  // namespace datahall
