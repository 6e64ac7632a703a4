// Intervals from replications: what may be said about a mean, a difference, a ratio.
//
// All intervals are two-sided 95 % Student t intervals over independent replications.  A single value,
// or values that are all equal, gives an interval of no width.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
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
/// Ratio of the means of b and a, paired by index, with its jackknife interval; empty where the mean of `a`,
/// or of `a` without one value, is 0.  The value is that of all pairs, and the interval is widened to hold
/// it.
std::optional<Estimate> paired_ratio(std::span<const double> a, std::span<const double> b);

inline constexpr std::size_t no_index_left_out = std::numeric_limits<std::size_t>::max();
/// A figure of all replications but one; empty if it does not exist.
using LeaveOneOut = std::function<std::optional<double>(std::size_t left_out)>;

/// The figure of all `count` replications with its jackknife interval, widened to hold it; empty if the
/// figure, or one with a replication left out, does not exist.
std::optional<Estimate> jackknife(std::size_t count, const LeaveOneOut& statistic);
/// Mean of the values but one; of all with no_index_left_out.
double mean_without(std::span<const double> values, std::size_t left_out);

}  // namespace datahall
