// The two integrals of an exponential that stay exact as its rate goes to nothing.
//
//   growth(r, t)  = integral of e^(r u)         = (e^(r t) - 1) / r            t      for r = 0
//   growth2(r, t) = integral of growth(r, u)    = (growth(r, t) - t) / r       t^2/2  for r = 0
//
// Valid: t >= 0, r <= 0.
#pragma once

#include <cmath>

#include "datahall/math.hpp"

namespace datahall {

inline double growth(double rate, double t) {
    const double x = rate * t;
    return x == 0.0 ? t : t * (math::expm1(x) / x);
}

inline double growth2(double rate, double t) {
    const double x = rate * t;
    constexpr double small = 0.05;  // below, the difference would lose digits
    if (std::fabs(x) > small) return (growth(rate, t) - t) / rate;
    // x^2 / 2! + x^3 / 3! + ... over x^2
    return t * t *
           (0.5 + x * (1.0 / 6 +
                       x * (1.0 / 24 + x * (1.0 / 120 + x * (1.0 / 720 + x * (1.0 / 5'040 + x / 40'320))))));
}

}  // namespace datahall
