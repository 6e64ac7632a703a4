// Short numbers and round ticks.
#include "sim/report/svg.hpp"

#include "tests/support/catch.hpp"

namespace datahall {

TEST_CASE("coordinates have no digits that nobody sees") {
    CHECK(svg_number(12.5) == "12.5");
    CHECK(svg_number(3.0) == "3");
    CHECK(svg_number(100.0) == "100");
    CHECK(svg_number(1.0 / 3.0) == "0.33");
    CHECK(svg_number(-0.001) == "0");
}

TEST_CASE("ticks are round and cover the range") {
    // 51 / 12 = 4.25: the next round step is 5, and 11 of them reach 55
    const Ticks t = ticks_over(0, 51, 12);
    CHECK(t.step == 5);
    CHECK(t.count == 11);
    CHECK(t.label(11) == "55");
    // 0.3 / 5 = 0.06: steps of 0.1
    const Ticks pue = ticks_over(1.0, 1.3, 5);
    CHECK(pue.label(0) == "1.0");
    CHECK(pue.label(pue.count) == "1.3");
    CHECK(ticks_over(0, 10, 4).label(1) == "2.5");
}

TEST_CASE("ticks reach any range with no more steps than asked for") {
    const double ranges[][2] = {{0, 0},    {5, 5},      {-3, 7},     {-0.2, -0.1},
                                {0, 1e-6}, {999, 1001}, {0, 4.2e12}, {1.2499, 1.2501}};
    for (const auto& [low, high] : ranges) {
        for (const int most : {2, 5, 12}) {
            const Ticks t = ticks_over(low, high, most);
            INFO(low << " to " << high << ", at most " << most);
            CHECK(t.count >= 1);
            CHECK(t.count <= most);
            CHECK(t.first <= low + 1e-9 * t.step);
            CHECK(t.last() >= high - 1e-9 * t.step);
            CHECK(t.label(0) != t.label(1));
        }
    }
}

}  // namespace datahall
