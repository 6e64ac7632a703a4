// How evenly something is spread over those who share it.
#pragma once

#include <optional>
#include <span>

namespace datahall {

/// Jain's index (sum x)^2 / (n sum x^2): 1 if all have the same, 1/n if one has all.  Empty for nobody.
/// Source: Jain, Chiu, Hawe, "A quantitative measure of fairness and discrimination for resource allocation
/// in shared computer systems", DEC-TR-301, 1984.
inline std::optional<double> jain_index(std::span<const double> shares) {
    double sum = 0;
    double squares = 0;
    for (const double x : shares) {
        sum += x;
        squares += x * x;
    }
    if (!(squares > 0)) return std::nullopt;
    return sum * sum / (static_cast<double>(shares.size()) * squares);
}

}  // namespace datahall
