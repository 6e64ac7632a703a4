// Quantile functions against tabled values, against their own inverses, and as samples.
#include "datahall/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "datahall/random.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
RandomStream arrivals() {
    return RandomStreams{42}.open("jobs#arrival");
}
double erfc_below(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

struct Moments {
    double mean = 0.0;
    double variance = 0.0;
    double distance = 0.0;  // Kolmogorov and Smirnov's D times the root of n
};

// 10^6 draws of the distribution against its cumulative function.
Moments sample(double (*draw)(double u), double (*below)(double x)) {
    constexpr std::size_t n = 1'000'000;
    RandomStream stream = arrivals();
    std::vector<double> x(n);
    for (double& v : x) v = draw(stream.uniform());
    Moments m;
    for (const double v : x) m.mean += v / n;
    for (const double v : x) m.variance += (v - m.mean) * (v - m.mean) / (n - 1);
    std::sort(x.begin(), x.end());
    for (std::size_t i = 0; i < n; ++i) {
        const double f = below(x[i]);
        const double low = static_cast<double>(i) / n;
        m.distance = std::max({m.distance, f - low, low + 1.0 / n - f});
    }
    m.distance *= 1'000.0;
    return m;
}

// Five standard errors of 10^6 draws: of the mean, and of the variance from the fourth moment.
// P(D > 2.74) = 5.7e-7, the two-sided probability of five sigma (Kolmogorov's distribution).
constexpr double five_errors = 5e-3;
constexpr double largest_distance = 2.74;

}  // namespace

// Seed 42, stream jobs#arrival: values computed from the formulas, to 1e-11.
TEST_CASE("the first draws of a stream give the tabled variates", "[random]") {
    struct Row {
        double u, exponential, normal, triangular, weibull;
        std::uint32_t integer;
    };
    const Row rows[] = {
        {0.975381048655346, 3.704238752770, 1.966525820781, 56.340394894, 6.492726384525, 975},
        {0.504439937253603, 0.702066716117, 0.011129502014, 43.570351209, 0.603310034865, 504},
        {0.296393828603762, 0.351536494986, -0.534800731462, 39.468222715, 0.224587878014, 296},
        {0.406814268194661, 0.522247721932, -0.235747593363, 41.778793748, 0.395336129527, 406},
    };
    RandomStream stream = arrivals();
    for (const Row& row : rows) {
        const std::uint64_t bits = stream.next_u64();
        const double u = uniform_from(bits);
        CHECK(u == Approx(row.u).margin(1e-15));
        CHECK(std::fabs(quantile::exponential(u, 1.0) - row.exponential) < 1e-11);
        CHECK(std::fabs(quantile::normal(u) - row.normal) < 1e-11);
        CHECK(std::fabs(quantile::triangular(u, {26, 44, 60}) - row.triangular) < 1e-8);
        CHECK(std::fabs(quantile::weibull(u, 0.7, 1.0) - row.weibull) < 1e-11);
        CHECK(quantile::integer(bits, 1'000) == row.integer);
    }
}

// Within one unit of the last place of the values in 200-bit arithmetic; then these very bits.
TEST_CASE("the first draws are the same bits on every machine", "[random]") {
    RandomStream stream = arrivals();
    const double exponential[] = {0x1.da247ed5dc955p+1, 0x1.677549e2ab4dap-1, 0x1.67f92ed541c63p-2,
                                  0x1.0b640dac3742p-1, 0x1.92003c72b1e0ep-1};
    const double normal[] = {0x1.f76e3c76fe838p+0, 0x1.6cb10795e0dd9p-7, -0x1.11d166c702cc2p-1,
                             -0x1.e2cfa25cd2a42p-3, 0x1.c42eb770f200bp-4};
    for (int i = 0; i < 5; ++i) {
        const double u = stream.uniform();
        CHECK(quantile::exponential(u, 1.0) == exponential[i]);
        CHECK(quantile::normal(u) == normal[i]);
    }
}

TEST_CASE("exponential draws have mean 1, variance 1 and the right shape", "[random]") {
    const Moments m = sample([](double u) { return quantile::exponential(u, 1.0); },
                             [](double x) { return -std::expm1(-x); });
    CHECK(std::fabs(m.mean - 1.0) < five_errors);
    CHECK(std::fabs(m.variance - 1.0) < five_errors * std::sqrt(8.0));  // fourth moment 9
    CHECK(m.distance < largest_distance);
}

TEST_CASE("normal draws have mean 0, variance 1 and the right shape", "[random]") {
    const Moments m = sample([](double u) { return quantile::normal(u); }, erfc_below);
    CHECK(std::fabs(m.mean) < five_errors);
    CHECK(std::fabs(m.variance - 1.0) < five_errors * std::sqrt(2.0));  // fourth moment 3
    CHECK(m.distance < largest_distance);
}

TEST_CASE("uniform draws have mean 1/2, variance 1/12 and the right shape", "[random]") {
    const Moments m = sample([](double u) { return u; }, [](double x) { return x; });
    CHECK(std::fabs(m.mean - 0.5) < five_errors * std::sqrt(1.0 / 12));
    CHECK(std::fabs(m.variance - 1.0 / 12) < five_errors * std::sqrt(1.0 / 180));  // fourth moment 1/80
    CHECK(m.distance < largest_distance);
}

// Wichura 1988 and the usual tables.
TEST_CASE("normal quantiles have their tabled values and invert erfc", "[random]") {
    CHECK(quantile::normal(0.5) == 0.0);
    CHECK(quantile::normal(0.75) == Approx(0.674489750196082).epsilon(1e-13));
    CHECK(quantile::normal(0.9) == Approx(1.2815515655446).epsilon(1e-13));
    CHECK(quantile::normal(0.975) == Approx(1.95996398454005).epsilon(1e-13));
    CHECK(quantile::normal(0.999) == Approx(3.09023230616781).epsilon(1e-13));
    CHECK(quantile::normal(1e-9) == Approx(-5.99780701500769).epsilon(1e-13));
    for (double p = 1e-300; p < 0.5; p *= 1.7) {
        // erfc itself turns the last bit of z into z^2 bits of p.
        const double z = quantile::normal(p);
        CHECK(erfc_below(z) / p == Approx(1.0).epsilon(1e-15 * (20 + z * z)));
    }
}

TEST_CASE("the normal distribution function agrees with erfc", "[random]") {
    for (double z = -37.0; z < 9.0; z += 0.0131) {
        CHECK(quantile::normal_below(z) == Approx(erfc_below(z)).epsilon(1e-13 + 3e-16 * z * z));
    }
    CHECK(quantile::normal_below(-inf) == 0.0);
    CHECK(quantile::normal_below(inf) == 1.0);
}

TEST_CASE("a lognormal by mean and CV has that mean and CV", "[random]") {
    const auto l = quantile::Lognormal::from_mean_and_cv(100.0, 0.5);
    CHECK(std::exp(l.mu + l.sigma * l.sigma / 2) == Approx(100.0));
    CHECK(std::sqrt(std::expm1(l.sigma * l.sigma)) == Approx(0.5));
    CHECK(quantile::lognormal(0.5, l) == Approx(100.0 / std::sqrt(1.25)));  // the median
    CHECK(quantile::lognormal(0.3, quantile::Lognormal::from_mean_and_cv(7.0, 0.0)) == Approx(7.0));
}

TEST_CASE("whole numbers take every value equally often", "[random]") {
    CHECK(quantile::integer(0, 7) == 0);
    CHECK(quantile::integer(UINT64_MAX, 7) == 6);
    CHECK(quantile::integer(UINT64_MAX, UINT32_MAX) == UINT32_MAX - 1);
    std::array<int, 7> counts{};
    RandomStream stream = arrivals();
    for (int i = 0; i < 700'000; ++i) ++counts[quantile::integer(stream.next_u64(), 7)];
    for (const int c : counts) CHECK(std::abs(c - 100'000) < 5 * 293);  // sqrt(n p (1 - p)) = 293
    CHECK_THROWS_AS(quantile::integer(1, 0), std::domain_error);
}

TEST_CASE("bernoulli is true above 1 - p", "[random]") {
    CHECK_FALSE(quantile::bernoulli(1.0 - 0x1p-53, 0.0));
    CHECK(quantile::bernoulli(0x1p-53, 1.0));
    CHECK(quantile::bernoulli(0.71, 0.3));
    CHECK_FALSE(quantile::bernoulli(0.69, 0.3));
}

TEST_CASE("geometric and Poisson invert their own sums", "[random]") {
    // P(K <= k) = 1 - (1 - p)^(k+1).
    for (double u = 0.0005; u < 1.0; u += 0.001) {
        const auto k = static_cast<double>(quantile::geometric(u, 0.2));
        CHECK(1.0 - std::pow(0.8, k + 1) > u - 1e-12);
        CHECK(1.0 - std::pow(0.8, k) <= u + 1e-12);
    }
    CHECK(quantile::geometric(0.99, 1.0) == 0);
    CHECK(quantile::geometric(0.999, 1e-30) == std::uint64_t{1} << 63);

    for (const double mean : {0.0, 0.01, 1.0, 29.9, 30.0, 30.5, 100.0, 1e4, 1e6}) {
        for (double u = 0.0005; u < 1.0; u += mean < 1e5 ? 0.013 : 0.13) {
            const auto k = static_cast<double>(quantile::poisson(u, mean));
            double below = 0.0;  // P(K < k), independently, through lgamma
            const double from = std::max(0.0, k - 12 * std::sqrt(mean) - 1);
            for (double j = std::floor(from); j < k; ++j) {
                below += std::exp(j * std::log(mean) - mean - std::lgamma(j + 1));
            }
            const double at = mean > 0 ? std::exp(k * std::log(mean) - mean - std::lgamma(k + 1)) : 1.0;
            const double slack = 1e-12 + 1e-15 * mean;  // lgamma cancels
            CAPTURE(mean, u, k);
            CHECK(below <= u + slack);
            CHECK(below + at >= u - slack);
        }
    }
}

TEST_CASE("an empirical distribution runs linearly through its points", "[random]") {
    const double points[] = {1.0, 2.0, 10.0};
    CHECK(quantile::empirical(0.0, points) == 1.0);
    CHECK(quantile::empirical(0.25, points) == 1.5);
    CHECK(quantile::empirical(0.75, points) == 6.0);
    CHECK(quantile::empirical(1.0, points) == 10.0);
    const double one[] = {4.0};
    CHECK(quantile::empirical(0.7, one) == 4.0);
    CHECK_THROWS_AS(quantile::empirical(0.5, {}), std::domain_error);
}

TEST_CASE("discrete weights: each index by its share, none without a weight", "[random]") {
    const double weights[] = {0.0, 1.0, 0.0, 3.0, 0.0};
    const quantile::Discrete discrete{weights};
    CHECK(discrete(0x1p-53) == 1);
    CHECK(discrete(0.2499) == 1);
    CHECK(discrete(0.2501) == 3);
    CHECK(discrete(1.0 - 0x1p-53) == 3);
    const double zeros[] = {0.0, 0.0};
    const double negative[] = {1.0, -1.0};
    CHECK_THROWS_AS(quantile::Discrete{zeros}, std::domain_error);
    CHECK_THROWS_AS(quantile::Discrete{negative}, std::domain_error);
    CHECK_THROWS_AS(quantile::Discrete{{}}, std::domain_error);
}

TEST_CASE("a truncated distribution stretches what is inside the bounds", "[random]") {
    using namespace quantile;
    // F(x) = F(lo) + u (F(hi) - F(lo)) must hold for the variate x.
    for (double u = 0.01; u < 1.0; u += 0.07) {
        const auto share = [u](double lo, double hi) { return lo + u * (hi - lo); };
        const auto exp_below = [](double x) { return -std::expm1(-x / 3.0); };
        CHECK(exp_below(truncated_exponential(u, 3.0, {1, 5})) == Approx(share(exp_below(1), exp_below(5))));
        const auto weibull_below = [](double x) { return -std::expm1(-std::pow(x / 2.0, 1.5)); };
        CHECK(weibull_below(truncated_weibull(u, 1.5, 2.0, {0.5, 3})) ==
              Approx(share(weibull_below(0.5), weibull_below(3))));
        const auto normal_share = [](double x) { return erfc_below((x - 10.0) / 2.0); };
        CHECK(normal_share(truncated_normal(u, 10.0, 2.0, {9, 15})) ==
              Approx(share(normal_share(9), normal_share(15))));
        const Lognormal l{1.0, 0.8};
        const auto log_share = [](double x) { return erfc_below((std::log(x) - 1.0) / 0.8); };
        CHECK(log_share(truncated_lognormal(u, l, {1, 20})) == Approx(share(log_share(1), log_share(20))));
        // The triangle (0, 1, 2) below 1 is x^2 / 2.
        CHECK(truncated_triangular(u, {0, 1, 2}, {-5, 1}) == Approx(std::sqrt(u)));
    }
}

TEST_CASE("a truncated distribution keeps its digits far out in a tail", "[random]") {
    using namespace quantile;
    // Beyond 10 the normal falls like e^(-10 x): median about 10 + ln 2 / 10.
    CHECK(truncated_normal(0.5, 0.0, 1.0, {10, inf}) == Approx(10.0687).margin(0.001));
    CHECK(truncated_normal(0.5, 0.0, 1.0, {-inf, -10}) == Approx(-10.0687).margin(0.001));
    // The exponential has no memory.
    CHECK(truncated_exponential(0.5, 1.0, {1'000, inf}) == Approx(1'000 + std::log(2.0)));
    CHECK(truncated_exponential(1e-6, 1.0, {-4, inf}) == Approx(1e-6).epsilon(1e-5));
    CHECK_THROWS_AS(truncated_normal(0.5, 0.0, 1.0, {50, inf}), std::domain_error);
    CHECK_THROWS_AS(truncated_exponential(0.5, 1.0, {-2, -1}), std::domain_error);
    CHECK_THROWS_AS(truncated_triangular(0.5, {0, 1, 2}, {3, 4}), std::domain_error);
    CHECK_THROWS_AS(truncated_weibull(0.5, 1.0, 1.0, {-2, -1}), std::domain_error);
    CHECK_THROWS_AS(truncated_lognormal(0.5, Lognormal{}, {-2, 0}), std::domain_error);
}

TEST_CASE("no variate falls as u rises, but for rounding", "[random]") {
    using namespace quantile;
    const double points[] = {1.0, 1.0, 2.0, 10.0};
    const double weights[] = {1.0, 0.0, 2.0};
    const Discrete discrete{weights};
    const std::vector<std::function<double(double)>> all = {
        [](double u) { return exponential(u, 2.0); },
        [](double u) { return weibull(u, 0.7, 2.0); },
        [](double u) {
            return triangular(u, {26, 44, 60});
        },
        [](double u) {
            return triangular(u, {0, 0, 1});
        },
        [](double u) {
            return triangular(u, {0, 1, 1});
        },
        [](double u) { return normal(u); },
        [](double u) {
            return lognormal(u, {1.0, 0.5});
        },
        [](double u) { return bernoulli(u, 0.3) ? 1.0 : 0.0; },
        [](double u) { return static_cast<double>(geometric(u, 0.01)); },
        [](double u) { return static_cast<double>(poisson(u, 4.2)); },
        [](double u) { return static_cast<double>(poisson(u, 1234.5)); },
        [&](double u) { return empirical(u, points); },
        [&](double u) { return static_cast<double>(discrete(u)); },
        [](double u) {
            return truncated_normal(u, 0.0, 1.0, {1, 3});
        },
        [](double u) {
            return truncated_normal(u, 0.0, 1.0, {-1, 9});
        },
        [](double u) {
            return truncated_lognormal(u, {1.0, 0.5}, {1, 5});
        },
        [](double u) {
            return truncated_weibull(u, 0.7, 1.0, {0, 5});
        },
    };
    for (std::size_t f = 0; f < all.size(); ++f) {
        CAPTURE(f);
        std::vector<double> u{0x1p-53, 1e-12, 1.0 - 1e-12, 1.0 - 0x1p-53};
        for (int i = 1; i < 3'000; ++i) u.push_back(i / 3'000.0);
        for (const double border : {0.075, 0.925}) {  // where AS 241 changes its formula
            for (int i = -200; i < 200; ++i) u.push_back(border + i * 1e-16);
        }
        std::sort(u.begin(), u.end());
        int falls = 0;
        for (std::size_t i = 1; i < u.size(); ++i) {
            const double before = all[f](u[i - 1]);
            falls += all[f](u[i]) < before - 1e-15 * std::fabs(before) ? 1 : 0;
        }
        CHECK(falls == 0);
    }
}

TEST_CASE("parameters outside their range are refused", "[random]") {
    using namespace quantile;
    CHECK_THROWS_AS(exponential(0.5, 0.0), std::domain_error);
    CHECK_THROWS_AS(exponential(0.5, inf), std::domain_error);
    CHECK_THROWS_AS(exponential(0.0, 1.0), std::domain_error);
    CHECK_THROWS_AS(exponential(1.0, 1.0), std::domain_error);
    CHECK_THROWS_AS(normal(0.0), std::domain_error);
    CHECK_THROWS_AS(normal(std::nan("")), std::domain_error);
    CHECK_THROWS_AS(weibull(0.5, -1.0, 1.0), std::domain_error);
    CHECK_THROWS_AS(triangular(0.5, {1, 1, 1}), std::domain_error);
    CHECK_THROWS_AS(triangular(0.5, {0, 3, 2}), std::domain_error);
    CHECK_THROWS_AS(lognormal(0.5, {0.0, -1.0}), std::domain_error);
    CHECK_THROWS_AS(Lognormal::from_mean_and_cv(-1.0, 1.0), std::domain_error);
    CHECK_THROWS_AS(bernoulli(0.5, 1.5), std::domain_error);
    CHECK_THROWS_AS(geometric(0.5, 0.0), std::domain_error);
    CHECK_THROWS_AS(poisson(0.5, -1.0), std::domain_error);
    CHECK_THROWS_AS(poisson(0.5, 1e9), std::domain_error);
}
