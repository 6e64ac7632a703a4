// The whole engine against the independent reference scheduler, start for start.
#include "tests/unit/run/replay.hpp"

using namespace datahall;
using namespace datahall::test;

TEST_CASE("the engine starts every job of the shipped log when the reference does", "[replay]") {
    const char* const policy = GENERATE("fcfs", "easy");
    INFO(policy);
    const Result r = simulate(
        load(shipped + "/starter/batch_replay.yaml", {std::string{"clusters[0].scheduler.model="} + policy}),
        {});
    CHECK(start_hash(r) == reference_hash("synthetic_128.swf.gz", policy));
    CHECK(value(r.metrics, "jobs.queued") == 0);
    CHECK(value(r.metrics, "jobs.running") == 0);
}
