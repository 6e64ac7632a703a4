// Pieces that the functions of datahall/math.hpp share: bits of a double, error-free sums.
//
// Everything is + - * / and bit operations.  "Exact" below means without any rounding.
#pragma once

#include <bit>
#include <cstdint>

namespace datahall::math {

// ln 2 in two parts: the first has 42 bits, so that a whole number of up to 11 bits times it is
// exact; together they hold it to 2^-98.
inline constexpr double ln2_high = 0x1.62e42fefa3800p-1;
inline constexpr double ln2_low = 0x1.ef35793c76730p-45;

/// An unevaluated sum, |low| at most half a unit in the last place of high.
struct Pair {
    double high = 0.0;
    double low = 0.0;
};

/// a + b exactly.  REQUIRES: |a| >= |b| or a == 0.  (Dekker 1971)
constexpr Pair fast_two_sum(double a, double b) {
    const double s = a + b;
    return {s, b - (s - a)};
}

/// a + b exactly.  (Knuth, The Art of Computer Programming, vol. 2, 4.2.2)
constexpr Pair two_sum(double a, double b) {
    const double s = a + b;
    const double bb = s - a;
    return {s, (a - (s - bb)) + (b - bb)};
}

/// The upper 26 bits of a, so that a product of two such parts is exact.  REQUIRES: |a| < 2^970.
constexpr double upper_half(double a) {
    const double scaled = a * 134217729.0;  // 2^27 + 1 (Veltkamp)
    return scaled - (scaled - a);
}

/// a * b exactly, without fma.  REQUIRES: no overflow, and a product above 2^-960.
constexpr Pair two_product(double a, double b) {
    const double p = a * b;
    const double ah = upper_half(a);
    const double al = a - ah;
    const double bh = upper_half(b);
    const double bl = b - bh;
    return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

constexpr Pair add(Pair a, Pair b) {
    const Pair s = two_sum(a.high, b.high);
    const Pair t = two_sum(a.low, b.low);
    const Pair u = fast_two_sum(s.high, s.low + t.high);
    return fast_two_sum(u.high, u.low + t.low);
}

constexpr Pair multiply(Pair a, Pair b) {
    const Pair p = two_product(a.high, b.high);
    return fast_two_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

constexpr Pair divide(Pair a, Pair b) {
    const double q = a.high / b.high;
    const Pair p = two_product(q, b.high);
    const double rest = ((a.high - p.high) - p.low) + (a.low - q * b.low);
    return fast_two_sum(q, rest / b.high);
}

/// x = mantissa * 2^exponent with mantissa in [1/sqrt 2, sqrt 2).
struct Split {
    double mantissa = 0.0;
    int exponent = 0;
};

/// REQUIRES: x > 0, finite; subnormal is fine.
inline Split split(double x) {
    int exponent = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        exponent = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<int>(bits >> 52) - 1023;
    const double mantissa =
        std::bit_cast<double>((bits & 0x000F'FFFF'FFFF'FFFF) | 0x3FF0'0000'0000'0000);  // [1, 2)
    if (mantissa < 0x1.6a09e667f3bcdp+0) return {mantissa, exponent};
    return {mantissa * 0.5, exponent + 1};
}

/// 2^n.  REQUIRES: -1022 <= n <= 1023.
constexpr double power_of_two(int n) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

/// x * 2^n, rounded once more if the result is subnormal.  REQUIRES: |n| <= 2,000.
constexpr double scale(double x, int n) {
    if (n > 1023) return x * 0x1p1023 * power_of_two(n - 1023 > 1023 ? 1023 : n - 1023);
    if (n < -1022) return x * power_of_two(n + 1022 < -1022 ? -1022 : n + 1022) * 0x1p-1022;
    return x * power_of_two(n);
}

/// e^(high + low), |low| < 2^-50 |high|.  REQUIRES: |high| <= 800.
double exp_of_sum(double high, double low);

}  // namespace datahall::math
