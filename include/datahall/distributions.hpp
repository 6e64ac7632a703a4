// Random variates by inversion: one uniform number in, one variate out, rising with it.
//
// Each function is the quantile function of its distribution: with u from RandomStream::uniform()
// it draws a variate, with u = 0.5 it gives the median.  One draw a variate keeps streams aligned
// between two layouts; monotone keeps a lucky draw lucky in both (up to rounding: neighbours within 1e-15 of
// each other may swap). The same bits everywhere: built on datahall/math.hpp, never on std::*_distribution.
//
// u is in (0, 1), as RandomStream::uniform() gives it.  Parameters outside the stated range throw
// std::domain_error.  Left out so far: gamma and beta (they need the incomplete functions).
// Source: AS 241 for the normal (Wichura, Applied Statistics 37, 1988); the rest by their formulas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace datahall::quantile {

/// 0 .. n-1 from 64 random bits, n > 0.  The bias is below n / 2^64.
std::uint32_t integer(std::uint64_t bits, std::uint32_t n);

/// -mean ln(1 - u), mean > 0.
double exponential(double u, double mean);

/// scale (-ln(1 - u))^(1/shape), both > 0.  Mean scale Gamma(1 + 1/shape).
double weibull(double u, double shape, double scale);

/// a <= mode <= b, a < b.
struct Triangle {
    double a = 0.0;
    double mode = 0.5;
    double b = 1.0;
};
double triangular(double u, const Triangle& t);

/// Standard normal.  Relative error about 1e-15.
double normal(double u);

/// e^(mu + sigma z), sigma >= 0.
struct Lognormal {
    double mu = 0.0;
    double sigma = 1.0;
    /// mean > 0; cv = standard deviation / mean, >= 0.
    static Lognormal from_mean_and_cv(double mean, double cv);
};
double lognormal(double u, const Lognormal& l);

/// True with probability p in [0, 1]; a greater p never turns true into false.
bool bernoulli(double u, double p);

/// Failures before the first success, 0 < p <= 1.  Largest value 2^63.
std::uint64_t geometric(double u, double p);

/// Events of a Poisson process, 0 <= mean <= 1e8.  Cost O(mean) to 30, O(sqrt mean) above.
std::uint64_t poisson(double u, double mean);

/// Linear between n >= 1 sorted points: u = 0 is the first, u = 1 the last.
double empirical(double u, std::span<const double> sorted);

/// An index with probability proportional to its weight.
class Discrete {
public:
    /// Weights >= 0 and finite, at least one > 0.
    explicit Discrete(std::span<const double> weights);
    std::size_t operator()(double u) const;

private:
    std::vector<double> cumulative_;
    std::size_t last_ = 0;  // the last with a weight
};

/// An interval that a distribution is confined to: the part of its probability inside is stretched
/// to 1.  lo < hi; either may be infinite.  Throws std::domain_error if nothing is inside.
struct Bounds {
    double lo;
    double hi;
};
double truncated_exponential(double u, double mean, Bounds bounds);
double truncated_weibull(double u, double shape, double scale, Bounds bounds);
double truncated_triangular(double u, const Triangle& t, Bounds bounds);
double truncated_normal(double u, double mean, double deviation, Bounds bounds);
double truncated_lognormal(double u, const Lognormal& l, Bounds bounds);

/// Probability that a standard normal is below z.  Relative error below 1e-13 for z > -37.
double normal_below(double z);

}  // namespace datahall::quantile
