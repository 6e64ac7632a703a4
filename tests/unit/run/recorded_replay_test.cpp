// The engine on recorded logs that may not ship.  DATAHALL_TRACES names the folder that holds
// swf/KTH-SP2-1996-2.1-cln.swf.gz and gpu_jobs/openb_pod_list_default.csv.gz; without it the tests say so and
// are skipped (exit 77).
#define CATCH_CONFIG_RUNNER
#include "tests/unit/run/replay.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

constexpr int skipped = 77;

// 100 processors in racks of 32, 32, 32 and 4, as the shipped replay has 128.
const std::string machine = R"(
extends: "shipped:starter/batch_replay.yaml"
name: kth
duration: 400 d
hall:
  blocks:
    - {name: machine, repeat: 1, racks: [{rack: log_rack, count: 3}, {rack: rest}]}
catalogue:
  racks:
    rest: {node: log_processor, nodes: 4, source: made for this test, confidence: estimate}
clusters:
  - name: batch
    node: log_processor
    scheduler: {model: easy}
    placement: {model: first_fit}
    workload: {model: swf, file: log.swf.gz, work_class: batch_hpc, align: start, processors: 100}
)";

}  // namespace

TEST_CASE("the engine starts every job of KTH-SP2 when the reference does", "[replay]") {
    const std::filesystem::path traces = std::getenv("DATAHALL_TRACES");
    const ScratchScenario file{machine};
    const std::string log = "KTH-SP2-1996-2.1-cln.swf.gz";
    std::filesystem::create_symlink(traces / "swf" / log, file.folder() / "log.swf.gz");
    const char* const policy = GENERATE("fcfs", "easy", "conservative");
    INFO(policy);
    const Result r = simulate(
        load(file.path(), {std::string{"clusters[0].scheduler.model="} + policy}, {traces / "swf"}), {});
    CHECK(start_hash(r) == reference_hash(log, policy));
    const std::vector<std::string> row = reference_row(log, policy);
    CHECK(value(r.metrics, "jobs.response_mean") == Approx(std::stod(row.at(18))).margin(5e-5));
    CHECK(value(r.metrics, "jobs.slowdown_mean") == Approx(std::stod(row.at(19))).margin(5e-7));
    CHECK(value(r.metrics, "jobs.makespan") == std::stod(row.at(21)));
    CHECK(value(r.metrics, "jobs.goodput") == 1.0);
}

TEST_CASE("all of Alibaba's pods run on shared nodes, for as long as they did", "[replay]") {
    const std::filesystem::path traces = std::getenv("DATAHALL_TRACES");
    const ScratchScenario file{R"(
extends: "shipped:starter/pods_hall.yaml"
name: openb
duration: 200 d
warm_up: 0 s
hall: {blocks: [{name: pods, repeat: 1, racks: [{rack: pods_4, count: 2}]}]}
demand:
  - {name: pods, workload: {model: alibaba_pods, file: pods.csv.gz, work_class: pods, shared_gpus: exact}}
)"};
    std::filesystem::create_symlink(traces / "gpu_jobs" / "openb_pod_list_default.csv.gz",
                                    file.folder() / "pods.csv.gz");
    const char* const policy = GENERATE("best_fit", "fragmentation_gradient", "random");
    INFO(policy);
    const Result r = simulate(
        load(file.path(), {std::string{"clusters[0].sharing.model="} + policy}, {traces / "gpu_jobs"}),
        {.keep_jobs = true});
    // Counted with a script over the list: 7,255 pods were scheduled, and held 51,470.674 GPU hours.
    REQUIRE(r.jobs.size() == 7'255);
    Int128 gpu_time = 0;
    for (const JobRecord& job : r.jobs) {
        REQUIRE(job.state == JobState::completed);
        REQUIRE(job.end_ns - job.start_ns == job.reference_ns);
        gpu_time += Int128{job.share->all_gpu_milli()} * job.reference_ns;
    }
    CHECK(static_cast<double>(gpu_time) / 3.6e15 == Approx(51'470.674158333335).epsilon(1e-14));
    CHECK(value(r.metrics, "devices.held_mean") * 200 * 24 == Approx(51'470.674158333335));
    CHECK(value(r.metrics, "work.served") == Approx(51'470.674158333335));
}

int main(int argc, char** argv) {
    if (!std::getenv("DATAHALL_TRACES")) {
        std::puts("skipped: DATAHALL_TRACES names no folder of recorded logs");
        return skipped;
    }
    return Catch::Session().run(argc, argv);
}
