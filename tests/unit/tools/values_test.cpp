// Option values: whole numbers, durations and sizes, or a sentence that shows what was typed.
#include "tools/datahall/values.hpp"

#include "tests/support/catch.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

Arguments with(const std::string& value) {
    return {"run", {{"x", {value}}, {"absent", {}}}, {}};
}

template <class Read>
std::string refusal(const Read& read) {
    try {
        (void)read();
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

std::string whole_refusal(const std::string& value) {
    return refusal([&] { return whole_of(with(value), "x"); });
}
std::string duration_refusal(const std::string& value) {
    return refusal([&] { return duration_of(with(value), "x"); });
}
std::string size_refusal(const std::string& value) {
    return refusal([&] { return size_of(with(value), "x"); });
}

}  // namespace

TEST_CASE("a whole number is decimal digits within 64 bits and the range") {
    CHECK(whole_of(with("0"), "x") == 0U);
    CHECK(whole_of(with("18446744073709551615"), "x") == UINT64_MAX);
    CHECK_FALSE(whole_of(with("1"), "absent").has_value());
    CHECK(whole_refusal("-1") ==
          "option '--x': expected a whole number from 0 to 18446744073709551615, got '-1'");
    for (const char* wrong :
         {"-1", "1x", "18446744073709551616", "", " 1", "+1", "0x10", "1e3", "1.0", "1_000"}) {
        CAPTURE(wrong);
        CHECK(whole_refusal(wrong).find("got '" + std::string{wrong} + "'") != std::string::npos);
    }
    CHECK(refusal([] { return whole_of(with("0"), "x", {.least = 1, .most = 9}); }) ==
          "option '--x': expected a whole number from 1 to 9, got '0'");
}

TEST_CASE("a duration has a unit, is above zero and fits 64 bits of nanoseconds") {
    CHECK(duration_of(with("36 h"), "x") == Seconds::from_si(129'600.0));
    CHECK(duration_of(with("1.5s"), "x") == Seconds::from_si(1.5));
    CHECK_FALSE(duration_of(with("1 s"), "absent").has_value());
    for (const char* wrong :
         {"36", "0", "0 s", "-1 h", "1 kW", "", "nan s", "inf s", "300 y", "1,5 h", "1 h x"}) {
        CAPTURE(wrong);
        CHECK(duration_refusal(wrong).find("got '" + std::string{wrong} + "'") != std::string::npos);
    }
}

TEST_CASE("a size is a whole number of bytes") {
    CHECK(size_of(with("1 MiB"), "x") == std::size_t{1} << 20U);
    CHECK(size_of(with("4 kB"), "x") == 4000U);
    for (const char* wrong : {"1", "0", "0 B", "1 b", "-1 B", "1 GiB/s", "2 d", "1e300 B"}) {
        CAPTURE(wrong);
        CHECK(size_refusal(wrong).find("got '" + std::string{wrong} + "'") != std::string::npos);
    }
}

TEST_CASE("a long or hostile value is cut and escaped in the message") {
    CHECK(whole_refusal(std::string(1000, '9')).size() < 150);
    CHECK(whole_refusal("1\x1b[31m\n") ==
          "option '--x': expected a whole number from 0 to 18446744073709551615, got '1\\x1b[31m\\n'");
}

TEST_CASE("a rate is above zero and has a unit") {
    CHECK(rate_of(with("400 Gb/s"), "x")->si() == 400e9);
    CHECK_FALSE(rate_of(with("1"), "absent").has_value());
    CHECK_THAT(refusal([] { return rate_of(with("0 Gb/s"), "x"); }), Catch::Contains("400 Gb/s"));
    CHECK_THAT(refusal([] { return rate_of(with("fast"), "x"); }), Catch::Contains("option '--x': expected"));
}

}  // namespace datahall
