// The hours of a file on their way to a signal: in order, on full steps, without gaps.
//
// Rows are told one by one, each with its time in UTC and its value, if it has one.  A step of several hours
// leaves a gap, as a row without a value does; a step back, an hour twice or a part of an hour refuses the
// file.  A gap takes the value of the same hour of the week before, or of the week behind where there is none
// before; what a file lacks of a typical year takes that of the week before, the year being a ring.  More
// than a tenth of all hours are too many.
//
// Of a file of more than a year the calendar year with the most hours is taken, and the hours of others only
// where it has none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/line_source.hpp"
#include "datahall/signal.hpp"

namespace datahall {

class HourlySeries {
public:
    explicit HourlySeries(const LineSource& in) : in_{in} {}

    /// At the line that `in` stands at.
    void add(Utc at, std::optional<double> value);
    /// The hours, and in `notes` how many were missing.  `strict`: nothing may be missing.
    SignalHours take(SignalAlign align, bool strict, std::vector<std::string>& notes);

private:
    struct Gaps {
        std::size_t count = 0;
        Utc first;
    };
    void fill_from_weeks();
    SignalHours typical_year();
    void fill_around_the_year(std::vector<double>& hours, Utc from);
    void check(const char* what, bool strict, std::vector<std::string>& notes) const;
    Utc time_of(std::size_t index) const;

    const LineSource& in_;
    Utc first_;
    std::vector<double> values_;  // not a number: a gap
    Gaps gaps_;
};

/// A time such as "2023-01-01 00:00:00", with `Z` or an offset behind it or without; `zone_s`, seconds that
/// its clock is ahead of UTC, is for those without.  Refuses anything else, and a time with an offset if
/// there is a zone.
Utc time_of_row(const LineSource& in, std::string_view text, std::optional<std::int64_t> zone_s);

/// A finite number with spaces around it; empty: something else, nothing too.
std::optional<double> number_of(std::string_view text);

/// The fields of a line of comma-separated values; a field in double quotes may hold commas.
void split_csv(std::string_view line, std::vector<std::string_view>& fields);

}  // namespace datahall
