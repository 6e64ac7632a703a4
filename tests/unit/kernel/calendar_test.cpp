// Civil dates against days counted one by one, and against known dates.
#include "datahall/calendar.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
int days_in(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

}  // namespace

TEST_CASE("every day from 1600 to 2400 has its number and its date", "[calendar]") {
    std::int64_t day_number = -135'140;  // 1600-01-01: 370 years of 365 days and 90 leap days before 1970
    bool all = true;
    for (int year = 1600; year < 2400; ++year) {
        for (int month = 1; month <= 12; ++month) {
            for (int day = 1; day <= days_in(year, month); ++day, ++day_number) {
                const CivilTime c = as_civil({day_number * 86'400 + 86'399});
                all = all && days_from_civil(year, month, day) == day_number && c.year == year &&
                      c.month == month && c.day == day && c.hour == 23 && c.minute == 59 && c.second == 59;
            }
        }
    }
    CHECK(all);
    CHECK(day_number == 157'054);  // 430 years of 365 days and 104 leap days after 1970
}

TEST_CASE("known instants of UTC", "[calendar]") {
    CHECK(from_civil({1970, 1, 1, 0, 0, 0}).seconds == 0);
    CHECK(from_civil({2000, 2, 29, 12, 0, 0}).seconds == 951'825'600);
    CHECK(from_civil({2001, 9, 9, 1, 46, 40}).seconds == 1'000'000'000);
    CHECK(from_civil({2038, 1, 19, 3, 14, 7}).seconds == 2'147'483'647);
    CHECK(from_civil({1969, 12, 31, 23, 59, 59}).seconds == -1);
    CHECK(from_civil({1, 1, 1, 0, 0, 0}).seconds == -62'135'596'800);
}

TEST_CASE("seconds to civil time and back", "[calendar]") {
    for (std::int64_t s = -70'000'000'000; s < 70'000'000'000; s += 98'765'437) {
        CHECK(from_civil(as_civil({s})).seconds == s);
    }
}

TEST_CASE("a typical year has 8,760 hours and no 29 February", "[calendar]") {
    CHECK(hour_of_typical_year({2023, 1, 1, 0, 0, 0}) == 0);
    CHECK(hour_of_typical_year({2023, 12, 31, 23, 59, 59}) == 8'759);
    CHECK(hour_of_typical_year({2024, 12, 31, 23, 0, 0}) == 8'759);
    CHECK(hour_of_typical_year({2024, 3, 1, 0, 0, 0}) == (31 + 28) * 24);
    CHECK(hour_of_typical_year({2024, 2, 29, 5, 0, 0}) == hour_of_typical_year({2024, 2, 28, 5, 0, 0}));
    int next = 0;
    for (std::int64_t s = from_civil({2023, 1, 1, 0, 0, 0}).seconds; next < 8'760; s += 3'600) {
        REQUIRE(hour_of_typical_year(as_civil({s})) == next++);
    }
}
