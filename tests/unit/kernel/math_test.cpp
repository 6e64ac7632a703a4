// Our elementary functions against the 80-bit C library: errors in units in the last place.
#include "datahall/math.hpp"

#include <cfloat>
#include <cmath>
#include <limits>

#include "datahall/random.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double ulps(double got, long double expected) {
    if (expected == 0.0L || std::isinf(static_cast<double>(expected))) {
        return got == static_cast<double>(expected) ? 0.0 : inf;
    }
    int exponent = 0;
    std::frexp(expected, &exponent);
    const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
    return static_cast<double>(std::fabs(static_cast<long double>(got) - expected) / unit);
}

struct Interval {
    double from;
    double to;
};

// The largest error over `points` arguments, uniform over the interval.
template <class Ours, class Exact>
double worst(Interval x, int points, Ours ours, Exact exact) {
    std::uint64_t state = 42;
    double most = 0.0;
    for (int i = 0; i < points; ++i) {
        const double argument = x.from + (x.to - x.from) * uniform_from(splitmix64(state));
        const double error = ulps(ours(argument), exact(static_cast<long double>(argument)));
        most = error <= most ? most : error;  // NaN counts as worst
    }
    return most;
}

double power_of_two(double x) {
    return std::exp2(x);
}  // arguments only

}  // namespace

TEST_CASE("exp is within 0.8 ULP over its whole range", "[math]") {
    const auto exact = [](long double x) { return std::exp(x); };
    CHECK(worst({-708.0, 709.7}, 1'000'000, math::exp, exact) <= 0.8);
    CHECK(worst({-1.0, 1.0}, 200'000, math::exp, exact) <= 0.8);
    CHECK(worst({-745.1, -708.0}, 100'000, math::exp, exact) <= 0.8 + 0.5);  // subnormal: rounded twice
    CHECK(worst({-1e-15, 1e-15}, 10'000, math::exp, exact) <= 0.8);
}

TEST_CASE("log is within 0.9 ULP over its whole range", "[math]") {
    const auto exact = [](long double x) { return std::log(x); };
    const auto of_power = [](double x) { return math::log(power_of_two(x)); };
    const auto exact_of_power = [](long double x) {
        return std::log(static_cast<long double>(power_of_two(static_cast<double>(x))));
    };
    CHECK(worst({-1073.0, 1023.9}, 1'000'000, of_power, exact_of_power) <= 0.9);
    CHECK(worst({0.5, 2.0}, 500'000, math::log, exact) <= 0.9);
    CHECK(worst({0.999, 1.001}, 100'000, math::log, exact) <= 0.9);
}

TEST_CASE("expm1 and log1p keep their digits near zero", "[math]") {
    const auto expm1_exact = [](long double x) { return std::expm1(x); };
    const auto log1p_exact = [](long double x) { return std::log1p(x); };
    CHECK(worst({-2.0, 3.0}, 300'000, math::expm1, expm1_exact) <= 1.2);
    CHECK(worst({-40.0, 709.0}, 100'000, math::expm1, expm1_exact) <= 1.2);
    CHECK(worst({-1e-9, 1e-9}, 100'000, math::expm1, expm1_exact) <= 1.2);
    CHECK(worst({-0.9999999, 3.0}, 300'000, math::log1p, log1p_exact) <= 1.0);
    CHECK(worst({-1e-9, 1e-9}, 100'000, math::log1p, log1p_exact) <= 1.0);
    CHECK(worst({0.0, 1e300}, 100'000, math::log1p, log1p_exact) <= 1.0);
}

TEST_CASE("pow is within 0.8 ULP where it neither over- nor underflows", "[math]") {
    std::uint64_t state = 7;
    double most = 0.0;
    for (int i = 0; i < 400'000; ++i) {
        const double x = i % 2 == 0 ? power_of_two(-1000 + 2000 * uniform_from(splitmix64(state)))
                                    : 0.9 + 0.2 * uniform_from(splitmix64(state));
        const double y = (2 * uniform_from(splitmix64(state)) - 1) * 700 / std::log(x);
        const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(y));
        const double error = ulps(math::pow(x, y), exact);
        most = error <= most ? most : error;
    }
    CHECK(most <= 0.8);
    CHECK(math::pow(2.0, 10.0) == 1024.0);
    CHECK(math::pow(10.0, 15.0) == 1e15);
    CHECK(math::pow(0.25, -1.5) == 8.0);
}

TEST_CASE("sin and cos are within 1 ULP, next to their zeros too", "[math]") {
    const auto sin_exact = [](long double x) { return std::sin(x); };
    const auto cos_exact = [](long double x) { return std::cos(x); };
    for (const Interval x : {Interval{-10, 10}, {-1e6, 1e6}, {-1e-6, 1e-6}}) {
        CHECK(worst(x, 200'000, math::sin, sin_exact) <= 1.0);
        CHECK(worst(x, 200'000, math::cos, cos_exact) <= 1.0);
    }
    double most = 0.0;
    for (int k = 1; k < 600'000; k += 7) {
        const auto x = static_cast<double>(1.57079632679489661923L * k);
        const auto exact_argument = static_cast<long double>(x);
        most = std::max({most, ulps(math::sin(x), std::sin(exact_argument)),
                         ulps(math::cos(x), std::cos(exact_argument))});
    }
    CHECK(most <= 1.0);
}

TEST_CASE("log10, cbrt and tanh are as exact as stated", "[math]") {
    CHECK(worst({1e-3, 1e3}, 200'000, math::log10, [](long double x) { return std::log10(x); }) <= 2.0);
    CHECK(worst({-1e6, 1e6}, 200'000, math::cbrt, [](long double x) { return std::cbrt(x); }) <= 0.6);
    CHECK(worst({1e-310, 1e-300}, 100'000, math::cbrt, [](long double x) { return std::cbrt(x); }) <= 0.6);
    CHECK(worst({-3.0, 3.0}, 200'000, math::tanh, [](long double x) { return std::tanh(x); }) <= 2.5);
    CHECK(worst({-25.0, 25.0}, 100'000, math::tanh, [](long double x) { return std::tanh(x); }) <= 2.5);
    CHECK(math::cbrt(-27.0) == -3.0);
}

TEST_CASE("special values follow ISO C", "[math]") {
    CHECK(math::exp(-inf) == 0.0);
    CHECK(math::exp(inf) == inf);
    CHECK(math::exp(0.0) == 1.0);
    CHECK(math::exp(709.782712893384) < inf);
    CHECK(math::exp(709.7827128933841) == inf);
    CHECK(math::exp(-745.1332191019411) == 0x1p-1074);
    CHECK(math::exp(-745.2) == 0.0);
    CHECK(math::expm1(-inf) == -1.0);
    CHECK(math::expm1(inf) == inf);
    CHECK(std::signbit(math::expm1(-0.0)));
    CHECK(math::log(0.0) == -inf);
    CHECK(math::log(-0.0) == -inf);
    CHECK(math::log(1.0) == 0.0);
    CHECK(math::log(inf) == inf);
    CHECK(math::log1p(-1.0) == -inf);
    CHECK(math::log1p(inf) == inf);
    CHECK(math::log10(0.0) == -inf);
    CHECK(math::log10(inf) == inf);
    CHECK(math::tanh(inf) == 1.0);
    CHECK(math::tanh(-inf) == -1.0);
    CHECK(math::cbrt(-inf) == -inf);
    CHECK(math::sin(0.0) == 0.0);
    CHECK(math::cos(0.0) == 1.0);
    CHECK(std::signbit(math::sin(-0.0)));
    for (const double bad :
         {math::exp(not_a_number), math::expm1(not_a_number), math::log(not_a_number), math::log(-1.0),
          math::log1p(not_a_number), math::log1p(-1.5), math::log10(-1.0), math::sin(not_a_number),
          math::cos(not_a_number), math::tanh(not_a_number), math::cbrt(not_a_number)}) {
        CHECK(std::isnan(bad));
    }
    CHECK_THROWS_AS(math::sin(1.1e6), std::domain_error);
    CHECK_THROWS_AS(math::cos(-inf), std::domain_error);
}

TEST_CASE("special values of pow follow ISO C", "[math]") {
    CHECK(math::pow(not_a_number, 0.0) == 1.0);
    CHECK(math::pow(1.0, not_a_number) == 1.0);
    CHECK(std::isnan(math::pow(not_a_number, 1.0)));
    CHECK(std::isnan(math::pow(2.0, not_a_number)));
    CHECK(std::isnan(math::pow(-2.0, 0.5)));
    CHECK(math::pow(-2.0, 3.0) == -8.0);
    CHECK(math::pow(-2.0, 4.0) == 16.0);
    CHECK(math::pow(-1.0, inf) == 1.0);
    CHECK(math::pow(0.5, inf) == 0.0);
    CHECK(math::pow(0.5, -inf) == inf);
    CHECK(math::pow(-2.0, -inf) == 0.0);
    CHECK(math::pow(0.0, 2.0) == 0.0);
    CHECK(math::pow(0.0, -2.0) == inf);
    CHECK(math::pow(-0.0, -3.0) == -inf);
    CHECK(std::signbit(math::pow(-0.0, 3.0)));
    CHECK(math::pow(inf, -1.0) == 0.0);
    CHECK(math::pow(-inf, 3.0) == -inf);
    CHECK(math::pow(-inf, 2.0) == inf);
    CHECK(math::pow(2.0, 1024.0) == inf);
    CHECK(math::pow(-2.0, 1025.0) == -inf);
    CHECK(math::pow(2.0, -1074.0) == 0x1p-1074);
    CHECK(math::pow(2.0, -1080.0) == 0.0);
    CHECK(math::pow(0x1p-1074, 0.5) == 0x1p-537);
    CHECK(math::pow(1.0 + DBL_EPSILON, 1e308) == inf);
    CHECK(math::pow(3.0, 1e-320) == 1.0);
    CHECK(math::pow(1.0 - DBL_EPSILON / 2, 1e18) == Approx(6.1e-49).epsilon(0.01));  // e^(-1e18 2^-53)
}
