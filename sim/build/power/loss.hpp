// Compiles loss curves into rows of coefficients, and evaluates them.
//
//   quadratic   loss = P_r (a + b x + c x^2),  x = output / P_r
//   affine      input = (output + n k) / eta   for n units: a = k / (eta p), b = 1 / eta - 1
//   table       loss / P_r linear in x between the points; below the first point the loss of the
//               first point, above the last the slope of the last segment
//
// Source: generic loss element with no-load, proportional and resistive terms, as used for UPS and
// transformers; interpolating the loss rather than the efficiency keeps part load right.
// Valid: 0 <= x <= 1.25; the run reports loads above 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/equipment.hpp"
#include "datahall/facility.hpp"

namespace datahall {

/// `units` identical units of output `unit_rating` each, sharing the load equally.
LossRow compile_loss(const LossCurve& curve, Watts unit_rating, std::uint32_t units,
                     std::vector<LossPoint>& points);

/// Loss in watts at `output_w` >= 0.  A row without a rating loses nothing.
double loss_w(const LossRow& row, std::span<const LossPoint> points, double output_w);

/// The same in integer microwatts, rounded half up: what the power tree books.
std::int64_t loss_uw(const LossRow& row, std::span<const LossPoint> points, std::int64_t output_uw);

/// Half up.  REQUIRES: x >= 0.
constexpr std::int64_t rounded(double x) {
    const auto whole = static_cast<std::int64_t>(x);
    return whole + (x - static_cast<double>(whole) >= 0.5 ? 1 : 0);
}

/// Negative powers do not occur.
constexpr std::int64_t as_microwatts(double watts) {
    return rounded(watts * 1e6);
}
constexpr std::int64_t as_microwatts(Watts p) {
    return as_microwatts(p.si());
}

}  // namespace datahall
