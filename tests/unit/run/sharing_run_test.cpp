// Jobs that share nodes in a running hall: where and when they start, what they wait for, what they are
// billed.
#include <sstream>

#include "tests/support/plain_sharing.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// Three nodes of four GPUs, 16 processors and 64 GiB.  A pod runs for its reference time.
const std::string shared_rack = R"(
name: shared
start: 2020-01-01T00:00:00Z
duration: 1 h
site: {weather: {model: synthetic}}
hall: {width: 3 m, depth: 3 m, end_aisle: 0 m, row_pitch: 3 m, lost_share: 0 %,
       blocks: [{name: all, repeat: 1, racks: [{rack: three_nodes}]}]}
power: {chain: [{name: ups, type: ups_double_conversion_legacy, per: hall, rating: 40 kW}]}
cooling: {air: {preset: legacy_crac_7C}}
clusters:
  - {name: gpu, node: tester, scheduler: {model: fcfs}, sharing: {model: best_fit}}
demand: [{name: pods, workload: {model: jobs_csv, file: jobs.csv, work_class: plain}}]
catalogue:
  devices:
    accelerator: {kind: gpu, family: hopper, peak_tflops: {fp32: 10}, achieved: {fp32: 0.5}, bandwidth: 1 TB/s,
                  source: made for this test, confidence: estimate}
  nodes:
    tester:
      device: accelerator
      devices: 4
      cpus: 16
      memory: 64 GiB
      nameplate: 2 kW
      rack_units: 1
      mass: 10 kg
      components: [{name: gpu, count: 4, idle: 50 W, busy: 250 W, follows: device},
                   {name: cpu, count: 2, idle: 40 W, busy: 140 W, follows: host},
                   {name: board, count: 1, idle: 120 W}]
      source: made for this test
      confidence: estimate
  racks:
    three_nodes: {node: tester, nodes: 3, source: made for this test, confidence: estimate}
  work:
    plain: {reference: accelerator, compute: 1, memory: 0, host: 0, precision: fp32, runs_on: gpu, max_width: 16,
            width: keep, device_activity: 0.5, host_activity: 0.25, source: made for this test, confidence: estimate}
)";

const std::string header =
    "id,submit_s,reference_s,estimate_s,requested_devices,num_gpu,gpu_milli,cpu_milli,memory_mib\n";

Result run_pods(const std::string& rows, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{shared_rack};
    std::ofstream{file.folder() / "jobs.csv"} << header << rows;
    return simulate(load(file.path(), std::move(overrides)),
                    {.audit_every_instant = true, .keep_jobs = true});
}

const std::string easy = "clusters[0].scheduler.model=easy";
const std::string one_node = "catalogue.racks.three_nodes.nodes=1";

std::string row_of(const PlainPod& pod) {
    std::ostringstream row;
    row << pod.id << ',' << pod.submit << ',' << pod.run << ',' << pod.estimate << ',' << pod.asks.gpus << ','
        << pod.asks.gpus << ',' << pod.asks.gpu_milli << ',' << pod.asks.cpu_milli << ','
        << pod.asks.memory_mib << '\n';
    return row.str();
}

// Most ask for a GPU or a part of it, some for processors or memory alone.
PlainPod random_pod(SplitMix& random, std::uint64_t id, std::int64_t submit) {
    constexpr std::uint32_t parts[] = {100, 250, 300, 500, 700};
    PlainPod pod{.id = id, .submit = submit, .run = 1 + static_cast<std::int64_t>(random.below(60))};
    pod.estimate = pod.run + (random.below(2) == 0 ? 0 : static_cast<std::int64_t>(random.below(50)));
    pod.asks.cpu_milli = static_cast<std::int64_t>(random.below(9)) * 1'000;
    pod.asks.memory_mib = static_cast<std::int64_t>(random.below(random.below(4) == 0 ? 64 : 17)) * 1'024;
    const auto kind = random.below(8);
    if (kind >= 1) pod.asks.gpus = kind < 6 ? 1 : static_cast<std::uint32_t>(1 + random.below(4));
    if (kind >= 1) pod.asks.gpu_milli = kind < 4 ? parts[random.below(5)] : whole_gpu;
    return pod;
}

std::string problem(std::vector<std::string> overrides) {
    try {
        run_pods("1,0,1,,1,1,1000,1000,1024\n", std::move(overrides));
    } catch (const ConfigError& e) {
        return e.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("pods start when and where a plain look at every node lets them", "[sharing]") {
    SplitMix random{5};
    int waited = 0;
    for (int round = 0; round < 60; ++round) {
        std::vector<PlainPod> pods;
        std::string rows;
        std::int64_t submit = 0;
        for (std::uint64_t id = 1; id <= 60; ++id) {
            submit += static_cast<std::int64_t>(random.below(6));  // many at one instant
            pods.push_back(random_pod(random, id, submit));
            rows += row_of(pods.back());
        }
        const bool backfills = round % 2 == 1;
        INFO("round " << round << "\n" << rows);
        PlainSharing{3, {16'000, 65'536, {1'000, 1'000, 1'000, 1'000}}, backfills, pods}.run();
        const Result r = run_pods(rows, backfills ? std::vector{easy} : std::vector<std::string>{});
        REQUIRE(r.jobs.size() == pods.size());
        for (const PlainPod& pod : pods) {
            INFO("pod " << pod.id);
            REQUIRE(job(r, pod.id).start_ns == pod.start * 1'000'000'000);
            REQUIRE(job(r, pod.id).state == JobState::completed);
            waited += pod.start > pod.submit ? 1 : 0;
        }
    }
    CHECK(waited > 500);  // the cases are not idle
}

TEST_CASE("a pod that lacks memory blocks others only where nobody may pass the head", "[sharing]") {
    // Pod 1 has 60 of 64 GiB for 100 s, pod 2 wants 10, pod 3 wants 1.
    const std::string rows =
        "1,0,100,,1,1,500,1000,61440\n2,1,10,,1,1,100,1000,10240\n3,2,10,,1,1,100,1000,1024\n";
    const Result fcfs = run_pods(rows, {one_node});
    CHECK(seconds(job(fcfs, 3).start_ns) == 100);
    CHECK(waited(job(fcfs, 2), WaitCause::busy) == 99);  // no memory is left anywhere
    CHECK(waited(job(fcfs, 3), WaitCause::order) == 98);
    const Result backfilled = run_pods(rows, {one_node, easy});
    CHECK(seconds(job(backfilled, 3).start_ns) == 2);
    CHECK(seconds(job(backfilled, 2).start_ns) == 100);
}

TEST_CASE("a pod waits for fragmentation while there is enough in all and no node has it", "[sharing]") {
    // Three pods of 900 thousandths a node leave four GPUs free nowhere; each node has ten processors left.
    std::string rows;
    for (int i = 1; i <= 3; ++i) rows += std::to_string(i) + ",0,100,,1,1,900,6000,1024\n";
    rows += "4,10,50,,4,4,1000,1000,1024\n5,20,50,,0,0,0,12000,1024\n";
    // Best fit puts the first two onto one node and the third onto another: a 4 GPU node stays whole.
    const std::string scheduler =
        GENERATE("fcfs", "easy");  // under the first nobody tries pod 5 before its turn
    const Result r =
        run_pods(rows, {"catalogue.racks.three_nodes.nodes=2", "clusters[0].scheduler.model=" + scheduler});
    CHECK(waited(job(r, 4), WaitCause::fragmentation) == 90);
    CHECK(waited(job(r, 4), WaitCause::busy) == 0);
    // Two nodes have 4 and 10 processors left: 14 in all, 12 on none.
    CHECK(waited(job(r, 5), WaitCause::fragmentation) == 80);
    CHECK(seconds(job(r, 5).start_ns) == 100);
}

TEST_CASE("pods of processors alone run while all GPUs are held, and are billed what they hold",
          "[sharing]") {
    // Pod 1 holds all GPUs and 4 of 16 processors; pod 2 8 processors.
    const Result r = run_pods("1,0,1000,,4,4,1000,4000,1024\n2,0,500,,0,0,0,8000,1024\n", {one_node});
    CHECK(job(r, 2).start_ns == 0);
    CHECK(job(r, 2).devices == 0);
    CHECK(job(r, 1).devices == 4);
    CHECK(job(r, 2).share == ShareRequest{8'000, 1'024, 0, 0});
    // Idle of the GPUs 4 * 50 W, of the rest 2 * 40 + 120 = 200 W, in common.  Swing of the GPUs: 0.5 * 4 *
    // 200 W, all of pod 1; of the processors 200 W at 0.25 * 4 / 16 for pod 1 and 0.5 * 8 / 16 for pod 2,
    // which works on them. Both: shares of what is common 1 and 0.5, of 1.5.
    const double both_1 = 200 + 200 / 1.5 + 400 + 200 * 0.25 * 0.25;
    const double both_2 = 200 * 0.5 / 1.5 + 200 * 0.5 * 0.5;
    const double alone_1 = 200 + 200 + 400 + 200 * 0.25 * 0.25;
    CHECK(job(r, 1).energy_j == Approx(500 * (both_1 + alone_1)).epsilon(1e-8));
    CHECK(job(r, 2).energy_j == Approx(500 * both_2).epsilon(1e-8));
    CHECK(value(r.metrics, "energy.idle") == Approx(2'600 * 400.0).epsilon(1e-8));  // after both have ended
}

TEST_CASE("two pods on one GPU share its energy by what they hold, and what nobody holds is idle",
          "[sharing]") {
    // 750 and 150 thousandths of a GPU, and 1 and 2 of 16 processors: shares of what is common 3/16 and 2/16.
    const Result r =
        run_pods("1,0,1000,,1,1,750,1000,1024\n2,0,1000,,1,1,150,2000,1024\n", {one_node, "duration=1000 s"});
    const auto watts = [](double gpu, double cpus) {
        return 50 * gpu + 200 * std::max(gpu / 4, cpus / 16) + 0.5 * 200 * gpu + 200 * 0.25 * cpus / 16;
    };
    CHECK(job(r, 1).energy_j == Approx(1'000 * watts(0.75, 1)).epsilon(1e-7));
    CHECK(job(r, 2).energy_j == Approx(1'000 * watts(0.15, 2)).epsilon(1e-7));
    CHECK(value(r.metrics, "energy.idle") == Approx(1'000 * (50 * 3.1 + 200 * 11 / 16.0)).epsilon(1e-7));
    CHECK(value(r.metrics, "load.gpu") == Approx(0.9 / 4));
    CHECK(value(r.metrics, "work.served") == Approx(0.9 * 1'000 / 3'600));
}

TEST_CASE("a pod without a shape takes whole GPUs with their part of the node", "[sharing]") {
    const ScratchScenario file{shared_rack};
    std::ofstream{file.folder() / "jobs.csv"}
        << "id,submit_s,reference_s,requested_devices\n1,0,10,3\n2,0,10,5\n";
    const Result r = simulate(load(file.path()), {.audit_every_instant = true, .keep_jobs = true});
    CHECK(job(r, 1).share == ShareRequest{12'000, 49'152, 3, 1'000});
    CHECK(job(r, 2).state == JobState::refused);
    CHECK(std::string{job(r, 2).reason} == "asks for more than a node has");
}

TEST_CASE("what is free and of no use to the mix is counted over time", "[sharing]") {
    // All pods of the run are the mix: one of four GPUs, one of 500 thousandths.  The second runs for half of
    // the time: then the first could use nothing of the 3,500 thousandths, the second all.
    const Result r =
        run_pods("1,0,1,,4,4,1000,1000,1024\n2,500,500,,1,1,500,1000,1024\n", {one_node, "duration=1000 s"});
    CHECK(value(r.metrics, "unusable.gpu") == Approx(0.5 * (3'500 / 2.0) / 4'000));
    CHECK(r.series.columns.back().name == "devices_unusable");
}

TEST_CASE("limits of devices count parts of GPUs as such", "[sharing]") {
    const std::string rows =
        "1,0,100,,1,1,600,1000,1024\n2,0,100,,1,1,400,1000,1024\n3,0,100,,1,1,100,1000,1024\n";
    const Result r = run_pods(rows, {"clusters[0].limits={each_user: {max_devices: 1}}"});
    CHECK(job(r, 2).start_ns == 0);
    CHECK(seconds(job(r, 3).start_ns) == 100);
    CHECK(waited(job(r, 3), WaitCause::quota) == 100);
}

TEST_CASE("a pod waits for the power that a cap leaves", "[sharing]") {
    // Idle 400 W a node.  Pods of four GPUs add 400 W and 50 W of processors; the cap bears one at a time.
    const std::string rows =
        "1,0,100,,4,4,1000,16000,1024\n2,0,100,,4,4,1000,16000,1024\n3,1,10,,0,0,0,0,1024\n";
    const Result r = run_pods(rows, {easy, "power.job_caps=[{level: ups, cap: 1700 W}]"});
    CHECK(seconds(job(r, 2).start_ns) == 100);
    CHECK(waited(job(r, 2), WaitCause::power) == 100);
    CHECK(seconds(job(r, 3).start_ns) == 1);  // draws nothing
}

TEST_CASE("a jobs.csv with parts of GPUs is replayed to the same starts", "[sharing]") {
    const Result first =
        run_pods("1,0,50,,1,1,600,4000,1024\n2,5,50,,0,0,0,14000,1024\n3,6,10,,1,1,600,1000,1024\n");
    std::string rows;
    for (const JobRecord& j : first.jobs) {
        rows += row_of({.id = j.id,
                        .submit = j.submit_ns / 1'000'000'000,
                        .run = j.reference_ns / 1'000'000'000,
                        .estimate = j.estimate_ns / 1'000'000'000,
                        .asks = *j.share});
    }
    const Result again = run_pods(rows);
    for (const JobRecord& j : first.jobs) CHECK(job(again, j.id).start_ns == j.start_ns);
}

TEST_CASE("what cannot go with sharing is refused where it is written", "[sharing]") {
    CHECK_THAT(problem({"clusters[0].placement={model: packed}"}),
               Catch::Contains("either a placement or sharing"));
    CHECK_THAT(problem({"clusters[0].tenancy=exclusive"}), Catch::Contains("expected tenancy: shared"));
    CHECK_THAT(problem({"clusters[0].pool=hosts"}), Catch::Contains("expected pool: devices"));
    CHECK_THAT(problem({"clusters[0].preemption={mode: requeue}"}),
               Catch::Contains("expected no preemption"));
    CHECK_THAT(problem({"clusters[0].maintenance=[{name: m, at: 1 s, duration: 1 s}]"}),
               Catch::Contains("expected no maintenance"));
    CHECK_THAT(problem({"clusters[0].partitions=[{name: all}]"}), Catch::Contains("expected no partitions"));
    CHECK_THAT(problem({"clusters[0].power_saving={}"}), Catch::Contains("expected no power_saving"));
    CHECK_THAT(problem({"catalogue.nodes.tester.cpus=0"}), Catch::Contains("'cpus' and 'memory'"));
    CHECK_THAT(problem({"catalogue.nodes.tester.devices=33"}), Catch::Contains("at most 32 GPUs"));
    CHECK_THAT(problem({"clusters[0]={name: gpu, node: tester, scheduler: {model: fcfs}}"}),
               Catch::Contains("expected a placement, or sharing"));
}
