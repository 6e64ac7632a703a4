#include "models/cooling/york_tower.hpp"

#include <algorithm>
#include <array>

#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"

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
constexpr double free_convection = 0.125;  // air flow with the fan off: the end of the fit, LGR 8
constexpr double least_speed = 0.3;        // of a fan on a drive; below, it cycles
constexpr double evaporated_share = 0.85;  // of the heat; the rest warms the air
constexpr double drift_share = 1e-4;       // of the circulating flow: 0.01 %, estimate

/// The approach as a parabola of LGR, for a wet bulb and a range.
struct ApproachCurve {
    double constant, linear, square;

    ApproachCurve(double twb, double range)
        : constant{term(0, twb, range)}, linear{term(1, twb, range)}, square{term(2, twb, range)} {}
    double at(double liquid_to_gas) const {
        return constant + liquid_to_gas * (linear + liquid_to_gas * square);
    }

private:
    static double term(std::size_t i, double twb, double range) {
        const auto wet = [&](std::size_t j) {
            const std::size_t n = 9 * i + 3 * j;
            return c[n] + twb * (c[n + 1] + twb * c[n + 2]);
        };
        return wet(0) + range * (wet(1) + range * wet(2));
    }
};

/// The clamped approach of a cell: the polynomial inside its range, a line outside.
class CellApproach {
public:
    CellApproach(double scale, double wet_bulb, double range)
        : curve_{std::clamp(wet_bulb, lowest_wet_bulb, highest_wet_bulb),
                 std::clamp(range, least_range, largest_range)},
          scale_{scale * range / std::clamp(range, least_range, largest_range)},
          outside_{wet_bulb < lowest_wet_bulb || wet_bulb > highest_wet_bulb || range > largest_range} {}

    double at_speed(double speed) const { return scale_ * std::max(curve_.at(1.0 / speed), 0.0); }
    bool is_outside() const { return outside_; }

private:
    ApproachCurve curve_;
    double scale_;
    bool outside_;
};

double fan_share(double speed) {
    if (speed >= least_speed) return cube_law(speed);
    const double on = (speed - free_convection) / (least_speed - free_convection);
    return std::max(on, 0.0) * cube_law(least_speed);
}

}  // namespace

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

YorkTower::YorkTower(const TowerDesign& design)
    : design_{design},
      flow_{design.heat / (water.specific_heat * design.range)},
      scale_{design.approach / yorkcalc_approach(design_wet_bulb, design_range, 1.0)} {}

double YorkTower::range(double heat) const {
    return heat / (flow_ * water.specific_heat);
}

double YorkTower::coldest(double heat, double wet_bulb) const {
    return wet_bulb + CellApproach{scale_, wet_bulb, range(heat)}.at_speed(1.0);
}

YorkTower::Operation YorkTower::operate(double heat, double wet_bulb, double target) const {
    if (heat <= 0.0) return {.leaving = target};
    const CellApproach approach{scale_, wet_bulb, range(heat)};
    const double rated = design_.fan_share * design_.heat;
    const double wanted = target - wet_bulb;
    if (approach.at_speed(1.0) >= wanted) {
        return {wet_bulb + approach.at_speed(1.0), rated, approach.is_outside()};
    }
    double slow = free_convection;
    double fast = 1.0;
    for (int i = 0; i < 30; ++i) {  // to 1e-9 of full speed
        const double speed = 0.5 * (slow + fast);
        (approach.at_speed(speed) > wanted ? slow : fast) = speed;
    }
    return {target, rated * fan_share(fast), approach.is_outside()};
}

YorkTower::Operation YorkTower::at_speed(double heat, double wet_bulb, double speed) const {
    const CellApproach approach{scale_, wet_bulb, range(heat)};
    return {wet_bulb + approach.at_speed(std::max(speed, free_convection)),
            design_.fan_share * design_.heat * fan_share(speed), approach.is_outside()};
}

double YorkTower::heat_of(double entering, double wet_bulb, double speed) const {
    const double heat_by_range = flow_ * water.specific_heat;
    double low = 0.0;
    double high = (entering - wet_bulb) * heat_by_range;
    for (int i = 0; i < 50; ++i) {
        const double heat = 0.5 * (low + high);
        const double leaving = at_speed(heat, wet_bulb, speed).leaving;
        (leaving + heat / heat_by_range < entering ? low : high) = heat;
    }
    return 0.5 * (low + high);
}

double YorkTower::consumption(double heat) const {
    if (heat <= 0.0) return 0.0;
    const double evaporation = evaporated_share * heat / heat_of_evaporation;
    const double drift = drift_share * flow_;
    const double blowdown = std::max(evaporation / (design_.cycles_of_concentration - 1.0) - drift, 0.0);
    return evaporation + drift + blowdown;
}

}  // namespace datahall
