// Jobs that start at a lower clock where a power cap leaves too little: by hand, against a plain reference,
// and never above the cap.
#include <cmath>
#include <fstream>
#include <numeric>
#include <string>

#include "sim/run/clock_step.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// 100 W idle and 190 W with both devices at their 90 %.
const std::string round_watts =
    "catalogue.nodes.tester={device: accelerator, devices: 2, nameplate: 200 W, rack_units: 1, mass: 10 kg, "
    "curve: [100 W, 110 W, 120 W, 130 W, 140 W, 150 W, 160 W, 170 W, 180 W, 190 W, 200 W], "
    "source: made for this test, confidence: estimate}";
const std::string steps = "clusters[0].clock_steps=";

Result run_with(const std::string& rows, std::vector<std::string> overrides) {
    const ScratchScenario file{one_rack + R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: low.csv, work_class: plain}}
)"};
    std::ofstream{file.folder() / "low.csv"} << "id,submit_s,reference_s,estimate_s,requested_devices\n"
                                             << rows;
    overrides.insert(overrides.begin(), round_watts);
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

std::string cap(const std::string& power) {
    return "power.job_caps=[{level: ups, cap: " + power + "}]";
}

// Job 1 draws 190 W on one node; job 2 finds the other idle at 100 W.
const std::string two_jobs = "1,0,100,100,2\n2,10,100,100,2\n";

}  // namespace

TEST_CASE("a clock costs time in proportion, and saves what the curve of POLCA says", "[lower_clock]") {
    CHECK(clock_step(1.0).swing == Approx(1.0).epsilon(1e-15));
    // 400 W at 1,410 MHz, of which half is static: 320 W at 1,110 MHz, 1 % off.
    const double watts = 400 * (75.0 / 700) + 400 * (1 - 75.0 / 700) * clock_step(1'110.0 / 1'410.0).swing;
    CHECK(watts == Approx(320).epsilon(0.01));
}

TEST_CASE("a job starts at the highest clock whose power fits the cap, and keeps it", "[lower_clock]") {
    // Job 2 adds 90 W at full clock, 70.4 W at 80 %, 56.0 W at 60 %; 60 W are left.
    const Result r = run_with(two_jobs, {cap("350 W"), steps + "[0.8, 0.6, 0.5]"});
    const JobRecord& slow = job(r, 2);
    CHECK(seconds(slow.start_ns) == 10);
    CHECK(slow.clock == 0.6);
    CHECK(seconds(slow.end_ns) == Approx(10 + 100 / 0.6).epsilon(1e-9));
    CHECK(seconds(slow.throttled_ns) == Approx(100 / 0.6 - 100).epsilon(1e-9));
    CHECK(seconds(slow.compute_ns) == Approx(100));
    // 0.6^2.2 = 0.32504: (0.5 + 0.16252 - 0.10714) / 0.89286 = 0.62203 of 90 W.
    CHECK(slow.energy_j == Approx((100 + 0.62203 * 90) * 100 / 0.6).epsilon(1e-5));
    CHECK(value(r.metrics, "power.it_peak") < 350);
    CHECK(value(r.metrics, "jobs.at_lower_clock") == 1);
    CHECK(job(r, 1).clock == 1.0);
}

TEST_CASE("a job that fits at no step waits as without them", "[lower_clock]") {
    const Result r = run_with(two_jobs, {cap("350 W"), steps + "[0.9, 0.8]"});
    CHECK(seconds(job(r, 2).start_ns) == 100);
    CHECK(waited(job(r, 2), WaitCause::power) == 90);
    CHECK(job(r, 2).clock == 1.0);
    CHECK(value(r.metrics, "jobs.at_lower_clock") == 0);
    const Result free = run_with(two_jobs, {cap("380 W"), steps + "[0.9, 0.8]"});
    CHECK(job(free, 2).clock == 1.0);
    CHECK(seconds(job(free, 2).start_ns) == 10);
}

TEST_CASE("a limit is not moved by a lower clock, as by no slow device", "[lower_clock]") {
    const Result r = run_with("1,0,100,100,2\n2,10,100,150,2\n", {cap("350 W"), steps + "[0.6]"});
    CHECK(seconds(job(r, 2).end_ns) == 160);
    CHECK(job(r, 2).state == JobState::timeout);
    CHECK(has_finding(r.findings, "F0503"));
}

TEST_CASE("a cluster that is slowed down slows a lower clock further", "[lower_clock]") {
    // At half speed a job adds a quarter of 90 W: 200 + 22.5 W, and 14 W of 17.5 W left at 60 %.
    const Result r = run_with(
        two_jobs, {cap("240 W"), steps + "[0.8, 0.6]", "cooling.throttle=[{above: 1 degC, speed: 0.5}]"});
    CHECK(seconds(job(r, 1).end_ns) == 200);
    CHECK(job(r, 2).clock == 0.6);
    // Job 1 has left nothing to be done at another clock: 100 s at 0.3.
    CHECK(seconds(job(r, 2).end_ns) == Approx(10 + 100 / 0.3).epsilon(1e-9));
}

TEST_CASE("starts and clocks are those of a plain reference, and the cap holds at every instant",
          "[lower_clock]") {
    struct Plain {
        std::int64_t submit_ns, run_ns;
        std::uint32_t nodes;
        std::int64_t start_ns = -1, end_ns = -1;
        double clock = 1.0;
    };
    constexpr std::int64_t s = 1'000'000'000;
    constexpr std::uint32_t nodes = 6;
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 20)));
    CAPTURE(seed);
    SplitMix draw{seed};
    const double cap_w = 600.5 + 10 * draw.below(40);
    const std::vector<double> clocks{1.0, 0.9, 0.75, 0.6, 0.45};
    std::vector<Plain> jobs;
    std::string rows;
    std::int64_t at = 0;
    for (int j = 0; j < 40; ++j) {
        at += draw.below(60);
        jobs.push_back({at * s, (5 + draw.below(200)) * s, 1 + draw.below(nodes)});
        rows += std::to_string(j) + "," + std::to_string(at) + "," + std::to_string(jobs.back().run_ns / s) +
                ",," + std::to_string(2 * jobs.back().nodes) + "\n";
    }
    // First come, first served; at each end and arrival everything is added up anew.
    std::size_t next = 0;
    for (std::int64_t now = 0; next < jobs.size();) {
        double power = 100.0 * nodes;
        std::uint32_t used = 0;
        std::int64_t later = INT64_MAX;
        for (std::size_t j = 0; j < next; ++j) {
            if (jobs[j].end_ns <= now) continue;
            power += 90 * jobs[j].nodes * clock_step(jobs[j].clock).swing;
            used += jobs[j].nodes;
            later = std::min(later, jobs[j].end_ns);
        }
        Plain& head = jobs[next];
        const bool fits = head.submit_ns <= now && used + head.nodes <= nodes;
        if (head.submit_ns > now) later = std::min(later, head.submit_ns);
        for (const double clock : clocks) {
            if (!fits || power + 90 * head.nodes * clock_step(clock).swing > cap_w) continue;
            head.start_ns = now;
            head.clock = clock;
            const double pace = 1.0 / (1.0 - 1.0 + 1.0 / clock);
            head.end_ns = now + static_cast<std::int64_t>(std::ceil(static_cast<double>(head.run_ns) / pace));
            break;
        }
        if (head.start_ns >= 0) {
            ++next;
        } else if (later == INT64_MAX) {
            break;  // the cap is below what it needs
        } else {
            now = later;
        }
    }
    const Result r =
        run_with(rows, {"duration=12 h", "catalogue.racks.two_nodes.nodes=" + std::to_string(nodes),
                        "clusters[0].tenancy=exclusive", "clusters[0].placement.model=first_free",
                        cap(std::to_string(cap_w) + " W"), steps + "[0.9, 0.75, 0.6, 0.45]"});
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        CAPTURE(j);
        CHECK(job(r, j).start_ns == jobs[j].start_ns);
        if (jobs[j].start_ns < 0) continue;
        CHECK(job(r, j).clock == jobs[j].clock);
        CHECK(job(r, j).end_ns == jobs[j].end_ns);
    }
    CHECK(value(r.metrics, "power.it_peak") <= cap_w);
}

TEST_CASE("steps fall, and lie between 40 % and the nominal clock", "[lower_clock]") {
    CHECK_THROWS_WITH(run_with(two_jobs, {steps + "[0.6, 0.8]"}),
                      Catch::Matchers::Contains("expected each below the one before"));
    CHECK_THROWS_AS(run_with(two_jobs, {steps + "[1]"}), ConfigError);
    CHECK_THROWS_AS(run_with(two_jobs, {steps + "[0.3]"}), ConfigError);
}
