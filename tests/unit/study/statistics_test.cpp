// Intervals from replications, against published vectors and against chance itself.
#include "sim/study/statistics.hpp"

#include <array>
#include <vector>

#include "datahall/distributions.hpp"
#include "datahall/random.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

constexpr double rounding = 0.6e-6;  // the vectors have six decimals

void check_estimate(const std::optional<Estimate>& found, const Estimate& expected) {
    REQUIRE(found);
    CHECK(found->value == Approx(expected.value).margin(rounding));
    CHECK(found->low == Approx(expected.low).margin(rounding));
    CHECK(found->high == Approx(expected.high).margin(rounding));
}

}  // namespace

TEST_CASE("Student's quantiles are those of the printed tables", "[study]") {
    struct Line {
        double df, at_95, at_975, at_995;
    };
    // Any table of the t distribution; six decimals.
    constexpr std::array<Line, 8> table{{{1, 6.313752, 12.706205, 63.656741},
                                         {2, 2.919986, 4.302653, 9.924843},
                                         {4, 2.131847, 2.776445, 4.604095},
                                         {9, 1.833113, 2.262157, 3.249836},
                                         {19, 1.729133, 2.093024, 2.860935},
                                         {29, 1.699127, 2.045230, 2.756386},
                                         {49, 1.676551, 2.009575, 2.679952},
                                         {99, 1.660391, 1.984217, 2.626405}}};
    for (const Line& line : table) {
        INFO(line.df);
        CHECK(student_quantile(0.95, line.df) == Approx(line.at_95).margin(rounding));
        CHECK(student_quantile(0.975, line.df) == Approx(line.at_975).margin(rounding));
        CHECK(student_quantile(0.995, line.df) == Approx(line.at_995).margin(rounding));
    }
}

TEST_CASE("Student's quantiles are symmetric and end at the normal's", "[study]") {
    CHECK(student_quantile(0.5, 7) == 0.0);
    CHECK(student_quantile(0.025, 7) == -student_quantile(0.975, 7));
    // For df = 1 the quantile is tan(pi (p - 1/2)): 1 at p = 3/4.
    CHECK(student_quantile(0.75, 1) == Approx(1.0).margin(1e-14));
    // t differs from the normal by about z^3 / (4 df).
    CHECK(student_quantile(0.975, 1e8) == Approx(quantile::normal(0.975)).margin(1e-7));
    CHECK_THROWS_AS(student_quantile(1.0, 7), std::domain_error);
    CHECK_THROWS_AS(student_quantile(0.9, 0.5), std::domain_error);
}

TEST_CASE("a mean and a paired difference have the interval of the worked example", "[study]") {
    const std::vector<double> a{10.2, 11.9, 9.4, 12.8, 10.7, 11.1, 9.9, 12.2, 10.4, 11.4};
    const std::vector<double> b{9.6, 11.0, 9.0, 11.7, 10.1, 10.2, 9.5, 11.3, 9.7, 10.6};
    check_estimate(mean_of(a), {11.0, 11.0 - 0.773409, 11.0 + 0.773409});
    // s_D = 0.231181, t(9) = 2.262157: half of 0.165377 around 0.73.
    check_estimate(paired_difference(b, a), {0.73, 0.73 - 0.165377, 0.73 + 0.165377});
}

TEST_CASE("a ratio of means has the jackknife interval of the worked example", "[study]") {
    const std::vector<double> x{980, 1010, 1005, 995, 1030};
    const std::vector<double> t{410, 400, 405, 396, 418};
    // 5020 / 2029; pseudo-values 2.3891559 2.5240943 2.4814634 2.5114710 2.4637357.
    check_estimate(paired_ratio(t, x), {2.474125, 2.408067, 2.539901});
}

TEST_CASE("a ratio is undefined below a mean of 0, also when one value alone keeps it from 0", "[study]") {
    CHECK(!paired_ratio(std::vector<double>{1, -1}, std::vector<double>{1, 2}));
    CHECK(!paired_ratio(std::vector<double>{0, 0, 5}, std::vector<double>{1, 2, 3}));
    CHECK(!paired_ratio({}, {}));
    CHECK(!mean_of({}));
}

TEST_CASE("an interval that misses its ratio is widened to hold it", "[study]") {
    // The ratio is 0.05 / 1, those with one left out are 0.1056 and 0.1, so the pseudo-values are -0.0056
    // and 0: their interval -0.0028 +- 12.7 * 0.0028 ends at 0.0325.  (Values of one sign never do this.)
    const auto r = paired_ratio(std::vector<double>{10, -9}, std::vector<double>{1, -0.95});
    REQUIRE(r);
    CHECK(r->value == Approx(0.05));
    CHECK(r->high == r->value);
    CHECK(r->low == Approx(-0.0028 - 0.0353).margin(1e-4));
}

TEST_CASE("equal values give an interval of no width, and a value compared with itself exactly 0 and 1",
          "[study]") {
    const std::vector<double> same(7, 0.1);  // 0.1 is no binary fraction: a sum of seven is not 0.7
    const std::vector<double> other(7, 0.3);
    const std::vector<double> spread{0.1, 0.7, 1e9, 3e-9};
    CHECK(mean_of(same) == Estimate{0.1, 0.1, 0.1});
    CHECK(mean_of(std::vector<double>{4.2}) == Estimate{4.2, 4.2, 4.2});
    CHECK(paired_difference(spread, spread) == Estimate{0, 0, 0});
    CHECK(paired_ratio(spread, spread) == Estimate{1, 1, 1});
    const double third = 0.3 / 0.1;
    CHECK(paired_ratio(same, other) == Estimate{third, third, third});
    CHECK_THROWS_AS(paired_ratio(same, spread), std::logic_error);
}

TEST_CASE("a 95 % interval holds the true mean in 95 % of all samples", "[study]") {
    // 10,000 trials: one standard error is 0.0022.
    constexpr int trials = 10'000;
    RandomStream normal{stream_key(42, "coverage#sample"), 0};
    int hits = 0;
    std::array<double, 10> sample{};
    for (int trial = 0; trial < trials; ++trial) {
        for (double& value : sample) value = 3.0 + 2.0 * quantile::normal(normal.uniform());
        const Estimate e = *mean_of(sample);
        if (e.low <= 3.0 && 3.0 <= e.high) ++hits;
    }
    CHECK(static_cast<double>(hits) / trials == Approx(0.950).margin(0.007));
}
