// Reading the fields of a trace line: numbers without a locale, columns with quotes.
//
// Everything that refuses a field names its column and shows what was found, shortened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/calendar.hpp"
#include "datahall/keys.hpp"

namespace datahall {

/// Whole seconds above this (126 years) do not fit the simulated clock with room to add.
inline constexpr std::int64_t longest_seconds = 4'000'000'000;
inline constexpr std::int64_t ns_per_second = 1'000'000'000;

/// The text in quotes, at most 40 characters of it, without control characters.
std::string shown(std::string_view text);

/// A finite decimal number without anything around it, such as "-1", "66.0" or "2e3".
std::optional<double> as_decimal(std::string_view text);

/// Seconds such as "60" or "0.25" in ns, exact to the last of nine decimals and cut off behind it.  Times
/// beyond 126 years read as 126 years.
std::optional<std::int64_t> as_nanoseconds(std::string_view text);

/// The number in `text` without its fraction, as int() of Python cuts it.  Refuses anything that is
/// not a number, or is larger than 2^53.
std::int64_t whole_field(const LineSource& at, std::string_view column, std::string_view text);

/// "2017-10-09 07:01:55", as UTC.
std::optional<Utc> as_timestamp(std::string_view text);

/// A time field of the years 1970 to 2095, which fit the simulated clock; refuses anything else.
Utc time_field(const LineSource& at, std::string_view column, std::string_view text);

/// The same, as a message shows it.
std::string timestamp(Utc time);

/// Replaces `fields` by the parts between spaces and tabs.
void split_spaces(std::string_view line, std::vector<std::string_view>& fields);

/// One line of comma-separated values: a field may stand in double quotes, which are written
/// twice inside (RFC 4180).  The fields live until the next read.
class CsvRow {
public:
    /// Refuses a quote that does not end on its line.
    void read(const LineSource& at, std::string_view line);
    /// The next line that is not empty, which must have `fields` fields.  False at the end.
    bool read_next(LineSource& lines, std::size_t fields);
    std::size_t size() const { return fields_.size(); }
    std::string_view operator[](std::size_t column) const { return fields_[column]; }
    /// The position of a column, if this row is the header and has it.
    std::optional<std::size_t> find(std::string_view name) const;
    /// The same; refuses a header without it.
    std::size_t column(const LineSource& at, std::string_view name) const;

private:
    std::string_view unquote(const LineSource& at, std::string_view line, std::size_t& at_char);

    std::string unquoted_;  // holds fields whose doubled quotes had to be undone
    std::vector<std::string_view> fields_;
};

}  // namespace datahall
