// Water that stores heat: while its supply moves, with a tank, with a plant that cannot follow.
#include "sim/run/heat/water_loop.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

Instant second(double s) {
    return Instant{static_cast<std::int64_t>(s * 1e9)};
}

void flow(WaterLoop& loop, Instant now, double watts) {
    FlowSum sum;
    sum.add(watts);
    loop.advance(now);
    loop.set_flow(sum);
}

double book(const WaterLoop& loop, Instant now) {
    return loop.received(now) - loop.taken(now) - loop.stored_since_start(now);
}

}  // namespace

TEST_CASE("water warms up to a higher supply before the plant has to take heat again", "[water]") {
    WaterLoop loop{10e3, 0.0, 14.0};  // J/K, J, degC
    flow(loop, second(0), 1e3);
    loop.set_plant(1e3, 2e3, 14.0);
    CHECK(loop.is_held());
    loop.advance(second(100));
    loop.set_plant(0.0, 2e3, 18.0);  // asked for nothing meanwhile; 40 kJ: 40 s of the heat
    CHECK(loop.supply(second(100)) == Approx(14.0));
    CHECK(loop.supply(second(120)) == Approx(16.0));
    CHECK(loop.taken(second(120)) == Approx(100e3));
    CHECK(loop.stored_since_start(second(120)) == Approx(20e3));
    CHECK(book(loop, second(120)) == Approx(0.0).margin(1e-6));
    loop.advance(second(140.5));
    CHECK(book(loop, second(140.5)) == Approx(0.0).margin(1e-6));
    // And down again: what it holds beyond the colder supply is asked of the plant.
    loop.set_plant(2e3, 2e3, 14.0);
    CHECK(loop.stored(second(140.5)) > 30e3);
    CHECK(loop.supply(second(160.5)) < loop.supply(second(140.5)));
    CHECK(book(loop, second(160.5)) == Approx(0.0).margin(1e-6));
}

TEST_CASE("a tank takes up the heat before the supply gets warmer", "[water]") {
    WaterLoop loop{10e3, 60e3, 14.0};
    flow(loop, second(0), 1e3);
    loop.set_plant(0.0, 0.0, 14.0);  // the machines are out
    CHECK(loop.supply(second(59)) == Approx(14.0));
    CHECK(loop.supply(second(80)) == Approx(16.0));  // 20 kJ over 10 kJ/K
    CHECK(static_cast<double>(loop.next_change(14.0, 1.0).ns) == Approx(70e9).epsilon(1e-9));
    CHECK(book(loop, second(80)) == Approx(0.0).margin(1e-6));
}
