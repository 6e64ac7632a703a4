// Wall-clock times of a log without a zone, as UTC: a fixed offset and the dates of summer time.
//
// In autumn an hour is shown twice: such a time reads as its first pass, in summer time, and is marked.  In
// spring an hour is left out: a time in it reads as if the clock had not been changed.
// Valid for the rules of the European Union since 1996 and of the United States since 2007.
// Source: Directive 2000/84/EC (last Sundays of March and October, 01:00 UTC); Energy Policy Act of 2005
// (second Sunday of March and first of November, 02:00 local time).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "datahall/calendar.hpp"

namespace datahall {

enum class SummerTime { none, europe, united_states };
inline constexpr std::array<std::string_view, 3> summer_time_names{"none", "europe", "united_states"};

struct LocalClock {
    std::int64_t offset_s = 0;  // of standard time: UTC = local - offset
    SummerTime summer = SummerTime::none;
};

struct FromLocal {
    Utc utc;
    bool is_ambiguous = false;
};

/// `wall` counts the seconds that the wall clock shows, as if they were UTC.
FromLocal from_local(Utc wall, const LocalClock& clock);

}  // namespace datahall
