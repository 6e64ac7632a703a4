#include "sim/metrics/distribution.hpp"

#include <algorithm>

#include "datahall/int128.hpp"

namespace datahall {

std::optional<std::int64_t> quantile(std::vector<std::int64_t>& values, double q) {
    if (values.empty()) return std::nullopt;
    const auto rank = static_cast<std::size_t>(q * static_cast<double>(values.size()));
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(std::min(rank, values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

std::optional<double> mean(const std::vector<std::int64_t>& values) {
    if (values.empty()) return std::nullopt;
    Int128 sum = 0;
    for (const std::int64_t v : values) sum += v;
    return static_cast<double>(sum) / static_cast<double>(values.size());
}

}  // namespace datahall
