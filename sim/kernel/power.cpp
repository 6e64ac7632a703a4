// pow of datahall/math.hpp: e^(y ln x) with the logarithm as an unevaluated sum of two doubles.
//
// x = 2^k m, m in [1/sqrt 2, sqrt 2); c = m rounded to 1/128, s = (m - c) / (m + c):
//     ln x = k ln 2 + ln c + 2 atanh(s)        |s| <= 2^-8.5
// s and ln c are pairs, so the relative error is about 2^-68; times |y ln x| <= 745 it leaves
// 2^-58 in the exponent.  ln c comes from the same series, evaluated in pairs by the compiler.
#include <array>
#include <cmath>
#include <limits>

#include "datahall/math.hpp"

#include "sim/kernel/float_parts.hpp"

namespace datahall::math {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr int first_step = 90;  // 90/128 < 1/sqrt 2
constexpr int last_step = 182;  // 182/128 > sqrt 2

// ln(j / 128) = 2 atanh(s), s = (j - 128) / (j + 128): |s| < 0.18, 24 terms reach 2^-120.
constexpr Pair log_of_step(int j) {
    const Pair s = divide({static_cast<double>(j - 128), 0.0}, {static_cast<double>(j + 128), 0.0});
    const Pair z = multiply(s, s);
    Pair sum;
    for (int n = 47; n >= 1; n -= 2) {
        sum = add(multiply(sum, z), divide({2.0, 0.0}, {static_cast<double>(n), 0.0}));
    }
    return multiply(sum, s);
}

constexpr auto log_table = [] {
    std::array<Pair, last_step - first_step + 1> table{};
    for (int j = first_step; j <= last_step; ++j) {
        table[static_cast<std::size_t>(j - first_step)] = log_of_step(j);
    }
    return table;
}();

Pair log_pair(double x) {
    const Split x2 = split(x);
    const double m = x2.mantissa;
    const int step = static_cast<int>(std::floor(m * 128.0 + 0.5));
    const double c = step / 128.0;
    const double numerator = m - c;  // exact: the two are close
    const Pair denominator = two_sum(m, c);
    const Pair s = numerator == 0.0 ? Pair{} : divide({numerator, 0.0}, denominator);
    const double z = s.high * s.high;
    const double tail = s.high * z * (2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9))));
    const Pair atanh2 = fast_two_sum(2.0 * s.high, 2.0 * s.low + tail);
    const Pair steps =
        add({x2.exponent * ln2_high, 0.0}, log_table[static_cast<std::size_t>(step - first_step)]);
    const Pair sum = add(steps, atanh2);
    return fast_two_sum(sum.high, sum.low + x2.exponent * ln2_low);
}

bool is_whole(double y) {
    return std::floor(y) == y;
}
bool is_odd(double y) {
    return std::fabs(y) < 0x1p53 && is_whole(y) && !is_whole(y * 0.5);
}

// x^y for x in {0, inf}, y finite or not, neither NaN, y not 0.
double pow_of_extreme(double x, double y) {
    const bool grows = (std::fabs(x) > 1.0) == (y > 0.0);
    const double size = grows ? infinity : 0.0;
    return std::signbit(x) && is_odd(y) ? -size : size;
}

double pow_of_positive(double x, double y) {
    const Pair l = log_pair(x);
    const double rough = y * l.high;
    if (rough > 710.0) return infinity;
    if (rough < -746.0) return 0.0;
    if (std::fabs(rough) < 0x1p-70) return 1.0 + rough;
    const Pair p = two_product(y, l.high);
    return exp_of_sum(p.high, p.low + y * l.low);
}

}  // namespace

double pow(double x, double y) {
    if (y == 0.0 || x == 1.0) return 1.0;
    if (x != x || y != y) return nan;
    if (std::fabs(y) == infinity && std::fabs(x) == 1.0) return 1.0;
    if (x == 0.0 || std::fabs(x) == infinity || std::fabs(y) == infinity) return pow_of_extreme(x, y);
    if (x < 0.0 && !is_whole(y)) return nan;
    const double p = pow_of_positive(std::fabs(x), y);
    return x < 0.0 && is_odd(y) ? -p : p;
}

}  // namespace datahall::math
