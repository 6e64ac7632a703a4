// What the grid is like hour by hour: carbon intensity, price.  A step function of UTC time.
//
// Three kinds: one value for ever; the hours of a file at the times that the file says (calendar), which
// ends; the hours of a year, repeated for ever by the hour of the year (typical_year), for runs of any year.
// An hour begins at the same minute as the hours of the file; 29 February repeats the 28th unless the file
// has one of its own.  Weekdays play no part.
//
// A value; Q is its unit, such as KilogramsPerJoule.  Cost: O(1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "datahall/calendar.hpp"

namespace datahall {

/// How the hours of a file meet those of a run.
enum class SignalAlign : std::uint8_t { typical_year, calendar };

/// Hours without a gap, in SI units of what they are hours of.
struct SignalHours {
    SignalAlign align = SignalAlign::typical_year;
    /// Of the first hour if they are a calendar's; else only its minute counts.
    Utc first;
    /// A typical year has 8,760 values, or 8,784, from 1 January 00:00 UTC.
    std::vector<double> values;
};

template <class Q>
class Signal {
public:
    static constexpr Utc never{std::numeric_limits<std::int64_t>::max() / 2};

    explicit Signal(Q constant = Q{}) : constant_{constant} {}
    explicit Signal(SignalHours hours) : hours_{std::move(hours)} {}

    /// REQUIRES: covers(time, time).  At the end of a calendar's hours the last one still holds.
    Q at(Utc time) const {
        return hours_.values.empty() ? constant_ : Q::from_si(hours_.values[index(time)]);
    }
    /// The first time after `time` at which the value may differ.
    Utc next_change(Utc time) const {
        if (hours_.values.empty()) return never;
        const std::int64_t into_hour = floor_remainder(time.seconds - hours_.first.seconds);
        return {time.seconds - into_hour + hour_s};
    }
    /// Whether there is a value at every time from the one to the other, without the last instant.
    bool covers(Utc from, Utc to) const {
        if (hours_.values.empty() || hours_.align == SignalAlign::typical_year) return true;
        const auto hours = static_cast<std::int64_t>(hours_.values.size());
        return from >= hours_.first && to.seconds <= hours_.first.seconds + hours * hour_s;
    }
    /// Empty: a constant.
    const SignalHours& hours() const { return hours_; }

private:
    static constexpr std::int64_t hour_s = 3'600;
    static constexpr std::size_t leap_year_hours = 8'784;

    static constexpr std::int64_t floor_remainder(std::int64_t seconds) {
        return ((seconds % hour_s) + hour_s) % hour_s;
    }
    std::size_t index(Utc time) const {
        if (hours_.align == SignalAlign::calendar) {
            const auto hour = static_cast<std::size_t>((time.seconds - hours_.first.seconds) / hour_s);
            return std::min(hour, hours_.values.size() - 1);
        }
        const CivilTime c = as_civil({time.seconds - floor_remainder(hours_.first.seconds)});
        return static_cast<std::size_t>(hours_.values.size() == leap_year_hours ? hour_of_leap_year(c)
                                                                                : hour_of_typical_year(c));
    }

    Q constant_{};
    SignalHours hours_;
};

}  // namespace datahall
