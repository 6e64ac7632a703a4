// The demand that utilities bill: the mean of a level over each quarter of an hour of the calendar.
//
// Quarters begin at full hours and 15, 30 and 45 minutes past; months are those of UTC.  Only quarters that
// are metered from their start to their end count.  Exact: a quarter is the integral over it. Cost: O(1) a
// change, and for a level that holds on O(1) a month.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/calendar.hpp"
#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

namespace datahall {

class DemandMeter {
public:
    static constexpr std::int64_t quarter_ns = 900'000'000'000;

    /// `start` is the date of the zero instant.
    explicit DemandMeter(Utc start) : start_{start} {}

    /// The level held from one instant to the other.  REQUIRES: in order and without gaps, from < to.
    void hold(Instant from, Instant to, std::int64_t level);

    /// Integral over the highest quarter, level times ns.
    std::optional<Int128> highest() const;
    /// Of each calendar month that has a whole quarter, the highest.
    const std::vector<Int128>& months() const { return months_; }

private:
    std::int64_t since_quarter(Instant t) const;
    Instant end_of_month(Instant t) const;
    void record(Instant begin, Int128 quarter);

    Utc start_;
    Int128 part_ = 0;  // of the quarter that runs
    std::int64_t part_ns_ = 0;
    Instant month_end_{};  // of the last of months_
    std::vector<Int128> months_;
};

}  // namespace datahall
