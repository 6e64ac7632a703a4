// Wall-clock times as UTC; see the header.
#include "models/workload/local_clock.hpp"

namespace datahall {
namespace {

constexpr std::int64_t hour_s = 3'600;
constexpr std::int64_t day_s = 86'400;

// 0 is Sunday; 1 January 1970 was a Thursday.
int weekday(std::int64_t day) {
    return static_cast<int>(((day + 4) % 7 + 7) % 7);
}

std::int64_t first_sunday(int year, int month, int not_before) {
    const std::int64_t day = days_from_civil(year, month, not_before);
    return day + (7 - weekday(day)) % 7;
}

struct SummerDates {
    Utc begin;
    Utc end;
};

SummerDates summer_of(int year, const LocalClock& clock) {
    if (clock.summer == SummerTime::europe) {  // the last Sunday is the first from the 25th on
        return {{first_sunday(year, 3, 25) * day_s + hour_s}, {first_sunday(year, 10, 25) * day_s + hour_s}};
    }
    const std::int64_t standard_2_h = 2 * hour_s - clock.offset_s;
    return {{first_sunday(year, 3, 8) * day_s + standard_2_h},
            {first_sunday(year, 11, 1) * day_s + standard_2_h - hour_s}};
}

bool is_summer(Utc utc, const LocalClock& clock) {
    const int year = as_civil({utc.seconds + clock.offset_s}).year;
    const SummerDates dates = summer_of(year, clock);
    return utc >= dates.begin && utc < dates.end;
}

}  // namespace

FromLocal from_local(Utc wall, const LocalClock& clock) {
    const Utc standard{wall.seconds - clock.offset_s};
    if (clock.summer == SummerTime::none) return {standard};
    const Utc summer{standard.seconds - hour_s};
    const bool can_be_summer = is_summer(summer, clock);
    return {can_be_summer ? summer : standard, can_be_summer && !is_summer(standard, clock)};
}

}  // namespace datahall
