// Dates: the UTC clock that a scenario's zero instant is pinned to.
#pragma once

#include <compare>
#include <cstdint>

namespace datahall {

/// Seconds since 1970-01-01T00:00:00Z without leap seconds, as POSIX counts.  A value.
struct Utc {
    std::int64_t seconds = 0;
    friend constexpr auto operator<=>(Utc, Utc) = default;
};

/// A date of the proleptic Gregorian calendar and a time of day.
struct CivilTime {
    int year = 1970;
    int month = 1;  // 1..12
    int day = 1;    // 1..31
    int hour = 0;
    int minute = 0;
    int second = 0;
};

// Day counts after the era method for the Gregorian calendar: years start in March, so that
// the leap day is the last of its year.
constexpr std::int64_t days_from_civil(int year, int month, int day) {
    const std::int64_t y = year - (month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (std::int64_t{153} * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

constexpr Utc from_civil(const CivilTime& c) {
    return {days_from_civil(c.year, c.month, c.day) * 86'400 + std::int64_t{c.hour} * 3'600 +
            std::int64_t{c.minute} * 60 + c.second};
}

constexpr CivilTime as_civil(Utc t) {
    const std::int64_t day_count = (t.seconds >= 0 ? t.seconds : t.seconds - 86'399) / 86'400;
    const auto of_day = static_cast<int>(t.seconds - day_count * 86'400);
    const std::int64_t z = day_count + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t day_of_era = z - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted = (5 * day_of_year + 2) / 153;
    CivilTime c;
    c.day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
    c.month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    c.year = static_cast<int>(year_of_era + era * 400 + (c.month <= 2 ? 1 : 0));
    c.hour = of_day / 3'600;
    c.minute = of_day / 60 % 60;
    c.second = of_day % 60;
    return c;
}

/// Hours since 1 January 00:00 in a year of 365 days; 29 February reads as 28 February.
constexpr int hour_of_typical_year(const CivilTime& c) {
    constexpr int days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const int day = c.month == 2 && c.day == 29 ? 28 : c.day;
    return (days_before[c.month - 1] + day - 1) * 24 + c.hour;
}

/// The same in a year of 366 days, where 29 February has hours of its own.
constexpr int hour_of_leap_year(const CivilTime& c) {
    constexpr int leap_year = 2000;
    const auto day = days_from_civil(leap_year, c.month, c.day) - days_from_civil(leap_year, 1, 1);
    return static_cast<int>(day) * 24 + c.hour;
}

}  // namespace datahall
