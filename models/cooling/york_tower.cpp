#include "models/cooling/york_tower.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace datahall {
namespace {

// c[9i + 3j + k] multiplies Twb^k R^j LGR^i.
constexpr std::array<double, 27> c{-0.359741205,      -0.055053608,     0.0023850432,        0.173926877,
                                   -0.0248473764,     0.00048430224,    -0.005589849456,     0.0005770079712,
                                   -0.00001342427256, 2.84765801111111, -0.121765149,        0.0014599242,
                                   1.680428651,       -0.0166920786,    -0.0007190532,       -0.025485194448,
                                   0.0000487491696,   0.00002719234152, -0.0653766255555556, -0.002278167,
                                   0.0002500254,      -0.0910565458,    0.00318176316,       0.000038621772,
                                   -0.0034285382352,  0.00000856589904, -0.000001516821552};

constexpr double design_wet_bulb = 25.55;
constexpr double design_range = 5.56;
constexpr double lowest_wet_bulb = -34.4, highest_wet_bulb = 26.7;
constexpr double least_range = 1.1, largest_range = 22.2;

double term(std::size_t i, double twb, double range) {
    const auto wet = [&](std::size_t j) {
        const std::size_t n = 9 * i + 3 * j;
        return c[n] + twb * (c[n + 1] + twb * c[n + 2]);
    };
    return wet(0) + range * (wet(1) + range * wet(2));
}

}  // namespace

ApproachCurve::ApproachCurve(double twb, double range)
    : constant{term(0, twb, range)}, linear{term(1, twb, range)}, square{term(2, twb, range)} {}

double yorkcalc_approach(double wet_bulb, double range, double liquid_to_gas) {
    return ApproachCurve{wet_bulb, range}.at(liquid_to_gas);
}

double yorkcalc_leaving(double entering, double wet_bulb, double liquid_to_gas) {
    double low = 0.0;
    double high = entering - wet_bulb;
    for (int i = 0; i < 50; ++i) {
        const double range = 0.5 * (low + high);
        const double leaving = wet_bulb + yorkcalc_approach(wet_bulb, range, liquid_to_gas);
        (leaving + range < entering ? low : high) = range;
    }
    return entering - 0.5 * (low + high);
}

YorkApproach::YorkApproach(double scale, double wet_bulb, double range)
    : curve_{std::clamp(wet_bulb, lowest_wet_bulb, highest_wet_bulb),
             std::clamp(range, least_range, largest_range)},
      scale_{scale * range / std::clamp(range, least_range, largest_range)},
      outside_{wet_bulb < lowest_wet_bulb || wet_bulb > highest_wet_bulb || range > largest_range} {}

double YorkApproach::at_speed(double speed) const {
    return scale_ * std::max(curve_.at(1.0 / speed), 0.0);
}

YorkLaw::YorkLaw(double approach)
    : scale_{approach / yorkcalc_approach(design_wet_bulb, design_range, 1.0)} {}

}  // namespace datahall
