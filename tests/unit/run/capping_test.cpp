// Buses kept within a power while jobs run: when controllers act, whom they slow down, how far, who stops.
#include <cmath>

#include "sim/run/clock_step.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

using Times = std::vector<double>;

double node_w(double clock) {
    return 100 + 900 * clock_step(clock).swing;
}

// The highest clock in hundredths at which a node draws no more.
double clock_within(double watts) {
    int clock = 100;
    while (clock > 40 && node_w(clock * 0.01) > watts) --clock;
    return clock * 0.01;
}

std::string row_of(const std::string& rating) {
    return "power:\n  elements: [{name: row, type: lossless, rating: " + rating +
           ", from: [utility]}]\n  rack_feeds: [{from: [row]}]\n";
}

Result run_capped(const std::string& power, std::vector<std::string> overrides, const std::string& jobs,
                  const std::string& urgent = "") {
    overrides.insert(overrides.begin(), working.begin(), working.end());
    return run_hall(power, std::move(overrides), jobs, urgent);
}

double end_s(const Result& r, std::uint64_t id) {
    return seconds(job(r, id).end_ns);
}

}  // namespace

TEST_CASE("a bus above its limit is taken down at the next reading, and given back later", "[capping]") {
    // 24 kW from 100 s on.  Readings are at whole multiples of 3 s, and hold 1 s later: 19 kW for 24 nodes.
    const Result r =
        run_capped(row_of("20 kW"), {"power.capping=[{of: row}]"}, "1,100,1000,1000,40\n2,100,3000,3000,8\n");
    const double clock = clock_within(19'000.0 / 24);
    CHECK(clock == Approx(0.78));
    CHECK(times(r, "row", "capped") == Times{103});
    // The wide job is done but for 3 s of 1000, and the rest takes longer.
    const double wide_end = 103 + 997 / clock;
    CHECK(end_s(r, 1) == Approx(wide_end).epsilon(1e-9));
    // Four nodes are left: 20 at 100 W are idle, far below 18 kW.  The reading after that, and 1 s more.
    const double freed = 3 * (std::floor(wide_end / 3) + 1) + 1;
    CHECK(times(r, "row", "uncapped").front() == Approx(freed).epsilon(1e-12));
    CHECK(end_s(r, 2) == Approx(freed + 3'000 - 3 - (freed - 103) * clock).epsilon(1e-9));
    CHECK(value(r.metrics, "capping.longest") == Approx(freed - 103).epsilon(1e-12));
    CHECK(value(r.metrics, "capping.times") == 1);
    CHECK(has_finding(r.findings, "F0218"));
    CHECK_FALSE(has_finding(r.findings, "F0219"));
    const double used = 24 * (3'000 + 997 * node_w(clock) / clock) +
                        4 * ((freed - wide_end) * node_w(clock) + (end_s(r, 2) - freed) * 1'000) +
                        100 * (100 * 24 + 20 * (36'000 - wide_end) + 4 * (36'000 - end_s(r, 2)));
    CHECK(value(r.metrics, "energy.it") == Approx(used).epsilon(1e-9));
}

TEST_CASE("load that is gone before the next reading is never seen", "[capping]") {
    const Result r = run_capped(row_of("20 kW"), {"power.capping=[{of: row}]"}, "1,100,1.5,2,48\n");
    CHECK(times(r, "row", "capped").empty());
    CHECK(end_s(r, 1) == Approx(101.5).epsilon(1e-12));
    CHECK(value(r.metrics, "capping.times") == 0);
    // Nor is what lies within the bands: 24 kW of 25 kW are 96 %.
    CHECK(times(run_capped(row_of("25 kW"), {"power.capping=[{of: row}]"}, "1,100,500,500,48\n"), "row",
                "capped")
              .empty());
}

TEST_CASE("idle nodes keep what they draw", "[capping]") {
    // Eight of 24 nodes are idle.
    const Result r = run_capped(row_of("12 kW"), {"power.capping=[{of: row}]"}, "1,0,1000,1000,32\n");
    CHECK(end_s(r, 1) == Approx(4 + 996 / clock_within((0.95 * 12'000 - 800) / 16)).epsilon(1e-9));
    CHECK(value(r.metrics, "capping.times") == 1);
}

TEST_CASE("jobs of the lowest priority are slowed down first", "[capping]") {
    // Twelve nodes of each kind, 24 kW.  The low ones can give 12 (1000 - 563) W = 5.2 kW.
    const std::string low = "1,0,1000,1000,24\n";
    const std::string high = "2,0,5000,5000,24\n";
    const Result one = run_capped(row_of("22 kW"), {"power.capping=[{of: row}]"}, low, high);
    const double low_clock = clock_within((0.95 * 22'000 - 12'000) / 12);
    CHECK(end_s(one, 1) == Approx(4 + 996 / low_clock).epsilon(1e-9));
    CHECK(end_s(one, 2) == Approx(5'000).epsilon(1e-12));
    const Result both = run_capped(row_of("18 kW"), {"power.capping=[{of: row}]"}, low, high);
    const double high_clock = clock_within((0.95 * 18'000 - 12 * node_w(0.4)) / 12);
    // The low ones are done at 2494 s, which is read at 2496 s.
    CHECK(end_s(both, 1) == Approx(4 + 996 / 0.4).epsilon(1e-9));
    CHECK(end_s(both, 2) == Approx(2'497 + 5'000 - 4 - 2'493 * high_clock).epsilon(1e-9));
}

TEST_CASE("each bus of a level is kept within its own limit", "[capping]") {
    // Row 1 has ten racks, row 2 two: 20 kW of 30 kW, and 4 kW of 3 kW.
    const std::string rows = R"(power:
  elements:
    - {name: row-1, type: lossless, rating: 30 kW, from: [utility]}
    - {name: row-2, type: lossless, rating: 3 kW, from: [utility]}
  rack_feeds: [{row: 1, from: [row-1]}, {row: 2, from: [row-2]}]
)";
    std::string jobs;
    for (int j = 1; j <= 24; ++j) jobs += std::to_string(j) + ",0,1000,1000,2\n";
    const Result r = run_capped(rows, {"power.capping=[{of: row-1}, {of: row-2}]"}, jobs);
    CHECK(times(r, "row-1", "capped").empty());
    CHECK(times(r, "row-2", "capped") == Times{4});
    int slow = 0;
    for (const JobRecord& j : r.jobs) {
        if (j.throttled_ns == 0) continue;
        ++slow;
        CHECK(seconds(j.end_ns) == Approx(4 + 996 / clock_within(0.95 * 3'000 / 4)).epsilon(1e-9));
    }
    CHECK(slow == 4);
}

TEST_CASE("a feed that is left alone keeps to its rating", "[capping]") {
    // Two sides of 16 kW share 24 kW until one is lost; the other is then read at 24 kW.
    const std::string sides =
        "power:\n  chain: [{name: busway, type: lossless, rating: 16 kW, redundancy: 2n}]\n";
    const Result r = run_capped(sides,
                                {"power.capping=[{of: busway, limit: 16 kW}]",
                                 "faults=[{name: a, element: busway-a, at: 1000 s, duration: 600 s}]"},
                                "1,0,5000,5000,48\n");
    CHECK(times(r, "busway-b", "capped").front() == Approx(1'003).epsilon(1e-12));
    const double clock = clock_within(0.95 * 16'000 / 24);
    // Back at 1600 s with half the load, it is read at 1602 s.
    CHECK(times(r, "busway-b", "uncapped").front() == Approx(1'603).epsilon(1e-12));
    CHECK(end_s(r, 1) == Approx(5'000 + 600 * (1 - clock)).epsilon(1e-9));
    CHECK(times(r, "busway-a", "capped").empty());
}

TEST_CASE("losses between the nodes and the bus count in the cut", "[capping]") {
    // Of what the board gives, 24.9 kW, the UPS loses 3.7 %: a cut at the nodes is more than that at the
    // board.
    const std::string chain = R"(power:
  elements:
    - {name: board, type: lossless, rating: 23 kW, from: [utility]}
    - {name: ups, type: lossy, rating: 24 kW, from: [board]}
  rack_feeds: [{from: [ups]}]
)";
    const std::string lossy =
        "catalogue.power.lossy={curve: {a: 0.008, b: 0.0014, c: 0.0257}, source: made for this test, "
        "confidence: "
        "estimate}";
    const Result r = run_capped(chain, {lossy, "power.capping=[{of: board}]", "series_interval=50 s"},
                                "1,0,1000,1000,48\n");
    const auto board_w = [](double it) {
        const double x = it / 24'000;
        return it + 24'000 * (0.008 + 0.0014 * x + 0.0257 * x * x);
    };
    double clock = 1.0;
    while (board_w(24 * node_w(clock)) > 0.95 * 23'000) clock -= 0.01;
    // The marginal loss is that at 24 kW, so the cut is up to a hundredth of the clock too small.
    const double took = (end_s(r, 1) - 4) / 996;
    CHECK(took >= 1 / (clock + 0.0101));
    CHECK(took <= 1 / (clock - 0.0001));
}

TEST_CASE("a limit at the utility meter is that of the contract", "[capping]") {
    const Result r = run_capped(row_of("30 kW"), {"power.capping=[{of: utility}]", "power.grid_limit=22 kW"},
                                "1,0,5000,5000,48\n");
    REQUIRE(times(r, "utility", "capped").size() >= 1);
    CHECK(times(r, "utility", "capped").front() == 4);
}

TEST_CASE("jobs stop when the lowest clock is not enough, and wait until there is power", "[capping]") {
    std::string jobs;
    for (int j = 1; j <= 24; ++j) jobs += std::to_string(j) + ",0,1000,1000,2\n";
    const Result r = run_capped(row_of("6 kW"), {"power.capping=[{of: row, shed_after: 30 s}]"}, jobs);
    // At 3 s all are ordered to the floor, 13.5 kW; from there on 30 s, and the delay.
    CHECK(times(r, "row", "capped to the floor").front() == 3);
    CHECK(times(r, "row", "jobs shed").front() == 34);
    // Each of 24 nodes keeps 100 W; a job at the floor adds 463 W: as few stop as bring it to 5.7 kW.
    const double job_w = node_w(0.4) - 100;
    const int left = static_cast<int>((5'700 - 2'400) / job_w);
    CHECK(value(r.metrics, "capping.jobs_shed") >= 24 - left);
    int stopped = 0;
    for (const JobRecord& j : r.jobs) {
        CHECK(j.state == JobState::completed);
        stopped += j.stops > 0 ? 1 : 0;
    }
    CHECK(stopped == 24 - left);  // the last started, which are the last of these
    CHECK(job(r, 1).stops == 0);
    CHECK(job(r, 24).stops == 1);
    CHECK(waited(job(r, 24), WaitCause::power) > 0);
    CHECK(has_finding(r.findings, "F0219"));
    CHECK(has_finding(r.findings, "F0220"));
    const Result never = run_capped(row_of("6 kW"), {"power.capping=[{of: row}]"}, jobs);
    CHECK(value(never.metrics, "capping.jobs_shed") == 0);
    CHECK(end_s(never, 24) == Approx(4 + 996 / 0.4).epsilon(1e-9));
}

TEST_CASE("a limit that falls while the load rests is read anew", "[capping]") {
    // 24 kW of 28 kW rest; a unit of four fails, and 21 kW are left.
    const std::string row =
        "power:\n  elements: [{name: row, type: lossless, rating: 7 kW, units: 4, from: [utility]}]\n"
        "  rack_feeds: [{from: [row]}]\n";
    const Result r = run_capped(row,
                                {"power.capping=[{of: row}]",
                                 "faults=[{name: a, element: row, units: 1, at: 1000 s, duration: 1000 s}]"},
                                "1,0,5000,5000,48\n");
    CHECK(times(r, "row", "capped").front() == Approx(1'003).epsilon(1e-12));
    CHECK(times(r, "row", "uncapped").front() == Approx(2'002).epsilon(1e-12));
    const double clock = clock_within(0.95 * 21'000 / 24);
    CHECK(end_s(r, 1) == Approx(5'000 + (2'002 - 1'003) * (1 - clock)).epsilon(1e-9));
}

TEST_CASE("jobs that cannot help are not stopped", "[capping]") {
    // Row 1 falls back on the bus of row 2, whose nodes are the last four: they do not hang on that of row 1.
    const std::string rows = R"(power:
  elements:
    - {name: row-1, type: lossless, rating: 30 kW, fixed_load: 1 kW, from: [utility]}
    - {name: row-2, type: lossless, rating: 30 kW, from: [utility]}
  rack_feeds: [{row: 1, from: [row-1, row-2], in_turn: true}, {row: 2, from: [row-2, row-1], in_turn: true}]
)";
    std::string jobs;
    for (int j = 1; j <= 24; ++j) jobs += std::to_string(j) + ",0,1000,1000,2\n";
    // 1 kW, 2 kW of idle nodes, and 900 W for a job: one job of 20 may run at a time.
    const Result r = run_capped(rows, {"power.capping=[{of: row-1, limit: 5 kW, shed_after: 10 s}]"}, jobs);
    CHECK(value(r.metrics, "capping.jobs_shed") >= 16);
    for (std::uint64_t j = 1; j <= 24; ++j) {
        CHECK(job(r, j).state == JobState::completed);
        if (j > 20) CHECK(job(r, j).stops == 0);
    }
}

TEST_CASE("limits of two levels hold together", "[capping]") {
    const std::string chain = R"(power:
  chain:
    - {name: board, type: lossless, rating: 18 kW}
    - {name: row, type: lossless, per: rack, rating: 1.6 kW}
)";
    const Result r = run_capped(
        chain, {"power.capping=[{of: row, limit: 1.6 kW}, {of: board, limit: 18 kW, period: 9 s}]"},
        "1,0,1000,1000,48\n");
    // Racks of 2 kW go to 1.52 kW at 4 s: 18.2 kW for the board, which it reads at 9 s: to 17.1 kW.
    const double first = clock_within(0.95 * 1'600 / 2);
    const double board = 24 * node_w(first);
    REQUIRE(board > 0.99 * 18'000);
    const double second = clock_within(0.95 * 18'000 / 24);
    REQUIRE(second < first);
    CHECK(end_s(r, 1) == Approx(10 + (1'000 - 4 - 6 * first) / second).epsilon(1e-9));
}

TEST_CASE("a start that a cap refuses hides no change from what guards the chain", "[capping]") {
    // At 1.11 of its rating the breaker would open at 1130 s; the load is gone at 1100 s, when the second job
    // is tried and refused.
    const Result r = run_capped(
        row_of("20 kW"), {"power.elements[0].breaker=row", "power.job_caps=[{level: row, cap: 23 kW}]"},
        "1,100,1000,1000,44\n2,200,100,100,48\n");
    CHECK(times(r, "row", "breaker opened").empty());
    CHECK(has_finding(r.findings, "F0504"));
}

TEST_CASE("controllers and faults together leave no book open", "[capping]") {
    const std::string sides = R"(power:
  elements:
    - {name: tx, type: lossy, rating: 30 kW, from: [utility]}
    - {name: ups-a, type: lossy, rating: 14 kW, units: 2, from: [tx], battery: strings}
    - {name: ups-b, type: lossy, rating: 14 kW, units: 2, from: [tx]}
    - {name: sts, type: sts, rating: 12 kW, breaker: row, from: [ups-a, ups-b], in_turn: true}
  rack_feeds:
    - {row: 1, from: [ups-a, ups-b]}
    - {row: 2, from: [sts]}
)";
    const std::string lossy =
        "catalogue.power.lossy={curve: {a: 0.01, b: 0.01, c: 0.02}, source: made for this test, confidence: "
        "estimate}";
    const std::vector<std::vector<std::string>> kinds{
        {},
        {"clusters[0].tenancy=exclusive", "clusters[0].scheduler={model: easy}"},
        {"clusters[0].power_saving={idle_after: 5 min, shut_down: 1 min, boot: 4 min}"},
        {"clusters[0].maintenance=[{name: weekly, at: 2 h, duration: 1 h, every: 3 h, nodes: 9}]",
         "clusters[0].preemption={mode: suspend}"},
        {"clusters[0].placement=~", "clusters[0].sharing={model: best_fit}", "catalogue.nodes.steady.cpus=16",
         "catalogue.nodes.steady.memory=64 GiB"}};
    SplitMix draw{23};
    for (int run = 0; run < 40; ++run) {
        const auto& kind = kinds[static_cast<std::size_t>(run) % kinds.size()];
        const std::uint32_t widest = kind.size() == 4 ? 2 : 20;  // shared: within a node
        std::string jobs[2];
        for (int j = 0; j < 120; ++j) {
            jobs[draw.below(2)] += std::to_string(j) + "," + std::to_string(j * 200) + "," +
                                   std::to_string(100 + draw.below(4'000)) + ",30000," +
                                   std::to_string(1 + draw.below(widest)) + "\n";
        }
        const std::string shed = run % 2 == 0 ? "" : ", shed_after: 20 s";
        std::vector<std::string> overrides{
            lossy, "series_interval=7 s",
            "power.capping=[{of: tx, limit: " + std::to_string(6 + draw.below(12)) + " kW" + shed +
                "}, {of: ups-b, period: 2 s, delay: 0.5 s, limit: " + std::to_string(4 + draw.below(8)) +
                " kW" + shed + "}, {of: sts, limit: 3 kW}]",
            "faults=[{name: a, element: ups-a, at: " + std::to_string(draw.below(20'000)) +
                " s, duration: 1 h}, {name: b, element: ups-b, units: 1, at: " +
                std::to_string(draw.below(20'000)) + " s, duration: 1 h}]"};
        overrides.insert(overrides.end(), kind.begin(), kind.end());
        INFO("run " << run);
        const Result r = run_capped(sides, overrides, jobs[0], jobs[1]);
        CHECK(r.complete);
        for (const Audit& a : r.audits) CHECK(a.passed);
    }
}

TEST_CASE("what cannot be capped is named", "[capping]") {
    CHECK_THAT(
        refusal(row_of("20 kW"), {"power.capping=[{of: rows}]"}),
        Catch::Matchers::Contains("power.capping[0].of: no bus or level of the power chain is named 'rows'"));
    CHECK_THAT(refusal(row_of("20 kW"), {"power.capping=[{of: utility}]"}),
               Catch::Matchers::Contains("expected a limit for utility, or power.grid_limit"));
    CHECK_THAT(refusal(row_of("20 kW"), {"power.capping=[{of: row, cap_to: 80 %}]"}),
               Catch::Matchers::Contains("expected a share between uncap_at and cap_at"));
    CHECK_THAT(refusal(row_of("20 kW"), {"power.capping=[{of: row, delay: 3 s}]"}),
               Catch::Matchers::Contains("expected less than the period"));
}
