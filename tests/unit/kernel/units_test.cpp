// Quantities: dimensions multiply, readings do not add.
#include "datahall/units.hpp"

#include <type_traits>

#include "tests/support/catch.hpp"

using namespace datahall;
using namespace datahall::literals;

TEST_CASE("units multiply to the units of physics", "[units]") {
    static_assert(std::is_same_v<decltype(1_W * 1_s), Joules>);
    static_assert(std::is_same_v<decltype(1_J / 1_s), Watts>);
    static_assert(std::is_same_v<decltype(1_kW / 1_W), double>);
    static_assert(std::is_same_v<decltype(1_W / 1_K), WattsPerKelvin>);
    static_assert(std::is_same_v<decltype(1_Gbps * 1_s), Bits>);
    static_assert(std::is_same_v<decltype(1_m * 1_m), SquareMeters>);
    static_assert(std::is_same_v<decltype(1_USD / 1_kWh), DollarsPerJoule>);
    static_assert(std::is_same_v<decltype(1_Pa * CubicMetersPerSecond{}), Watts>);
    CHECK(1_kWh == 1_kW * 1_h);
    CHECK(1.5_MW == 1'500_kW);
    CHECK((2_kW / 500_W) == 4.0);
}

TEST_CASE("temperature readings subtract to a difference", "[units]") {
    static_assert(std::is_same_v<decltype(30_degC - 20_degC), Kelvins>);
    CHECK(30_degC - 20_degC == 10_K);
    CHECK(20_degC + 2.5_K == 22.5_degC);
    CHECK(20_degC - 2.5_K == 17.5_degC);
}
