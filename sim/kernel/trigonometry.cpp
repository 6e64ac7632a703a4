// sin and cos of datahall/math.hpp.
//
// x = k pi/2 + r with pi/2 as four parts (31, 31, 31 and 53 bits), so that k times the first three
// is exact for k < 2^20 and r keeps its digits next to a multiple of pi/2, where nearly all of x
// cancels.  r is a pair, |r| <= pi/4, and the Taylor series run to r^17 and r^18.
#include <cmath>
#include <stdexcept>

#include "datahall/math.hpp"

#include "sim/kernel/float_parts.hpp"

namespace datahall::math {

namespace {

struct Quadrant {
    int k = 0;
    Pair r;
};

Quadrant reduce(double x) {
    if (!(std::fabs(x) <= 1e6)) throw std::domain_error{"math::sin, cos: |x| above 1e6"};
    const double quotient = x * 0x1.45f306dc9c883p-1;  // 2 / pi
    const int k = static_cast<int>(quotient + (quotient < 0 ? -0.5 : 0.5));
    const double a = x - k * 0x1.921fb544p+0;
    const Pair b = two_sum(a, -(k * 0x1.0b4611a4p-34));
    const Pair c = two_sum(b.high, -(k * 0x1.13198a2cp-65));
    const double rest = (b.low + c.low) - k * 0x1.01b839a25204ap-96;
    return {k, two_sum(c.high, rest)};
}

// 1 / n!, n! exact up to 22!.
constexpr double inverse_factorial(int n) {
    double f = 1.0;
    for (int i = 2; i <= n; ++i) f *= i;
    return 1.0 / f;
}

// sin(r.high + r.low) = r - r^3/3! + ...
double sin_of(Pair r) {
    constexpr auto c = inverse_factorial;
    const double z = r.high * r.high;
    const double p =
        -c(3) + z * (c(5) + z * (-c(7) + z * (c(9) + z * (-c(11) + z * (c(13) + z * (-c(15) + z * c(17)))))));
    return r.high + (r.high * z * p + r.low * (1.0 - 0.5 * z));
}

// cos(r.high + r.low) = 1 - r^2/2 + r^4/4! - ...; what 1 - r^2/2 rounds off is added back.
double cos_of(Pair r) {
    constexpr auto c = inverse_factorial;
    const double z = r.high * r.high;
    const double p =
        c(4) +
        z * (-c(6) + z * (c(8) + z * (-c(10) + z * (c(12) + z * (-c(14) + z * (c(16) + z * -c(18)))))));
    const double half = 0.5 * z;
    const Pair head = fast_two_sum(1.0, -half);
    return head.high + (head.low + (z * z * p - r.high * r.low));
}

double of_quadrant(int k, Pair r) {
    const double size = (k & 1) != 0 ? cos_of(r) : sin_of(r);
    return (k & 2) != 0 ? -size : size;
}

}  // namespace

double sin(double x) {
    if (x != x || x == 0.0) return x;
    const Quadrant q = reduce(x);
    return of_quadrant(q.k & 3, q.r);
}

double cos(double x) {
    if (x != x) return x;
    const Quadrant q = reduce(x);
    return of_quadrant((q.k + 1) & 3, q.r);
}

}  // namespace datahall::math
