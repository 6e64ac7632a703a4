// Intervals from replications: what may be said about a mean, a difference, a ratio.
//
// All intervals are two-sided 95 % Student t intervals over independent replications.  A single value,
// or values that are all equal, gives an interval of no width.
#pragma once

#include <optional>
#include <span>

namespace datahall {

/// A value with its interval.  Invariant: low <= value <= high.
struct Estimate {
    double value = 0.0;
    double low = 0.0;
    double high = 0.0;
    friend bool operator==(const Estimate&, const Estimate&) = default;
};

/// Quantile of Student's t, 0 < p < 1, `df` >= 1 degrees of freedom.
double student_quantile(double p, double df);

/// Mean and interval; empty without values.
std::optional<Estimate> mean_of(std::span<const double> values);
/// b - a, paired by index.  REQUIRES: as many of both.
std::optional<Estimate> paired_difference(std::span<const double> a, std::span<const double> b);
/// Ratio of the means of b and a, paired by index, with its jackknife interval; empty where the mean of `a`
/// is 0. The value is sum(b) / sum(a) itself, and the interval is widened to hold it.
std::optional<Estimate> paired_ratio(std::span<const double> a, std::span<const double> b);

}  // namespace datahall
