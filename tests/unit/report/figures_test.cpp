// Numbers for people: four digits, a fitting unit.
#include "sim/report/figures.hpp"

#include <limits>

#include "sim/report/display_width.hpp"
#include "tests/support/catch.hpp"

namespace datahall {
namespace {
std::string shown(double value, std::string_view unit) {
    const Figure f = for_people(value, unit);
    return f.unit.empty() ? f.number : f.number + " " + f.unit;
}
}  // namespace

TEST_CASE("four significant digits, and never fewer whole digits than there are") {
    CHECK(four_digits(0.0) == "0");
    CHECK(four_digits(1.0) == "1.000");
    CHECK(four_digits(1.23456) == "1.235");
    CHECK(four_digits(999.96) == "1000");  // rounds up into the next digit
    CHECK(four_digits(12345.6) == "12346");
    CHECK(four_digits(-0.012345) == "-0.01235");  // 0.012345 lies just above the tie in binary
    CHECK(four_digits(1.5e12) == "1.500e+12");
    CHECK(four_digits(1e-9) == "1.000e-09");
    CHECK(four_digits(std::numeric_limits<double>::infinity()) == "-");
}

TEST_CASE("a value takes the unit that fits it") {
    CHECK(shown(41'250, "W") == "41.25 kW");
    CHECK(shown(2.5e6, "W") == "2.500 MW");
    CHECK(shown(12, "W") == "12.00 W");
    CHECK(shown(14'282, "W/m2") == "14.28 kW/m2");
    CHECK(shown(3.6e9, "J") == "1.000 MWh");  // 1 MWh = 10^6 W * 3600 s
    CHECK(shown(7.2e6, "J") == "2.000 kWh");
    CHECK(shown(2609.344, "m") == "2.609 km");
    CHECK(shown(90 * 60, "s") == "90.00 min");
    CHECK(shown(172'800, "s") == "2.000 d");
    CHECK(shown(2500, "kg") == "2.500 t");
    CHECK(shown(3.2e6, "USD") == "3.200 MUSD");
    CHECK(shown(4e11, "bit/s") == "400.0 Gb/s");
    CHECK(shown(0.08 / 3.6e6, "USD/J") == "0.08000 USD/kWh");
    CHECK(shown(0.4 / 3.6e6, "kg/J") == "400.0 g/kWh");
    CHECK(shown(-2500, "W") == "-2.500 kW");
    CHECK(shown(0, "J") == "0 J");
}

TEST_CASE("counts stay exact and ratios have no unit") {
    CHECK(shown(123'456, "count") == "123456");
    CHECK(shown(1.2345, "1") == "1.234");  // 1.2345 is below the tie in binary
    CHECK(shown(27.5, "degC") == "27.50 degC");
}

TEST_CASE("a value and its limit share one unit") {
    const FigurePair pair = for_people(999.0, 40'000.0, "W");
    CHECK(pair.first == "0.9990");
    CHECK(pair.second == "40.00");
    CHECK(pair.unit == "kW");
}

TEST_CASE("text is as wide as a terminal shows it") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("Zürich") == 6);
    CHECK(display_width("e\xcc\x81") == 1);     // e and a combining acute
    CHECK(display_width("\xe6\x9c\xba") == 2);  // a CJK character
    CHECK(display_width("\xff") == 1);
}

}  // namespace datahall
