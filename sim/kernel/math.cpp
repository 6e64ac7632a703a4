// exp, expm1, log, log1p, log10, tanh, cbrt of datahall/math.hpp.
//
// exp:  x = k ln 2 + r, |r| <= 0.347; e^r - 1 - r by its Taylor polynomial to r^14 / 14! (the first
//       term left out is below 2^-62), evaluated as two chains in r^2 for speed.
// log:  x = 2^k (1 + f), s = f / (2 + f); ln(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R),
//       R = 2 s^2/3 + 2 s^4/5 + ...; |s| <= 0.1716, so eleven terms reach 2^-56 of R's first.
//       Writing f - f^2/2 first keeps the largest term free of rounding.
// Coefficients are the series' own fractions; nothing is fitted.
#include "datahall/math.hpp"

#include <cmath>
#include <limits>

#include "sim/kernel/float_parts.hpp"

namespace datahall::math {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr double inverse_factorial(int n) {
    double f = 1.0;
    for (int i = 2; i <= n; ++i) f *= i;  // exact up to 22!
    return 1.0 / f;
}

// e^r - 1 - r for |r| <= 0.36.
double exp_tail(double r) {
    constexpr auto c = inverse_factorial;
    const double z = r * r;
    const double even = c(2) + z * (c(4) + z * (c(6) + z * (c(8) + z * (c(10) + z * (c(12) + z * c(14))))));
    const double odd = c(3) + z * (c(5) + z * (c(7) + z * (c(9) + z * (c(11) + z * c(13)))));
    return z * (even + r * odd);
}

// k and r of x = k ln 2 + r, r as a pair.
struct Reduced {
    int k = 0;
    Pair r;
};
Reduced reduce(double high, double low) {
    const double quotient = high * 0x1.71547652b82fep+0;  // 1 / ln 2
    const int k = static_cast<int>(quotient + (quotient < 0 ? -0.5 : 0.5));
    const double a = high - k * ln2_high;  // exact
    return {k, two_sum(a, low - k * ln2_low)};
}

// ln(1 + f) - f, for 1 + f in [1/sqrt 2, sqrt 2).
double log_tail(double f) {
    const double s = f / (2.0 + f);
    const double z = s * s;
    double r = 0.0;
    for (int n = 23; n >= 3; n -= 2) r = z * (2.0 / n + r);
    const double half_square = 0.5 * f * f;
    return s * (half_square + r) - half_square;
}

// k ln 2 + ln(1 + f) + low.
double log_of(int k, double f, double low) {
    const double tail = log_tail(f) + (k * ln2_low + low);
    const Pair head = two_sum(k * ln2_high, f);
    return head.high + (head.low + tail);
}

}  // namespace

double exp_of_sum(double high, double low) {
    const Reduced x = reduce(high, low);
    const Pair head = fast_two_sum(1.0, x.r.high);
    const double tail = exp_tail(x.r.high) + x.r.low * (1.0 + x.r.high);
    return scale(head.high + (head.low + tail), x.k);
}

double exp(double x) {
    if (x != x) return x;
    if (x > 709.79) return infinity;
    if (x < -745.2) return 0.0;
    return exp_of_sum(x, 0.0);
}

double expm1(double x) {
    if (x != x || x == 0.0) return x;
    if (x > 709.79) return infinity;
    if (x < -40.0) return -1.0;
    const Reduced a = reduce(x, 0.0);
    const double tail = exp_tail(a.r.high) + a.r.low * (1.0 + a.r.high);
    if (a.k == 0) return a.r.high + (a.r.low + exp_tail(a.r.high));
    if (a.k > 60) return scale(1.0 + (a.r.high + tail), a.k);  // the 1 is below the last place
    const Pair one = two_sum(1.0, -power_of_two(-a.k));
    const Pair head = two_sum(one.high, a.r.high);
    return scale(head.high + (head.low + (one.low + tail)), a.k);
}

double log(double x) {
    if (x != x || x == infinity) return x;
    if (x == 0.0) return -infinity;
    if (x < 0.0) return nan;
    const Split s = split(x);
    return log_of(s.exponent, s.mantissa - 1.0, 0.0);
}

double log1p(double x) {
    if (x != x || x == infinity || x == 0.0) return x;
    if (x == -1.0) return -infinity;
    if (x < -1.0) return nan;
    if (x > -0.29 && x < 0.41) return x + log_tail(x);
    const Pair u = two_sum(1.0, x);
    const Split s = split(u.high);
    return log_of(s.exponent, s.mantissa - 1.0, u.low / u.high);
}

double log10(double x) {
    constexpr double inverse_ln10 = 0x1.bcb7b1526e50ep-2;
    const double l = log(x);
    if (!(l - l == 0.0)) return l;  // infinite or NaN
    return l * inverse_ln10;
}

// tanh(a) = (e^2a - 1) / (e^2a + 1) for a > 0.
double tanh(double x) {
    if (x != x || x == 0.0) return x;
    const double a = std::fabs(x);
    const double e = a < 20.0 ? expm1(2.0 * a) : 0.0;
    const double t = a < 20.0 ? e / (e + 2.0) : 1.0;
    return x < 0.0 ? -t : t;
}

// Halley's iteration from a line through the mantissa, then one Newton step on the exact residue.
double cbrt(double x) {
    if (x != x || x == 0.0 || x == infinity || x == -infinity) return x;
    Split s = split(std::fabs(x));
    int third = s.exponent / 3;
    int rest = s.exponent - 3 * third;
    if (rest < 0) {
        rest += 3;
        --third;
    }
    const double m = s.mantissa * power_of_two(rest);  // [0.7, 5.7)
    double t = 0.8 + 0.18 * m;
    for (int i = 0; i < 3; ++i) {
        const double cube = t * t * t;
        t *= (cube + 2.0 * m) / (2.0 * cube + m);
    }
    const Pair square = two_product(t, t);
    const Pair cube = two_product(t, square.high);
    const double residue = ((m - cube.high) - cube.low) - t * square.low;
    t = scale(t + residue / (3.0 * square.high), third);
    return x < 0.0 ? -t : t;
}

}  // namespace datahall::math
