#include "sim/run/zone.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

constexpr std::int64_t kilowatt = 1'000'000'000;  // uW
constexpr Instant at_s(std::int64_t s) {
    return {s * 1'000'000'000};
}

}  // namespace

TEST_CASE("heat within the capacity passes and stores nothing", "[heat]") {
    Zone zone{JoulesPerKelvin::from_si(1e6)};
    zone.set_capacity({}, 10 * kilowatt);
    zone.set_heat({}, 8 * kilowatt);
    CHECK(zone.stored(at_s(100)) == 0);
    CHECK(zone.total_moved(at_s(100)) == zone.total_heat(at_s(100)));
    CHECK(zone.next_crossing({}, 5_K) == kNever);
}

TEST_CASE("an overloaded zone warms in a straight line and crosses when predicted", "[heat]") {
    Zone zone{JoulesPerKelvin::from_si(1e6)};
    zone.set_capacity({}, 10 * kilowatt);
    zone.set_heat({}, 15 * kilowatt);
    // 5 kW into 1 MJ/K: 5 K after 1000 s
    CHECK(zone.rise(at_s(1'000)).si() == Approx(5.0).epsilon(1e-12));
    const Instant crossing = zone.next_crossing({}, 5_K);
    CHECK(crossing == at_s(1'000));
    CHECK(zone.is_above(crossing, 5_K));
    CHECK_FALSE(zone.is_above({crossing.ns - 1}, 5_K));
}

TEST_CASE("a zone that is pulled down moves all that it had stored, then only what comes", "[heat]") {
    Zone zone{JoulesPerKelvin::from_si(1e6)};
    zone.set_capacity({}, 10 * kilowatt);
    zone.set_heat({}, 15 * kilowatt);
    zone.set_heat(at_s(100), 3 * kilowatt);  // 500 kJ stored, emptied at 7 kW
    const Instant empty = zone.next_empty(at_s(100));
    CHECK(empty.ns == 100'000'000'000 + 71'428'571'429);  // 500 / 7 s, rounded up
    CHECK(zone.stored(empty) == 0);
    CHECK(zone.next_empty(empty) == kNever);
    CHECK(zone.total_heat(at_s(300)) == zone.total_moved(at_s(300)));
}

TEST_CASE("heat = moved + stored at any time and however an interval is cut", "[heat]") {
    SplitMix random{3};
    Zone whole{JoulesPerKelvin::from_si(2.5e5)};
    Zone cut{JoulesPerKelvin::from_si(2.5e5)};
    Instant now{};
    for (int step = 0; step < 5'000; ++step) {
        const std::int64_t heat = random.below(20'000) * std::int64_t{1'000'000};
        const std::int64_t capacity = random.below(20'000) * std::int64_t{1'000'000};
        for (Zone* z : {&whole, &cut}) {
            z->set_heat(now, heat);
            z->set_capacity(now, capacity);
        }
        const Instant next{now.ns + 1 + random.below(2'000'000'000)};
        const Instant middle{(now.ns + next.ns) / 2};
        cut.set_heat(middle, heat);
        REQUIRE(whole.total_heat(next) == whole.total_moved(next) + whole.stored(next));
        REQUIRE(cut.total_moved(next) == whole.total_moved(next));
        REQUIRE(cut.stored(next) == whole.stored(next));
        now = next;
    }
}
