// Dates and their zones.
#include "sim/config/date.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

TEST_CASE("a date is midnight UTC, and a time is moved by its zone", "[date]") {
    // 2017-10-09 is day 17448 since 1970: 47 years of 365 days, 12 leap days, then 281 days of 2017.
    const std::int64_t day = (47 * 365 + 12 + 281) * std::int64_t{86'400};
    CHECK(parse_utc("2017-10-09").value == Utc{day});
    CHECK(parse_utc("2017-10-09T00:00:00Z").value == Utc{day});
    CHECK(parse_utc("2017-10-09T02:00:00+02:00").value == Utc{day});
    CHECK(parse_utc("2017-10-08T18:30:00-05:30").value == Utc{day});
    CHECK(parse_utc("2017-10-09T23:59:59Z").value == Utc{day + 86'399});
    CHECK(to_text(Utc{day + 86'399}) == "2017-10-09T23:59:59Z");
}

TEST_CASE("29 February exists in leap years only", "[date]") {
    CHECK(parse_utc("2024-02-29").value);
    CHECK(parse_utc("2000-02-29").value);
    CHECK_FALSE(parse_utc("2023-02-29").value);
    CHECK_FALSE(parse_utc("1900-02-29").value);
}

TEST_CASE("what is not a date, or leaves its zone open, is refused", "[date]") {
    for (const char* text : {"",
                             "2017",
                             "2017-10",
                             "2017-10-9",
                             "17-10-09",
                             "2017-13-01",
                             "2017-00-01",
                             "2017-10-32",
                             "2017-10-00",
                             "2017-10-09T",
                             "2017-10-09T00:00Z",
                             "2017-10-09T24:00:00Z",
                             "2017-10-09T00:60:00Z",
                             "2017-10-09T00:00:60Z",
                             "2017-10-09T00:00:00",
                             "2017-10-09T00:00:00+2",
                             "2017-10-09T00:00:00+02:60",
                             "2017-10-09T00:00:00+15:00",
                             "2017-10-09 00:00:00Z",
                             "2017-10-09T00:00:00z",
                             "2017-10-09T00:00:00Z ",
                             "+2017-10-09",
                             "1699-12-31",
                             "2251-01-01",
                             "9999999999",
                             "2017-10-09T00:00:00ZZ"}) {
        INFO(text);
        const auto parsed = parse_utc(text);
        CHECK_FALSE(parsed.value);
        CHECK_FALSE(parsed.expected.empty());
    }
    CHECK(parse_utc("2017-10-09T00:00:00").hint ==
          "end a time with Z for UTC or with its offset such as +02:00");
}
