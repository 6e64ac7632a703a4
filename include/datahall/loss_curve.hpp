// How much an element of the power chain loses.
#pragma once

#include <optional>
#include <vector>

#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// How much an element of the power chain loses, in one of three forms, x = output / rating:
///   quadratic   loss = rating * (a + b x + c x^2)
///   affine      input = (output + constant) / efficiency
///   table       loss interpolated linearly in x between the points given
/// Valid for 0 <= x <= 1.25; above 1 the element is overloaded, which the run reports.
struct LossCurve {
    std::optional<double> a, b, c;
    std::optional<double> efficiency;  // affine
    Watts constant;                    // affine, per unit
    std::vector<double> load;          // table, x rising
    std::vector<double> efficiencies;  // table, output / input at those loads
};

void describe(Keys& k, LossCurve& c);

}  // namespace datahall
