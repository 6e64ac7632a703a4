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

std::size_t CsvRow::column(const LineSource& at, std::string_view name) const {
    const auto found = std::ranges::find(fields_, name);
    if (found == fields_.end()) at.refuse(name, "expected a column of this name in the header line");
    return static_cast<std::size_t>(found - fields_.begin());
}

}  // namespace datahall
