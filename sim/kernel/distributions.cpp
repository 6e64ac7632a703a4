// Quantile functions of datahall/distributions.hpp, all but the normal.
#include "datahall/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "datahall/math.hpp"

namespace datahall::quantile {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void require(bool holds, const char* what) {
    if (!holds) throw std::domain_error{what};
}
void require_open_unit(double u) {
    require(u > 0.0 && u < 1.0, "quantile: u outside (0, 1)");
}
bool is_positive(double x) {
    return x > 0.0 && x < infinity;
}

// ln n! - ln(sqrt(2 pi n) (n/e)^n), n >= 30: Stirling's series, error below 1e-17.
double stirling_rest(double n) {
    const double z = 1.0 / (n * n);
    return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680)))) / n;
}

// Adds up the probabilities from 0: few terms, all positive.
std::uint64_t small_poisson(double u, double mean) {
    double p = math::exp(-mean);
    double below = p;
    std::uint64_t k = 0;
    while (u > below && p > 1e-300) {
        ++k;
        p *= mean / static_cast<double>(k);
        below += p;
    }
    return k;
}

// P(mode), by Loader's split ("Fast and accurate computation of binomial probabilities", 2000):
// the large logarithms are never formed, so nothing cancels.
double probability_of_mode(double mode, double mean) {
    const double excess = mean - mode;  // in [0, 1)
    const double deviance = excess - mode * math::log1p(excess / mode);
    constexpr double two_pi = 0x1.921fb54442d18p+2;
    return math::exp(-stirling_rest(mode) - deviance) / std::sqrt(two_pi * mode);
}

// Walks from the mode, always along the same sums: so a greater u never gives a smaller k.
std::uint64_t large_poisson(double u, double mean) {
    double k = std::floor(mean);
    double p = probability_of_mode(k, mean);
    double below = 0.0;
    double term = p;
    for (double j = k; term > 1e-20 * p && j >= 0.0; --j) {
        below += term;
        term *= j / mean;
    }
    if (u > below) {
        while (u > below && p > 1e-300) {
            ++k;
            p *= mean / k;
            below += p;
        }
    } else {
        while (k > 0.0 && u <= below - p) {
            below -= p;
            p *= k / mean;
            --k;
        }
    }
    return static_cast<std::uint64_t>(k);
}

double triangular_below(double x, const Triangle& t) {
    if (x <= t.a) return 0.0;
    if (x >= t.b) return 1.0;
    if (x <= t.mode) return (x - t.a) * (x - t.a) / ((t.b - t.a) * (t.mode - t.a));
    return 1.0 - (t.b - x) * (t.b - x) / ((t.b - t.a) * (t.b - t.mode));
}

void require_inside(bool holds) {
    require(holds, "truncated: no probability within the bounds");
}

// Into the interval, whatever the last rounding did.
double clamp(double x, Bounds b) {
    return std::min(std::max(x, b.lo), b.hi);
}

// Exponential of mean 1 within [lo, hi], lo >= 0.  Measured from lo, since it has no memory.
double truncated_unit_exponential(double u, Bounds b) {
    const double share = b.hi == infinity ? 1.0 : -math::expm1(b.lo - b.hi);
    require_inside(b.lo < b.hi && b.lo < infinity && share > 0.0);
    return b.lo - math::log1p(-u * share);
}

// Standard normal within [lo, hi].  The upper half is mirrored: near 1 probabilities lose digits.
double truncated_unit_normal(double u, Bounds b) {
    require_inside(b.lo < b.hi);
    if (b.lo > 0.0) return -truncated_unit_normal(1.0 - u, {-b.hi, -b.lo});
    const double from = normal_below(b.lo);
    const double p = from + u * (normal_below(b.hi) - from);
    require_inside(p > 0.0);
    return clamp(p < 1.0 ? normal(p) : b.hi, b);
}

}  // namespace

std::uint32_t integer(std::uint64_t bits, std::uint32_t n) {
    require(n > 0, "integer: no values to choose from");
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint32_t>(static_cast<Wide>(bits) * n >> 64);
}

double exponential(double u, double mean) {
    require_open_unit(u);
    require(is_positive(mean), "exponential: mean not above 0");
    return -mean * math::log1p(-u);
}

double weibull(double u, double shape, double scale) {
    require_open_unit(u);
    require(is_positive(shape) && is_positive(scale), "weibull: shape or scale not above 0");
    return scale * math::pow(-math::log1p(-u), 1.0 / shape);
}

double triangular(double u, const Triangle& t) {
    require_open_unit(u);
    require(t.a <= t.mode && t.mode <= t.b && t.a < t.b, "triangular: not a <= mode <= b, a < b");
    const double width = t.b - t.a;
    if (u <= (t.mode - t.a) / width) return t.a + std::sqrt(u * width * (t.mode - t.a));
    return t.b - std::sqrt((1.0 - u) * width * (t.b - t.mode));
}

Lognormal Lognormal::from_mean_and_cv(double mean, double cv) {
    require(is_positive(mean) && cv >= 0.0 && cv < infinity, "lognormal: mean not above 0 or CV below 0");
    const double variance = math::log1p(cv * cv);
    return {math::log(mean) - variance / 2.0, std::sqrt(variance)};
}

double lognormal(double u, const Lognormal& l) {
    require(l.sigma >= 0.0, "lognormal: sigma below 0");
    return math::exp(l.mu + l.sigma * normal(u));
}

bool bernoulli(double u, double p) {
    require(p >= 0.0 && p <= 1.0, "bernoulli: p outside [0, 1]");
    return u > 1.0 - p;
}

std::uint64_t geometric(double u, double p) {
    require_open_unit(u);
    require(p > 0.0 && p <= 1.0, "geometric: p outside (0, 1]");
    if (p == 1.0) return 0;
    const double k = std::floor(math::log1p(-u) / math::log1p(-p));
    return k < 0x1p63 ? static_cast<std::uint64_t>(k) : std::uint64_t{1} << 63;
}

std::uint64_t poisson(double u, double mean) {
    require_open_unit(u);
    require(mean >= 0.0 && mean <= 1e8, "poisson: mean outside [0, 1e8]");
    return mean <= 30.0 ? small_poisson(u, mean) : large_poisson(u, mean);
}

double empirical(double u, std::span<const double> sorted) {
    require(!sorted.empty(), "empirical: no points");
    require(u >= 0.0 && u <= 1.0, "empirical: u outside [0, 1]");
    const double q = u * static_cast<double>(sorted.size() - 1);
    const auto i = static_cast<std::size_t>(q);
    if (i + 1 >= sorted.size()) return sorted.back();
    return sorted[i] + (q - static_cast<double>(i)) * (sorted[i + 1] - sorted[i]);
}

Discrete::Discrete(std::span<const double> weights) {
    cumulative_.reserve(weights.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        require(weights[i] >= 0.0 && weights[i] < infinity, "discrete: a weight below 0 or not finite");
        if (weights[i] > 0.0) last_ = i;
        cumulative_.push_back(sum += weights[i]);
    }
    require(is_positive(sum), "discrete: no weight above 0, or their sum not finite");
}

std::size_t Discrete::operator()(double u) const {
    const auto it = std::upper_bound(cumulative_.begin(), cumulative_.end(), u * cumulative_.back());
    return std::min(static_cast<std::size_t>(it - cumulative_.begin()), last_);
}

double truncated_exponential(double u, double mean, Bounds bounds) {
    require_open_unit(u);
    require(is_positive(mean), "exponential: mean not above 0");
    const Bounds unit{std::max(bounds.lo, 0.0) / mean, bounds.hi / mean};
    return clamp(mean * truncated_unit_exponential(u, unit), bounds);
}

double truncated_weibull(double u, double shape, double scale, Bounds bounds) {
    require_open_unit(u);
    require(is_positive(shape) && is_positive(scale), "weibull: shape or scale not above 0");
    require_inside(bounds.hi > 0.0);
    const auto hazard = [&](double x) { return math::pow(x / scale, shape); };
    const Bounds unit{hazard(std::max(bounds.lo, 0.0)), hazard(bounds.hi)};
    return clamp(scale * math::pow(truncated_unit_exponential(u, unit), 1.0 / shape), bounds);
}

double truncated_triangular(double u, const Triangle& t, Bounds bounds) {
    require_open_unit(u);
    const double from = triangular_below(bounds.lo, t);
    const double to = triangular_below(bounds.hi, t);
    require_inside(from < to);
    const double p = from + u * (to - from);
    return clamp(p <= 0.0 ? bounds.lo : p >= 1.0 ? bounds.hi : triangular(p, t), bounds);
}

double truncated_normal(double u, double mean, double deviation, Bounds bounds) {
    require_open_unit(u);
    require(is_positive(deviation), "normal: deviation not above 0");
    const Bounds unit{(bounds.lo - mean) / deviation, (bounds.hi - mean) / deviation};
    return clamp(mean + deviation * truncated_unit_normal(u, unit), bounds);
}

double truncated_lognormal(double u, const Lognormal& l, Bounds bounds) {
    require_inside(bounds.hi > 0.0);
    const Bounds logs{bounds.lo > 0.0 ? math::log(bounds.lo) : -infinity, math::log(bounds.hi)};
    return clamp(math::exp(truncated_normal(u, l.mu, l.sigma, logs)), bounds);
}

}  // namespace datahall::quantile
