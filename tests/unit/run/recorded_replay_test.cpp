// The engine on a recorded log that may not ship.  DATAHALL_TRACES names the folder that holds
// swf/KTH-SP2-1996-2.1-cln.swf.gz; without it the test says so and is skipped (exit 77).
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

int main(int argc, char** argv) {
    if (!std::getenv("DATAHALL_TRACES")) {
        std::puts("skipped: DATAHALL_TRACES names no folder of recorded logs");
        return skipped;
    }
    return Catch::Session().run(argc, argv);
}
