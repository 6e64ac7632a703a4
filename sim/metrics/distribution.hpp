// Order statistics of a finished sample.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace datahall {

/// The sample quantile sorted[min(n - 1, floor(q n))], as job logs are summarised in the field;
/// q = 0.5 is sorted[n / 2].  Empty for no values.  Sorts `values`.
std::optional<std::int64_t> quantile(std::vector<std::int64_t>& values, double q);

/// Exact sum over count, rounded once.  Empty for no values.
std::optional<double> mean(const std::vector<std::int64_t>& values);

}  // namespace datahall
