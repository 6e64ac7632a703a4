// Time, its one conversion from seconds, and ids.
#include "datahall/instant.hpp"

#include <limits>

#include "datahall/ids.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr Seconds seconds(double s) {
    return Seconds::from_si(s);
}
}  // namespace

TEST_CASE("adding nanoseconds saturates at kNever", "[time]") {
    CHECK(add_sat(Instant{kNever.ns - 5}, 10) == kNever);
    CHECK(add_sat(Instant{kNever.ns - 5}, 4) == Instant{kNever.ns - 1});
    CHECK(add_sat(kNever, -10) == kNever);
    CHECK(add_sat(Instant{5}, -7) == Instant{-2});
    CHECK(add_sat(Instant{-5}, INT64_MIN) == Instant{INT64_MIN});
}

TEST_CASE("a prediction becomes an instant, kNever, or an error", "[time]") {
    const Instant now{};
    CHECK_THROWS_AS(predict(now, seconds(not_a_number)), std::domain_error);
    CHECK(predict(now, seconds(inf)) == kNever);
    CHECK(predict(now, seconds(1e300)) == kNever);
    CHECK_THROWS_AS(predict(now, seconds(-1e300)), std::domain_error);
    CHECK_THROWS_AS(predict(now, seconds(-inf)), std::domain_error);
    CHECK(predict(now, seconds(0.5e-9)) == Instant{1});
    CHECK(predict(now, seconds(1.5e-9)) == Instant{2});
    CHECK(predict(now, seconds(0.49e-9)) == Instant{0});
    CHECK(predict(now, seconds(-0.49e-9)) == Instant{0});
    CHECK_THROWS_AS(predict(now, seconds(-0.5e-9)), std::domain_error);
    CHECK(predict(Instant{kNever.ns - 10}, 1_s) == kNever);
    CHECK(predict(kNever, 0_s) == kNever);
}

TEST_CASE("a crossing rounds up and is never now", "[time]") {
    const Instant now{100};
    CHECK(predict_crossing(now, seconds(1.1e-9)) == Instant{102});
    CHECK(predict_crossing(now, seconds(0.0)) == Instant{101});
    CHECK(predict_crossing(now, seconds(1e-30)) == Instant{101});
    CHECK(predict_crossing(now, 2_s) == Instant{2'000'000'100});
    CHECK(predict_crossing(now, seconds(inf)) == kNever);
    CHECK_THROWS_AS(predict_crossing(now, seconds(-1e-9)), std::domain_error);
    CHECK_THROWS_AS(predict_crossing(now, seconds(not_a_number)), std::domain_error);
}

TEST_CASE("the strict sum throws beyond the range", "[time]") {
    CHECK(Instant{} + 1_d == Instant{86'400'000'000'000});
    CHECK(Instant{5} - 3_ns == Instant{2});
    CHECK(Instant{} + seconds(-2.5e-9) == Instant{-3});  // halves away from zero
    CHECK(Instant{} + seconds(2.5e-9) == Instant{3});
    CHECK_THROWS_AS(Instant{} + seconds(1e10), std::overflow_error);
    CHECK_THROWS_AS(Instant{} - seconds(1e10), std::overflow_error);
    CHECK_THROWS_AS(Instant{} + seconds(inf), std::overflow_error);
    CHECK_THROWS_AS(Instant{} + seconds(not_a_number), std::domain_error);
    CHECK_THROWS_AS(kNever + 0_s, std::overflow_error);
}

TEST_CASE("the range ends exactly at 2^63 ns", "[time]") {
    // The largest double below 2^63 / 1e9 s; its product with 1e9 is 2^63 - 1024.
    const double last = 9223372036.854774;
    CHECK(as_nanoseconds(seconds(last)) < kNever.ns);
    CHECK(as_nanoseconds(seconds(last)) > kNever.ns - 10'000);
    CHECK(as_nanoseconds(seconds(9223372036.8548)) == kNever.ns);
    CHECK(as_nanoseconds(seconds(-1e300)) == INT64_MIN);
}

TEST_CASE("seconds to instants and back is exact for 104 days", "[time]") {
    for (std::int64_t ns = 1; ns < 9'000'000'000'000'000; ns = ns * 3 + 1) {
        CHECK(Instant{} + (Instant{ns} - Instant{}) == Instant{ns});
        CHECK(predict_crossing(Instant{}, Instant{ns} - Instant{}).ns - ns <= 1);
    }
    CHECK((Instant{1'500'000'000} - Instant{}) == 1.5_s);
    CHECK((kNever - Instant{-10}).si() > 9.2e9);  // no overflow
}

TEST_CASE("ids compare by index, and none is last", "[time]") {
    CHECK(RackId{} == RackId::none);
    CHECK(RackId{3} < RackId{4});
    CHECK(RackId{4} < RackId::none);
    CHECK(RackId{3}.index() == 3);
    static_assert(sizeof(NodeId) == 4);
    static_assert(!std::is_convertible_v<std::uint32_t, RackId> && !std::is_constructible_v<NodeId, RackId>);
}
