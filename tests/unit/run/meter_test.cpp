#include "sim/metrics/meter.hpp"

#include "sim/metrics/distribution.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

TEST_CASE("an integral does not depend on how often it is read or set again", "[metrics]") {
    Meter rarely;
    Meter often;
    rarely.set({0}, 200);
    often.set({0}, 200);
    for (std::int64_t t = 1; t < 10; ++t) {
        often.set({t}, 200);
        CHECK(often.total({t}) == rarely.total({t}));
    }
    rarely.set({10}, 50);
    often.set({10}, 50);
    // 200 over 10 ns and 50 over 4 ns
    CHECK(rarely.total({14}) == 2'200);
    CHECK(often.total({14}) == 2'200);
    CHECK(rarely.highest() == 200);
}

TEST_CASE("energy of a gigawatt over a century fits the meter exactly", "[metrics]") {
    Meter meter;
    meter.set({0}, 1'000'000'000'000'000);  // 1 GW in uW
    const Instant century{3'155'760'000'000'000'000};
    // 1e9 W * 3.15576e9 s
    CHECK(joules_of(meter.total(century)) == 3.15576e18);
}

TEST_CASE("quantiles are taken from the sorted sample by rank", "[metrics]") {
    std::vector<std::int64_t> v{5, 1, 4, 2, 3};
    CHECK(quantile(v, 0.5) == 3);   // sorted[5 / 2]
    CHECK(quantile(v, 0.95) == 5);  // sorted[floor(4.75)]
    CHECK(quantile(v, 1.0) == 5);
    CHECK(mean(v) == 3.0);
    std::vector<std::int64_t> none;
    CHECK_FALSE(quantile(none, 0.5));
    CHECK_FALSE(mean(none));
}
