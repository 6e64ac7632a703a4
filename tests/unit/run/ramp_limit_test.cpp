// How fast starts of jobs may raise power: against a plain search of the past, and in a run.
#include "sim/run/power/ramp_limit.hpp"

#include "tests/support/splitmix.hpp"
#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

TEST_CASE("the cap of a ramp is the lowest level of the window and the rise", "[ramp]") {
    SplitMix draw{5};
    for (int run = 0; run < 50; ++run) {
        const std::int64_t window = 1 + static_cast<std::int64_t>(draw.below(100));
        RampLimit ramp{1'000, window};
        struct Held {
            std::int64_t from, level;
        };
        std::vector<Held> levels;
        std::int64_t now = 0;
        for (int step = 0; step < 300; ++step) {
            now += static_cast<std::int64_t>(draw.below(20));
            const auto level = static_cast<std::int64_t>(draw.below(500));
            ramp.set(Instant{now}, level);
            if (!levels.empty() && levels.back().from == now)
                levels.back().level = level;
            else
                levels.push_back({now, level});
            const std::int64_t later = now + static_cast<std::int64_t>(draw.below(30));
            // The lowest that held at any time after later - window.
            std::int64_t lowest = level;
            std::int64_t rises = INT64_MAX;
            for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
                if (levels[i + 1].from > later - window) lowest = std::min(lowest, levels[i].level);
            }
            for (std::size_t i = levels.size() - 1; i-- > 0;) {
                if (levels[i].level == lowest && lowest < level) {
                    rises = levels[i + 1].from + window;
                    break;
                }
            }
            REQUIRE(ramp.cap(Instant{later}) == lowest + 1'000);
            REQUIRE(ramp.rises(Instant{later}).ns == rises);
            now = later;
        }
    }
}

TEST_CASE("what is drawn before the first start counts for a whole window", "[ramp]") {
    RampLimit ramp{100, 60};
    ramp.begin(Instant{0}, 50);
    ramp.set(Instant{0}, 140);
    CHECK(ramp.cap(Instant{30}) == 150);
    CHECK(ramp.rises(Instant{30}) == Instant{60});
    CHECK(ramp.cap(Instant{60}) == 240);
}

TEST_CASE("jobs wait rather than make power rise too fast", "[ramp]") {
    std::string jobs;
    for (int j = 1; j <= 24; ++j) jobs += std::to_string(j) + ",1000,9000,9000,2\n";
    auto overrides = working;
    overrides.push_back("power.ramp_limit={rise: 2.75 kW, within: 1 min}");
    const std::string direct = "power:\n  chain: [{name: row, type: lossless, rating: 30 kW}]\n";
    const Result r = run_hall(direct, overrides, jobs);
    std::vector<double> starts;
    for (const JobRecord& j : r.jobs) starts.push_back(seconds(j.start_ns));
    std::ranges::sort(starts);
    REQUIRE(starts.size() == 24);
    CHECK(starts[0] == 1'000);
    CHECK(starts[2] == 1'000);  // three of 900 W each
    CHECK(starts[3] >= 1'060);
    for (std::size_t i = 3; i < starts.size(); ++i) CHECK(starts[i] - starts[i - 3] >= 60);
    CHECK(starts.back() < 4'000);
    CHECK(waited(job(r, 4), WaitCause::power) == Approx(seconds(job(r, 4).start_ns) - 1'000));
    // One that alone is too much waits for ever.
    overrides.back() = "power.ramp_limit={rise: 800 W}";
    CHECK(has_finding(run_hall(direct, overrides, jobs).findings, "F0504"));
}
