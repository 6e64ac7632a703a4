// Idle nodes that sleep: against a reference that looks at everything each second, by hand, and with all
// else.
#include "sim/run/jobs/power_saving.hpp"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>

#include "tests/support/plain_sleep.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::string one_stream = R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: low.csv, work_class: plain}}
)";
const std::string urgent_stream = R"(
  - {name: high, priority: 1, workload: {model: jobs_csv, file: high.csv, work_class: plain}}
)";
const std::string header = "id,user,account,submit_s,reference_s,estimate_s,requested_devices\n";

Result run_with(const std::string& low, std::vector<std::string> overrides, const std::string& high = "") {
    const ScratchScenario file{one_rack + one_stream + (high.empty() ? "" : urgent_stream)};
    std::ofstream{file.folder() / "low.csv"} << header << low;
    std::ofstream{file.folder() / "high.csv"} << header << high;
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

// Nodes whose power at the inlet is 100 W idle and 200 W at work, whatever stands behind it.
const std::string round_watts =
    "catalogue.nodes.tester={device: accelerator, devices: 2, nameplate: 200 W, rack_units: 1, mass: 10 kg, "
    "curve: [100 W, 110 W, 120 W, 130 W, 140 W, 150 W, 160 W, 170 W, 180 W, 190 W, 200 W], "
    "source: made for this test, confidence: estimate}";
const std::string sleeps = "clusters[0].power_saving=";

double wait_of(const JobRecord& j) {
    return seconds(std::accumulate(j.waited_ns.begin(), j.waited_ns.end(), std::int64_t{0}));
}

std::string as_rows(const std::vector<SleepJob>& jobs) {
    std::string rows;
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        rows += std::to_string(j) + ",a,a," + std::to_string(jobs[j].submit) + "," +
                std::to_string(jobs[j].run) + "," + std::to_string(jobs[j].estimate) + "," +
                std::to_string(jobs[j].devices) + "\n";
    }
    return rows;
}

// Few enough that nodes sleep in between, now and then more at once than there are devices.
std::vector<SleepJob> draw_jobs(SplitMix& draw, std::uint32_t devices) {
    std::vector<SleepJob> jobs;
    std::int64_t at = 0;
    for (int j = 0; j < 25; ++j) {
        at += draw.below(3) == 0 ? 0 : draw.below(260);
        SleepJob job{.submit = at,
                     .run = 1 + draw.below(400),
                     .estimate = 0,
                     .devices = 1 + draw.below(draw.below(4) == 0 ? devices : 4)};
        job.estimate = job.run + (draw.below(2) == 0 ? 0 : draw.below(200));
        jobs.push_back(job);
    }
    return jobs;
}

}  // namespace

TEST_CASE("nodes sleep, are called and start jobs when the reference says", "[power_saving]") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 60)));
    SplitMix draw{seed};
    PlainSleep::Cluster cluster{
        .nodes = 2 + draw.below(5), .exclusive = seed % 3 != 0, .easy = seed % 3 == 1};
    const SleepRule rule{.idle_after = draw.below(150),
                         .shut_down = draw.below(2) == 0 ? 0 : 1 + draw.below(60),
                         .boot = 1 + draw.below(120),
                         .keep = draw.below(3)};
    const std::vector<SleepJob> jobs = draw_jobs(draw, 2 * cluster.nodes);
    CAPTURE(seed, cluster.nodes, cluster.exclusive, cluster.easy, rule.idle_after, rule.shut_down, rule.boot,
            rule.keep);
    PlainSleep reference{cluster, rule, jobs};
    const std::vector<std::int64_t> starts = reference.run(3'600);
    const Result r = run_with(
        as_rows(jobs),
        {round_watts, "catalogue.racks.two_nodes.nodes=" + std::to_string(cluster.nodes),
         std::string{"clusters[0].tenancy="} + (cluster.exclusive ? "exclusive" : "shared"),
         "clusters[0].placement.model=first_free",
         std::string{"clusters[0].scheduler.model="} + (cluster.easy ? "easy" : "fcfs"),
         sleeps + "{idle_after: " + std::to_string(rule.idle_after) +
             " s, shut_down: " + std::to_string(rule.shut_down) + " s, boot: " + std::to_string(rule.boot) +
             " s, boot_power: 1.5, sleep_power: 8 W, keep: " + std::to_string(rule.keep) + "}"});
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        CAPTURE(j);
        const JobRecord& record = r.jobs.at(j);
        REQUIRE(record.id == j);
        CHECK(record.start_ns == (starts[j] < 0 ? -1 : starts[j] * 1'000'000'000));
        if (starts[j] >= 0) CHECK(wait_of(record) == static_cast<double>(starts[j] - jobs[j].submit));
    }
    CHECK(value(r.metrics, "nodes.boots") == static_cast<double>(reference.boots));
    CHECK(value(r.metrics, "nodes.asleep_mean") * 3'600 ==
          Approx(static_cast<double>(reference.asleep_s)).epsilon(1e-12));
    CHECK(value(r.metrics, "energy.transition") ==
          Approx(static_cast<double>(100 * reference.stopping_s + 150 * reference.called_s +
                                     8 * reference.asleep_s))
              .epsilon(1e-12));
}

TEST_CASE("a node that sleeps and one that boots cost what their watts and seconds say", "[power_saving]") {
    // Job 1 has one of two nodes from 0 to 1,000.  The other shuts down at 300, sleeps from 330 on, is called
    // by job 2 at 500 and awake at 680, when that starts for 100 s.  Then it is idle from 780 to 1,080, shuts
    // down, and sleeps from 1,110 on; the first from 1,330 on.
    const std::string rows = "1,a,a,0,1000,1000,2\n2,a,a,500,100,100,2\n";
    const Result r = run_with(rows, {round_watts, "duration=1800 s", sleeps + "{}"});
    CHECK(seconds(job(r, 2).start_ns) == 680);
    CHECK(waited(job(r, 2), WaitCause::booting) == 180);
    const double stopping = 30 + 30 + 30;
    const double asleep = 170 + (1'800 - 1'110) + (1'800 - 1'330);
    CHECK(value(r.metrics, "energy.transition") == 100 * stopping + 10 * asleep + 100 * 180);
    CHECK(value(r.metrics, "energy.idle") == 100 * (300.0 + 300 + 300));
    CHECK(job(r, 1).energy_j == 190 * 1'000);  // devices at 90 %, as the class of work says by default
    CHECK(job(r, 2).energy_j == 190 * 100);
    CHECK(value(r.metrics, "nodes.asleep_mean") == asleep / 1'800);
    CHECK(value(r.metrics, "nodes.boots") == 1);
    // Device-time closes: held, idle, maintenance and transition are all that there is.
    double held = 0;
    for (const LedgerRow& row : r.ledger) {
        if (!row.held || (row.kind != "cluster" && is_of_jobs(row))) continue;
        held += static_cast<double>(*row.held) * 1e-9;
        if (row.kind == "transition")
            CHECK(static_cast<double>(*row.held) * 1e-9 == 2 * (stopping + asleep + 180));
    }
    CHECK(held == 4 * 1'800);
    const Result hot = run_with(
        rows, {round_watts, "duration=1800 s", sleeps + "{boot_power: 1.3, sleep_power: 5 W, boot: 200 s}"});
    CHECK(seconds(job(hot, 2).start_ns) == 700);
    CHECK(value(hot.metrics, "energy.transition") == 100 * stopping + 5 * (asleep - 20) + 130 * 200);
}

TEST_CASE("a node that is called while it shuts down boots as soon as it is down", "[power_saving]") {
    // Down at 330: awake at 510.
    const Result r = run_with("1,a,a,0,1000,1000,2\n2,a,a,310,100,100,2\n", {round_watts, sleeps + "{}"});
    CHECK(seconds(job(r, 2).start_ns) == 510);
    CHECK(value(r.metrics, "nodes.boots") >= 1);
}

TEST_CASE("so many idle nodes stay awake as are kept", "[power_saving]") {
    const Result r =
        run_with("1,a,a,2000,10,10,2\n2,a,a,2001,10,10,2\n", {round_watts, sleeps + "{keep: 1}"});
    CHECK(wait_of(job(r, 1)) == 0);
    CHECK(wait_of(job(r, 2)) ==
          9);  // it has the kept node when job 1 has left it, and calls another meanwhile
    CHECK(value(r.metrics, "nodes.boots") == 1);
}

TEST_CASE("a job wider than what is awake starts, and nothing passes it meanwhile that would delay it",
          "[power_saving]") {
    // Job 1 keeps one node awake; the other sleeps when job 2 asks for both, and job 3, which is long, for
    // one.
    const std::string rows = "1,a,a,0,800,800,1\n2,a,a,700,50,50,4\n3,a,a,700,3000,3000,1\n";
    const char* const scheduler = GENERATE("fcfs", "easy", "conservative", "multifactor");
    CAPTURE(scheduler);
    const Result r =
        run_with(rows, {sleeps + "{}", std::string{"clusters[0].scheduler={model: "} + scheduler + "}"});
    CHECK(seconds(job(r, 2).start_ns) == 880);
    CHECK(seconds(job(r, 3).start_ns) == 930);
}

TEST_CASE("maintenance has its nodes awake, and a sleeping one serves a job that must not run into it",
          "[power_saving]") {
    // Both sleep when a job of 200 s comes at 1,900.  It calls node 0, the lowest, which is awake at 2,080
    // but out from 2,200 on, so that it calls the other, too.  That sleeps again when it is out from 3,000 to
    // 3,100.
    const Result r = run_with("1,a,a,1900,200,200,2\n",
                              {round_watts, sleeps + "{}",
                               "clusters[0].maintenance=[{name: m, at: 2200 s, duration: 600 s, nodes: 1}, "
                               "{name: n, at: 3000 s, duration: 100 s, first_node: 1, nodes: 1}]"});
    CHECK(seconds(job(r, 1).start_ns) == 2'260);
    CHECK(waited(job(r, 1), WaitCause::booting) == 360);
    CHECK(value(r.metrics, "energy.maintenance") == 100 * (600 + 100));
}

TEST_CASE("a boot counts under a power cap", "[power_saving]") {
    // Job 1 draws 190 W, the boot of the other node 150 W, and both jobs together 380 W.
    const std::string rows = "1,a,a,0,1000,1000,2\n2,a,a,500,100,100,2\n";
    const std::vector<std::string> base{round_watts, sleeps + "{boot_power: 1.5}"};
    const auto with = [&](const std::string& cap) {
        std::vector<std::string> all = base;
        all.push_back("power.job_caps=[{level: ups, cap: " + cap + "}]");
        return run_with(rows, all);
    };
    const Result none = with("335 W");
    CHECK(value(none.metrics, "nodes.boots") == 0);
    CHECK(seconds(job(none, 2).start_ns) == 1'000);  // job 1 has left its node
    CHECK(waited(job(none, 2), WaitCause::power) == 500);
    const Result boot = with("345 W");
    CHECK(value(boot.metrics, "nodes.boots") == 1);
    CHECK(seconds(job(boot, 2).start_ns) == 1'000);
    CHECK(waited(job(boot, 2), WaitCause::power) == 320);
    CHECK(seconds(job(with("385 W"), 2).start_ns) == 680);
    const Result never = with("150 W");
    CHECK(job(never, 1).start_ns == -1);
    CHECK(has_finding(never.findings, "F0504"));
}

TEST_CASE("what cannot sleep is refused with its reason", "[power_saving]") {
    const std::string rows = "1,a,a,0,1,1,1\n";
    CHECK_THROWS_WITH(run_with(rows, {sleeps + "{sleep_power: 5 kW}"}),
                      Catch::Matchers::Contains("expected at most the idle power of the node"));
    CHECK_THROWS_AS(run_with(rows, {sleeps + "{boot: 0 s}"}), ConfigError);
    CHECK_THROWS_AS(run_with(rows, {sleeps + "{boot_power: 0.5}"}), ConfigError);
    CHECK_THROWS_AS(run_with(rows, {sleeps + "{wake: 1 s}"}), ConfigError);
    const ScratchScenario file{small_hall};
    CHECK_THROWS_WITH(
        simulate(load(file.path(), {sleeps + "{}"}), {}),
        Catch::Matchers::Contains("expected nodes that no other cluster has; 'host' has them, too"));
}

TEST_CASE("jobs start, and all books balance, with sleep and everything else at once", "[power_saving]") {
    std::string low;
    std::string high;
    for (int i = 0; i < 60; ++i) {
        const auto n = std::to_string(i);
        const std::string user = i % 3 == 0 ? "ann,x," : "bob,y,";
        low += n + "," + user + std::to_string(i * 47) + "," + std::to_string(20 + i * 37 % 90) + "," +
               std::to_string(120 + i * 37 % 90) + "," + std::to_string(1 + i * i % 8) + "\n";
        high += n + "," + user + std::to_string(i * 53) + "," + std::to_string(5 + i * 11 % 30) + ",40," +
                std::to_string(1 + i % 3) + "\n";
    }
    const std::string scheduler = GENERATE("fcfs", "easy", "conservative", "multifactor");
    const std::string tenancy = GENERATE("shared", "exclusive");
    const std::string placement = GENERATE("packed", "tree", "spread");
    CAPTURE(scheduler, tenancy, placement);
    const Result r = run_with(
        low,
        {"catalogue.racks.two_nodes.nodes=4", "clusters[0].tenancy=" + tenancy,
         "clusters[0].scheduler={model: " + scheduler + "}",
         "clusters[0].placement={model: " + placement + "}",
         "clusters[0].preemption={mode: requeue, grace: 7 s, min_run: 3 s}",
         "clusters[0].limits={each_user: {max_jobs: 6}}",
         "clusters[0].maintenance=[{name: m, at: 100 s, duration: 60 s, every: 400 s, nodes: 1}]",
         sleeps + "{idle_after: 15 s, shut_down: 4 s, boot: 25 s, boot_power: 1.2, keep: 1}", "duration=2 h",
         "power.job_caps=[{level: ups, cap: 2.8 kW}]", "clusters[0].clock_steps=[0.8, 0.6]"},
        high);
    CHECK(value(r.metrics, "nodes.boots") > 5);
    CHECK(value(r.metrics, "jobs.queued") == 0);  // those that have not started wait for nothing that sleeps
    for (const JobRecord& j : r.jobs) {
        if (j.state != JobState::completed) continue;
        const std::int64_t held = j.compute_ns + j.network_ns + j.throttled_ns + j.redone_ns;
        CHECK(std::abs(j.compute_ns + j.network_ns - j.reference_ns) <= 2 + 2 * j.stops);  // rounding
        CHECK(j.end_ns - j.submit_ns == held + std::llround(1e9 * wait_of(j)));
    }
}

TEST_CASE("with nothing to do, events come only when nodes go to sleep", "[power_saving]") {
    const Result r = run_with("1,a,a,0,1,1,1\n", {"duration=30 d", sleeps + "{}"});
    const Result awake = run_with("1,a,a,0,1,1,1\n", {"duration=30 d"});
    CHECK(value(r.metrics, "run.events") - value(awake.metrics, "run.events") < 20);
}
