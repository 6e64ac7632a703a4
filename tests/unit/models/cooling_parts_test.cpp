// Heat exchangers, fans, pumps and fluids.
#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"
#include "models/cooling/heat_exchanger.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

TEST_CASE("counterflow effectiveness at worked points", "[cooling]") {
    CHECK(counterflow_effectiveness(1, 1) == Approx(0.5).margin(1e-5));
    CHECK(counterflow_effectiveness(2, 1) == Approx(0.66667).margin(1e-5));
    CHECK(counterflow_effectiveness(2, 0.5) == Approx(0.77460).margin(1e-5));
    CHECK(counterflow_effectiveness(3, 0.8) == Approx(0.80433).margin(1e-5));
}

TEST_CASE("effectiveness is continuous where both streams are alike", "[cooling]") {
    CHECK(counterflow_effectiveness(1.5, 1.0 - 1.1e-6) ==
          Approx(counterflow_effectiveness(1.5, 1.0)).epsilon(1e-5));
    CHECK(counterflow_effectiveness(0, 0.5) == 0.0);
}

TEST_CASE("1.5 L/min of water per kW warm by 9.6 K", "[cooling]") {
    const double flow = 1.5e-3 / 60.0;  // m3/s
    CHECK(1'000.0 / (water.volumetric_heat() * flow) == Approx(9.598).epsilon(1e-3));
    // Glycol carries less: about 10 K.
    CHECK(1'000.0 / (glycol_25.volumetric_heat() * flow) == Approx(10.0).epsilon(0.01));
}

TEST_CASE("air through a rack of 1 kW", "[cooling]") {
    // 1 kW / (1.2 kg/m3 x 1006 J/(kg K) x 11 K)
    CHECK(1'000.0 / (air.volumetric_heat() * 11.0) == Approx(0.0753).epsilon(1e-3));
}

TEST_CASE("fans and pumps obey their laws", "[cooling]") {
    CHECK(cube_law(0.5) == 0.125);
    CHECK(vsd_fan_share(1.0) == Approx(0.9991).margin(1e-12));
    CHECK(vsd_fan_share(0.01) == vsd_fan_share(0.1));  // the end of the fit
    CHECK(pump_share(0.25) == Approx(0.03125));        // 0.25^2.5 = 1/32
    // 2.76 bar, 1.5 L/min per kW, 60 %: 11.5 W per kW of heat.
    CHECK(moving_power(1.5e-3 / 60.0, 276e3, 0.6) == Approx(11.5));
    for (double x = 0.1; x < 1.0; x += 0.01) CHECK(vsd_fan_share(x + 0.01) > vsd_fan_share(x));
}
