// Usage that halves with time, the fair-share factor, and priorities by hand.
#include "models/scheduling/fair_share.hpp"
#include "models/scheduling/priority.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day = 86'400 * second;
constexpr double week_s = 7 * 86'400.0;

// 1000 devices for one second: 1000 device s, less what decays within that second (1 / 1,745,000 of it).
DecayingUsage a_thousand() {
    DecayingUsage usage{week_s};
    usage.change(-second, 1'000);
    usage.change(0, -1'000);
    return usage;
}

double factor_of(std::int64_t mine, std::int64_t others, FairShare::Settings settings = {}) {
    FairShare fair{std::move(settings)};
    const std::uint32_t claim = fair.claim_of(0, 0);
    const std::uint32_t other = fair.claim_of(0, 1);
    fair.change(claim, 0, mine);
    fair.change(other, 0, others);
    return fair.factor(claim, second);  // the ratio of what they hold is that of what they have used
}

}  // namespace

TEST_CASE("usage is half after one half-life and a quarter after two, however often it is read", "[jobs]") {
    const DecayingUsage usage = a_thousand();
    CHECK(usage.at(0) == Approx(1'000.0).epsilon(1e-6));
    for (std::int64_t hour = 0; hour < 14 * 24; ++hour) (void)usage.at(hour * 3'600 * second);
    CHECK(usage.at(7 * day) == usage.at(0) / 2);
    CHECK(usage.at(14 * day) == usage.at(0) / 4);
}

TEST_CASE("usage does not depend on when it was added up", "[jobs]") {
    DecayingUsage often = a_thousand();
    for (std::int64_t hour = 1; hour <= 14 * 24; ++hour) often.change(hour * 3'600 * second, 0);
    CHECK(often.at(14 * day) == Approx(a_thousand().at(14 * day)).epsilon(1e-12));
    DecayingUsage once{week_s}, in_parts{week_s};
    once.change(0, 3);
    in_parts.change(0, 3);
    for (std::int64_t hour = 1; hour <= 30 * 24; ++hour) in_parts.change(hour * 3'600 * second, 0);
    CHECK(in_parts.at(30 * day) == Approx(once.at(30 * day)).epsilon(1e-12));
}

TEST_CASE("usage accrues while devices are held and comes to rest at R H / ln 2", "[jobs]") {
    DecayingUsage usage{week_s};
    usage.change(0, 5);
    CHECK(usage.at(1) == Approx(5e-9).epsilon(1e-9));
    // The integral of 5 x 2^(-(10 d - t) / H), by the midpoint rule over minutes.
    double sum = 0.0;
    for (int minute = 0; minute < 10 * 1'440; ++minute) {
        const double left_s = (10 * 1'440 - minute - 0.5) * 60.0;
        sum += 5.0 * 60.0 * std::exp2(-left_s / week_s);
    }
    CHECK(usage.at(10 * day) == Approx(sum).epsilon(1e-8));
    CHECK(usage.at(3'000 * day) == Approx(5.0 * week_s / 0.6931471805599453));
}

TEST_CASE("the fair-share factor is one half for who has had just the own share", "[jobs]") {
    CHECK(factor_of(0, 0) == 1.0);                                       // nobody has used anything
    CHECK(factor_of(0, 10) == 1.0);                                      // U = 0
    CHECK(factor_of(10, 10) == Approx(0.5));                             // U = S = 1/2
    CHECK(factor_of(30, 10) == Approx(0.3535534));                       // 2^-(0.75 / 0.5)
    CHECK(factor_of(10, 30) == Approx(0.7071068));                       // 2^-(0.25 / 0.5)
    CHECK(factor_of(30, 10, {.damping = 3.0}) == Approx(0.7071068));     // 2^-(1.5 / 3)
    CHECK(factor_of(30, 10, {.user_shares = {{0, 3}}}) == Approx(0.5));  // S = 3/4
    CHECK(factor_of(1, 3, {.user_shares = {{0, 0}}}) == 0.0);            // no shares, no claim
}

TEST_CASE("shares of users are parts of those of their account", "[jobs]") {
    FairShare fair{{.user_shares = {{1, 4}}, .account_shares = {{7, 3}}}};
    const std::uint32_t a = fair.claim_of(7, 0);
    CHECK(fair.shares(a) == 1.0);  // nobody else has asked
    const std::uint32_t b = fair.claim_of(7, 1);
    const std::uint32_t c = fair.claim_of(2, 1);  // the same user in another account
    CHECK(fair.claim_of(7, 0) == a);
    CHECK(fair.shares(a) == Approx(0.75 * 0.2));
    CHECK(fair.shares(b) == Approx(0.75 * 0.8));
    CHECK(fair.shares(c) == Approx(0.25));
    FairShare by_account{{.is_by_account = true}};
    CHECK(by_account.claim_of(7, 0) == by_account.claim_of(7, 1));
    CHECK(by_account.claim_of(2, 1) == 1);
    CHECK(by_account.shares(0) == 0.5);
}

TEST_CASE("a priority is the weighted sum of its factors, rounded down and within 32 bits", "[jobs]") {
    const PriorityWeights weights{
        .age = 1'000, .fair_share = 10'000, .size = 500, .assoc = 300, .partition = 200, .qos = 100};
    PriorityFactors f{.age = 0.5,
                      .fair_share = 0.25,
                      .size = 0.1,
                      .assoc = 1.0,
                      .partition = 0.5,
                      .qos = 0.2,
                      .site = 7,
                      .nice = 3};
    CHECK(priority_of(weights, f) == 3'474);  // 500 + 2500 + 50 + 300 + 100 + 20 + 7 - 3
    f.age = 0.5009;
    CHECK(priority_of(weights, f) == 3'474);  // 3474.9
    f.nice = 5'000;
    CHECK(priority_of(weights, f) == 0);
    f.site = 5'000'000'000;
    CHECK(priority_of(weights, f) == 4'294'967'295);
    const PriorityWeights most{.age = 4'294'967'295, .fair_share = 4'294'967'295};
    CHECK(priority_of(most, {.age = 1.0}) == 4'294'967'295);
    CHECK(priority_of(most, {.age = 1.0, .fair_share = 1.0}) == 4'294'967'295);
}
