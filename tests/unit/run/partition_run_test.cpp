// Partitions from a scenario: where jobs go, what they wait for, what is reported, and what is refused.
#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>

#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

const std::string scenario = one_rack + R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: low.csv, work_class: plain}}
  - {name: high, priority: 1, workload: {model: jobs_csv, file: high.csv, work_class: plain}}
)";

// Rows of "id,user,partition,submit_s,reference_s,estimate_s,requested_devices" on two nodes of two devices.
Result run_with(const std::string& rows, std::vector<std::string> overrides, const std::string& high = "") {
    const ScratchScenario file{scenario};
    const std::string header = "id,user,partition,submit_s,reference_s,estimate_s,requested_devices\n";
    std::ofstream{file.folder() / "low.csv"} << header << rows;
    std::ofstream{file.folder() / "high.csv"} << header << (high.empty() ? "99,z,all,3599,1,1,1\n" : high);
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

std::string partitions(const std::string& list) {
    return "clusters[0].partitions=[" + list + "]";
}

// All nodes for one, the second node for the other, which chooses first.
const std::string all_and_one = "{name: all, default: true}, {name: one, first_node: 1, tier: 5}";

const Finding* finding(const Result& r, const std::string& code) {
    const auto found = std::ranges::find(r.findings, code, &Finding::code);
    return found == r.findings.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a job runs on the nodes of its partition", "[partitions]") {
    // Two jobs of a device each fill the only node of `one`; the third waits though the other node is free.
    const std::string rows = "1,a,one,0,100,100,1\n2,a,one,0,60,60,1\n3,a,one,0,10,10,1\n4,a,all,1,10,10,2\n";
    const Result r = run_with(rows, {partitions(all_and_one)});
    CHECK(seconds(job(r, 3).start_ns) == 60);
    CHECK(waited(job(r, 3), WaitCause::busy) == 60);
    CHECK(seconds(job(r, 4).start_ns) == 1);
    CHECK(value(r.metrics, "partition.gpu.one.wait_mean") == Approx(20));
    // 2 devices x 3,600 s; 100 + 60 + 10 were held.
    CHECK(value(r.metrics, "partition.gpu.one.load") == Approx(170.0 / 7'200));
    CHECK(value(r.metrics, "partition.gpu.one.queue_mean") == Approx(60.0 / 3'600));
    CHECK(value(r.metrics, "partition.gpu.all.load") == Approx((170.0 + 20 + 1) / 14'400));
}

TEST_CASE("one partition of all nodes is a cluster without partitions", "[partitions]") {
    std::string rows;
    for (int i = 0; i < 150; ++i) {
        rows += std::to_string(i) + ",u" + std::to_string(i % 5) + ",p," + std::to_string(i * 17) + "," +
                std::to_string(10 + i * 37 % 90) + "," + std::to_string(20 + i * 53 % 120) + "," +
                std::to_string(1 + i % 4) + "\n";
    }
    const std::string scheduler =
        GENERATE("{model: fcfs}", "{model: easy}", "{model: conservative}", "{model: multifactor}");
    const std::vector<std::string> common{"clusters[0].scheduler=" + scheduler,
                                          "clusters[0].limits={each_user: {max_devices: 3}}"};
    std::vector<std::string> divided = common;
    divided.push_back(partitions("{name: p, default: true}"));
    const Result one = run_with(rows, divided);
    const Result plain = run_with(rows, common);
    CHECK(one.trace_hash == plain.trace_hash);
    REQUIRE(one.jobs.size() == plain.jobs.size());
    for (std::size_t j = 0; j < one.jobs.size(); ++j) {
        CHECK(one.jobs[j].start_ns == plain.jobs[j].start_ns);
        CHECK(one.jobs[j].waited_ns == plain.jobs[j].waited_ns);
    }
}

TEST_CASE("a later queue does not delay the head of an earlier one", "[partitions]") {
    // `one` has the second node.  Job 1 holds a device of it until 100; then job 2 will need both.  Job 3
    // takes the first node.  Job 4 may have the other device of the second, for it is back by 100; job 5 may
    // not.
    const std::string rows =
        "1,a,one,0,100,100,1\n2,a,one,1,50,50,2\n3,a,all,2,500,500,2\n"
        "4,a,all,10,80,80,1\n5,a,all,95,30,30,1\n";
    const Result r = run_with(rows, {partitions(all_and_one)});
    CHECK(seconds(job(r, 2).start_ns) == 100);
    CHECK(seconds(job(r, 3).start_ns) == 2);
    CHECK(seconds(job(r, 4).start_ns) == 10);
    CHECK(seconds(job(r, 5).start_ns) == 150);
    CHECK(waited(job(r, 5), WaitCause::order) == 5);  // until 100 a device was free
    CHECK(waited(job(r, 5), WaitCause::busy) == 50);
}

TEST_CASE("a job of no partition goes to the default, or is refused", "[partitions]") {
    const std::string rows = "1,a,,0,10,10,1\n2,a,gone,0,10,10,1\n3,a,one,0,10,10,1\n";
    const Result r = run_with(rows, {partitions(all_and_one)});
    for (const std::uint64_t id : {1u, 2u, 3u}) CHECK(job(r, id).state == JobState::completed);
    const std::uint32_t known_as = job(r, 2).owner[Identity::partition];
    CHECK(r.owners[0][Identity::partition][known_as] == "all");
    REQUIRE(finding(r, "F0506") != nullptr);
    CHECK(finding(r, "F0506")->value == 1);  // job 1 names none

    const Result strict = run_with(rows, {partitions("{name: all}, {name: one, first_node: 1}")});
    CHECK(job(strict, 2).state == JobState::refused);
    CHECK(job(strict, 2).reason == std::string{"of no partition of the cluster, and none is the default"});
    CHECK(job(strict, 3).state == JobState::completed);
    CHECK(finding(strict, "F0506") == nullptr);
    CHECK(value(strict.metrics, "jobs.refused") == 2);
}

TEST_CASE("a stream may say the partition of its jobs", "[partitions]") {
    const std::string rows = "1,a,all,0,100,100,2\n2,a,,0,100,100,2\n";
    const Result r = run_with(rows, {partitions(all_and_one), "demand[0].partition=one"});
    CHECK(seconds(job(r, 2).start_ns) == 100);
    CHECK(r.owners[0][Identity::partition][job(r, 1).owner[Identity::partition]] == "one");
    // Where a cluster is not divided, it is a name for limits.
    const Result limited =
        run_with(rows, {"demand[0].partition=one", "clusters[0].limits={partitions: {one: {max_jobs: 1}}}"});
    CHECK(seconds(job(limited, 2).start_ns) == 100);
    CHECK_THROWS_WITH(run_with(rows, {partitions(all_and_one), "demand[0].partition=two"}),
                      Catch::Matchers::Contains("no partition is named 'two'"));
}

TEST_CASE("a job beyond its partition is refused and says why", "[partitions]") {
    const std::string rows = "1,a,one,0,10,10,3\n2,a,one,0,10,61,1\n3,a,one,0,10,60,1\n4,a,all,0,10,61,3\n";
    const Result r =
        run_with(rows, {partitions("{name: all}, {name: one, first_node: 1, tier: 5, max_time: 60 s}")});
    CHECK(job(r, 1).reason == std::string{"wider than its partition"});
    CHECK(job(r, 2).reason == std::string{"longer than its partition allows"});
    CHECK(job(r, 3).state == JobState::completed);
    CHECK(job(r, 4).state == JobState::completed);
    // Whole nodes: three devices are two nodes, of which `one` has one.
    const Result exclusive =
        run_with("1,a,one,0,10,10,2\n", {partitions(all_and_one), "clusters[0].tenancy=exclusive"});
    CHECK(job(exclusive, 1).state == JobState::completed);
}

TEST_CASE("limits of a partition and of users hold across all queues", "[partitions]") {
    // Ann may hold two devices: her job in `all` waits for the end of hers in `one`, which chose first.
    const std::string rows = "1,ann,one,0,100,100,2\n2,ann,all,0,10,10,1\n3,bob,all,0,10,10,1\n";
    const Result r =
        run_with(rows, {partitions(all_and_one), "clusters[0].limits={each_user: {max_devices: 2}}"});
    CHECK(seconds(job(r, 2).start_ns) == 100);
    CHECK(waited(job(r, 2), WaitCause::quota) == 100);
    CHECK(seconds(job(r, 3).start_ns) == 0);
    const Result limited =
        run_with(rows, {partitions(all_and_one), "clusters[0].limits={partitions: {all: {max_jobs: 1}}}"});
    CHECK(seconds(job(limited, 3).start_ns) == 10);
    CHECK(waited(job(limited, 3), WaitCause::quota) == 10);
}

TEST_CASE("users have one share of a cluster, whatever partitions they use", "[partitions]") {
    // Ann has used `one` until 100.  Then Bob comes first in `all`.
    const std::string rows =
        "1,ann,one,0,100,100,2\n2,carl,all,0,100,100,2\n3,ann,all,1,10,10,4\n"
        "4,bob,all,2,10,10,4\n";
    const Result r = run_with(rows, {partitions(all_and_one), "clusters[0].scheduler={model: multifactor}"});
    CHECK(seconds(job(r, 4).start_ns) == 100);
    CHECK(seconds(job(r, 3).start_ns) == 110);
}

TEST_CASE("a job of a higher priority stops others on its partition's nodes alone", "[partitions]") {
    // Both nodes are in use; the newcomer in `one` needs the second, where job 2 runs.
    const std::string rows = "1,a,all,0,500,500,2\n2,a,all,0,500,500,2\n";
    const Result r = run_with(rows, {partitions(all_and_one), "clusters[0].preemption={mode: requeue}"},
                              "9,b,one,50,20,20,2\n");
    CHECK(seconds(job(r, 9).start_ns) == 50);
    CHECK(job(r, 1).stops == 0);
    CHECK(job(r, 2).stops == 1);
    CHECK(seconds(job(r, 2).end_ns) == 570);
}

TEST_CASE("maintenance concerns the partitions that have its nodes", "[partitions]") {
    // The second node is out from 50 to 150: nothing of `one` may run into it, `all` has another node.
    const std::string rows = "1,a,one,10,60,60,1\n2,a,all,11,60,60,1\n3,a,one,60,10,10,1\n";
    const Result r = run_with(
        rows, {partitions(all_and_one),
               "clusters[0].maintenance=[{name: m, at: 50 s, duration: 100 s, first_node: 1, nodes: 1}]"});
    CHECK(seconds(job(r, 1).start_ns) == 150);
    CHECK(waited(job(r, 1), WaitCause::maintenance) == 140);
    CHECK(seconds(job(r, 2).start_ns) == 11);
    CHECK(waited(job(r, 3), WaitCause::maintenance) == 90);
}

TEST_CASE("reserved nodes are closed to others in every partition that has them", "[partitions]") {
    // The second node is kept for Bea until 200.  Ann's job in `one` has no other; the one in `all` has the
    // first.
    const std::string rows = "1,bea,one,0,20,20,1\n2,ann,one,0,60,60,1\n3,ann,all,0,60,60,2\n";
    const Result r =
        run_with(rows, {partitions(all_and_one),
                        "clusters[0].reservations=[{name: r, at: 0 s, duration: 200 s, first_node: 1, "
                        "nodes: 1, users: [bea]}]"});
    CHECK(seconds(job(r, 1).start_ns) == 0);
    CHECK(seconds(job(r, 2).start_ns) == 200);
    CHECK(waited(job(r, 2), WaitCause::reservation) == 200);
    CHECK(seconds(job(r, 3).start_ns) == 0);
}

TEST_CASE("what nobody names is a finding", "[partitions]") {
    const Result r = run_with("1,a,all,0,10,10,1\n", {partitions(all_and_one)});
    REQUIRE(finding(r, "F0505") != nullptr);
    CHECK(finding(r, "F0505")->text.find("'one'") != std::string::npos);
}

TEST_CASE("mistakes in partitions are told", "[partitions]") {
    const auto refusal = [](const std::string& list) {
        try {
            run_with("1,a,all,0,10,10,1\n", {partitions(list)});
        } catch (const ConfigError& e) {
            return std::string{e.what()};
        }
        return std::string{};
    };
    using Catch::Matchers::Contains;
    CHECK_THAT(refusal("{name: all}, {name: all}"), Contains("two entries are named 'all'"));
    CHECK_THAT(refusal("{name: all, first_node: 1, nodes: 2}"), Contains("expected nodes within the 2"));
    CHECK_THAT(refusal("{name: all, also: [{first_node: 2}]}"), Contains("expected nodes within the 2"));
    CHECK_THAT(refusal("{name: all, default: true}, {name: two, default: true}"),
               Contains("expected at most one with default: true"));
    CHECK_THAT(refusal("{name: all, default: perhaps}"), Contains("default"));
    CHECK_THAT(refusal("{name: a b}"), Contains("expected names without spaces"));
    CHECK_THAT(refusal("{nodes: 1}"), Contains("name"));
    CHECK_THAT(refusal("{name: all, max_time: 0 s}"), Contains("max_time"));
    CHECK_THROWS_WITH(
        run_with("1,a,all,0,10,10,1\n", {partitions(all_and_one), "clusters[0].power_saving={}"}),
        Contains("expected a cluster without partitions"));
}

TEST_CASE("a saturated cluster keeps all its partitions busy", "[partitions]") {
    const Result r =
        run_with("1,a,one,0,600,600,1\n2,b,all,1,600,600,1\n", {partitions(all_and_one), "view=saturated"});
    CHECK(value(r.metrics, "partition.gpu.one.load") == Approx(1));
    CHECK(value(r.metrics, "partition.gpu.all.load") == Approx(1));
    CHECK(r.jobs.size() < 5'000);
}

TEST_CASE("all books balance with everything at once on partitions that overlap", "[partitions]") {
    // The books of the partitions are audited at each instant.
    std::string low;
    std::string high;
    const char* const names[] = {"all", "one", "first", "gone"};
    for (int i = 0; i < 120; ++i) {
        const auto row = [&](int submit, int run, int width) {
            return std::to_string(i) + ",u" + std::to_string(i % 4) + "," + names[i % 4] + "," +
                   std::to_string(submit) + "," + std::to_string(run) + "," + std::to_string(run + i % 50) +
                   "," + std::to_string(width) + "\n";
        };
        low += row(i * 23, 20 + i * 37 % 90, 1 + i % 4 / 2);
        high += row(i * 29, 5 + i * 11 % 30, 1 + i % 2);
    }
    const std::string scheduler = GENERATE("fcfs", "easy", "conservative", "multifactor");
    const std::string mode = GENERATE("requeue", "suspend");
    const std::string grace = GENERATE("0 s", "7 s");
    const std::string tenancy = GENERATE("shared", "exclusive");
    const Result r = run_with(
        low,
        {partitions("{name: all, default: true}, {name: one, first_node: 1, tier: 5}, "
                    "{name: first, nodes: 1, tier: 5}"),
         "clusters[0].scheduler={model: " + scheduler + "}", "clusters[0].tenancy=" + tenancy,
         "clusters[0].preemption={mode: " + mode + ", grace: " + grace + ", min_run: 3 s}",
         "clusters[0].maintenance=[{name: m, at: 100 s, duration: 60 s, every: 400 s, nodes: 1}]",
         "clusters[0].limits={each_user: {max_jobs: 2}}", "power.job_caps=[{level: ups, cap: 1.2 kW}]"},
        high);
    CHECK(value(r.metrics, "jobs.stops") > 0);
    for (const JobRecord& j : r.jobs) {
        if (j.state != JobState::completed) continue;
        const std::int64_t wait = std::accumulate(j.waited_ns.begin(), j.waited_ns.end(), std::int64_t{0});
        CHECK(j.end_ns - j.submit_ns == wait + j.reference_ns + j.redone_ns);
    }
}
