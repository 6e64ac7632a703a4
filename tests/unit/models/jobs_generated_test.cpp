// Generated demand: moments, streams of their own, closed forms.
#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;

std::unique_ptr<Workload> made(const std::string& name, Settings& settings) {
    Models models;
    register_builtin(models);
    settings.set("work_class", "training");
    return models.workload.find(name)->make(settings);
}

WorkloadWindow window_of(std::uint64_t seed, std::uint64_t replication = 0) {
    WorkloadWindow window = whole_trace();
    window.seed = seed;
    window.replication = replication;
    window.path = "hall/train";
    return window;
}

Settings demand() {
    Settings settings;
    settings.set("interarrival", 100).set("run_mean", 3600).set("run_cv", 1.5).set("jobs", 20000);
    settings.set("widths", std::vector<double>{1, 8}).set("weights", std::vector<double>{3, 1});
    settings.set("overestimate", 3).set("users", 4);
    return settings;
}

std::vector<JobRequest> jobs_of(Settings settings, const WorkloadWindow& window) {
    const auto workload = made("synthetic", settings);
    REQUIRE(workload);
    workload->open(window);
    return drain(*workload);
}

}  // namespace

TEST_CASE("synthetic demand has the moments that it is asked for", "[jobs]") {
    const auto jobs = jobs_of(demand(), window_of(7));
    REQUIRE(jobs.size() == 20000);
    double run = 0, run2 = 0, wide = 0, over = 0, user3 = 0;
    for (const auto& j : jobs) {
        const double r = static_cast<double>(j.run_ns) / 1e9;
        run += r;
        run2 += r * r;
        wide += j.devices == 8 ? 1 : 0;
        over += static_cast<double>(j.estimate_ns) / static_cast<double>(j.run_ns);
        user3 += j.user == 3 ? 1 : 0;
        CHECK(j.estimate_ns >= j.run_ns);
    }
    const double n = 20000, mean = run / n;
    // Four standard errors: cv / sqrt(n) is 0.7 % for arrivals, 1.1 % for run times.
    CHECK(static_cast<double>(jobs.back().submit_ns) / 1e9 / n == Approx(100).epsilon(0.03));
    CHECK(mean == Approx(3600).epsilon(0.045));
    CHECK(std::sqrt(run2 / n - mean * mean) / mean == Approx(1.5).epsilon(0.15));
    CHECK(wide / n == Approx(0.25).margin(0.013));
    CHECK(over / n == Approx(3).epsilon(0.03));
    CHECK(user3 / n == Approx(0.25).margin(0.013));
}

TEST_CASE("services follow the hours of the day and the days of the week", "[jobs]") {
    Settings settings;
    settings.set("devices", 1000)
        .set("width", 10)
        .set("services", 4)
        .set("daily_swing", 0.5)
        .set("peak_hour", 18);
    settings.set("weekend", 0.5).set("noise", 0.0).set("spread", 0.0);
    const auto workload = made("services", settings);
    REQUIRE(workload);
    WorkloadWindow window = window_of(7);
    window.start = from_civil({2024, 6, 3});  // a Monday
    window.horizon_ns = 7 * 24 * 3600 * s;
    workload->open(window);
    std::vector<std::uint64_t> by_hour(7 * 24);
    for (const JobRequest& job : drain(*workload)) {
        CHECK(job.run_ns == 3600 * s);
        by_hour[static_cast<std::size_t>(job.submit_ns / (3600 * s))] += job.devices;
    }
    // 1000 * (1 + 0.5 cos(...)): 1500 at 18 h, 500 at 6 h, 1000 at noon; four services of 25 replicas
    // round to whole replicas of 10, so to 40 in all.
    CHECK(by_hour[18] == Approx(1500).margin(20));
    CHECK(by_hour[6] == Approx(500).margin(20));
    CHECK(by_hour[12] == Approx(1000).margin(20));
    CHECK(by_hour[5 * 24 + 18] == Approx(750).margin(20));  // Saturday
    CHECK(by_hour[4 * 24 + 18] == by_hour[18]);             // Friday
}

TEST_CASE("the same seed gives the same jobs, another seed or replication others", "[jobs]") {
    const auto jobs = jobs_of(demand(), window_of(7));
    CHECK(jobs == jobs_of(demand(), window_of(7)));
    CHECK(jobs != jobs_of(demand(), window_of(8)));
    CHECK(jobs != jobs_of(demand(), window_of(7, 1)));
}

TEST_CASE("changing one property of the demand moves no other", "[jobs]") {
    const auto before = jobs_of(demand(), window_of(7));
    const auto after = jobs_of(demand().set("run_mean", 60).set("overestimate", 1), window_of(7));
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        REQUIRE(before[i].submit_ns == after[i].submit_ns);
        REQUIRE(before[i].devices == after[i].devices);
        REQUIRE(before[i].user == after[i].user);
        REQUIRE(after[i].run_ns < before[i].run_ns);  // lognormal scales: every draw 60 times shorter
        REQUIRE(after[i].estimate_ns == after[i].run_ns);
    }
}

TEST_CASE("a longer horizon only adds generated jobs, and all are inside it", "[jobs]") {
    WorkloadWindow day = window_of(7);
    day.horizon_ns = 86'400 * s;
    WorkloadWindow week = window_of(7);
    week.horizon_ns = 7 * 86'400 * s;
    const auto few = jobs_of(demand(), day);
    const auto many = jobs_of(demand(), week);
    REQUIRE(few.size() > 600);
    REQUIRE(few.size() < many.size());
    CHECK(few.back().submit_ns < day.horizon_ns);
    CHECK(std::equal(few.begin(), few.end(), many.begin()));
}

TEST_CASE("synthetic refuses widths and weights that do not fit together", "[jobs]") {
    Settings half = demand().set("widths", std::vector<double>{1.5, 2});
    CHECK_FALSE(made("synthetic", half));
    Settings lonely = demand().set("weights", std::vector<double>{1});
    CHECK_FALSE(made("synthetic", lonely));
    Settings nothing = demand().set("weights", std::vector<double>{0, 0});
    CHECK_FALSE(made("synthetic", nothing));
}

TEST_CASE("steady demand is n identical jobs, and its waits have a closed form", "[jobs]") {
    // 10 jobs of 2 devices on 4: two at a time, 5 rounds of 60 s; the k-th round waits 60 k s.
    Settings settings;
    settings.set("jobs", 10).set("devices", 2).set("run", 60);
    const auto workload = made("steady", settings);
    workload->open(window_of(1));
    const auto jobs = as_replay(drain(*workload));
    REQUIRE(jobs.size() == 10);
    Models models;
    register_builtin(models);
    for (const std::string policy : {"fcfs", "easy"}) {
        Settings none;
        const auto scheduler = models.scheduling.find(policy)->make(none);
        const auto starts = QueueReplay<JobQueue>{jobs, 4, *scheduler}.run();
        const ScheduleFigures f = figures_of(jobs, starts, 4);
        CHECK(f.wait_mean_s * 10 == 2 * 60 * (0 + 1 + 2 + 3 + 4));
        CHECK(f.makespan == 300'000'000'000);
        CHECK(f.utilization == 1.0);
    }
    CHECK(workload->report().kept == 10);
    CHECK(workload->report().device_seconds == 10 * 2 * 60);
}

TEST_CASE("steady demand keeps its pace and kills at its limit", "[jobs]") {
    Settings settings;
    settings.set("jobs", 100).set("run", 60).set("estimate", 45).set("every", 2.5);
    const auto workload = made("steady", settings);
    WorkloadWindow window = window_of(1);
    window.horizon_ns = 10 * s;
    workload->open(window);
    const auto jobs = drain(*workload);
    REQUIRE(jobs.size() == 4);  // at 0, 2.5, 5 and 7.5 s; the next would be at the horizon
    CHECK(jobs[3] == JobRequest{4, 7'500'000'000, 45 * s, 45 * s, 1, 0, true});
    CHECK(workload->report().killed_at_limit == 4);
}
