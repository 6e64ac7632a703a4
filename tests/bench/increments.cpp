// Source: the hold model with the increments of R. Ronngren and R. Ayani, ACM TOMACS 7 (1997) 157
// (exponential, uniform, bimodal, triangular, camel), and what event queues are known to fail at: skew, ties,
// zero delays.
#include "tests/bench/increments.hpp"

#include <cmath>

namespace datahall::bench {
namespace {

// A second draw from the same number: the fraction of `u` within its share `from`..`to`.
double within(double u, double from, double to) {
    return (u - from) / (to - from);
}

double exponential(double u) {
    return -std::log(1.0 - u);
}
double uniform(double u) {
    return 2.0 * u;
}
double bimodal(double u) {
    return u < 0.9 ? 0.183 * within(u, 0.0, 0.9) : 18.3 * within(u, 0.9, 1.0);
}
double log_uniform(double u) {
    return std::pow(10.0, 12.0 * u) * 1e-9;
}
double pareto(double u) {
    return 1e-3 * std::pow(1.0 - u, -1.0 / 1.1);
}
double ties(double u) {
    return 1.0 + std::floor(64.0 * u);
}
double constant(double) {
    return 1.0;
}
double triangular(double u) {
    return 1.5 * std::sqrt(u);
}
double camel(double u) {
    if (u < 0.02) return 2.0 * within(u, 0.0, 0.02);
    const double hump = u < 0.51 ? 0.5 : 1.5;
    return hump + 2e-3 * (u < 0.51 ? within(u, 0.02, 0.51) : within(u, 0.51, 1.0));
}
double zero(double u) {
    return u < 0.5 ? 0.0 : 2.0 * within(u, 0.5, 1.0);
}
double narrow(double u) {
    return 0.9 + 0.2 * u;
}

constexpr Distribution all[] = {
    {"exponential", "-ln(1-u) s", "the reference", exponential},
    {"uniform", "2u s", "how full buckets are", uniform},
    {"bimodal", "90 %: 0.183u s, 10 %: 18.3u s", "two scales", bimodal, 1023, 20.0},
    {"log-uniform", "1 ns to 1,000 s", "skew", log_uniform, 0, 2000.0},
    {"pareto", "1 ms (1-u)^(-1/1.1)", "infinite variance", pareto, 1023, 0.04},
    {"ties", "whole seconds, 1 to 64", "thousands of equal times", ties, 0, 200.0},
    {"constant", "1 s", "everything appended last", constant, 0},
    {"triangular", "1.5 sqrt(u) s", "rising density", triangular},
    {"camel", "2 %: 2u s, else 0.5 or 1.5 s + 2u ms", "two needles in a wide span", camel},
    {"zero", "50 %: 0, else 2u s", "chains without delay", zero, 0},
    {"narrow", "0.9 s + 0.2u s", "nearly everything appended last", narrow},
};

}  // namespace

std::span<const Distribution> distributions() {
    return all;
}

Increments increments_of(const Distribution& distribution) {
    Increments table{.low_bits = distribution.low_bits};
    const auto n = static_cast<double>(table.quantiles.size());
    for (std::size_t i = 0; i < table.quantiles.size(); ++i) {
        const double u = (static_cast<double>(i) + 0.5) / n;
        table.quantiles[i] = static_cast<std::int64_t>(distribution.seconds(u) * 1e9);
    }
    return table;
}

}  // namespace datahall::bench
