// The whole engine against the independent reference scheduler, start for start.
#include "tests/unit/run/replay.hpp"

using namespace datahall;
using namespace datahall::test;

TEST_CASE("the engine starts every job of the shipped log when the reference does", "[replay]") {
    const char* const policy = GENERATE("fcfs", "easy", "conservative");
    INFO(policy);
    const Result r = simulate(
        load(shipped + "/starter/batch_replay.yaml", {std::string{"clusters[0].scheduler.model="} + policy}),
        {});
    CHECK(start_hash(r) == reference_hash("synthetic_128.swf.gz", policy));
    CHECK(value(r.metrics, "jobs.queued") == 0);
    CHECK(value(r.metrics, "jobs.running") == 0);
}

TEST_CASE("a scheduler that asks for it is woken where nothing else happens", "[replay]") {
    // Starts the head at full minutes only.  The steady jobs are submitted together at 0 and run for 90 s,
    // two at a time: they start at 0, 120, 240 ... though they end between.
    static constexpr std::int64_t minute = 60'000'000'000;
    class AtFullMinutes final : public JobScheduler {
    public:
        Promises promises() const override { return {}; }
        void pass(ClusterQueue& queue) override {
            const std::int64_t now = queue.state().now_ns;
            while (const WaitingJob* const head = queue.head()) {
                if (now % minute != 0 || head->devices > queue.state().free) break;
                queue.start(*head);
            }
            if (queue.state().waiting > 0) queue.wake_at((now / minute + 1) * minute);
        }
    };
    Models models;
    register_builtin(models);
    models.scheduling.add("at_full_minutes", "", [](Keys& k) -> std::unique_ptr<JobScheduler> {
        if (!k.done()) return nullptr;
        return std::make_unique<AtFullMinutes>();
    });
    Scenario scenario = load_scenario_file(
        shipped + "/starter/batch_replay.yaml",
        {.overrides = {"duration=1 h", "clusters[0].scheduler={model: at_full_minutes}",
                       "clusters[0].workload={model: steady, jobs: 6, devices: 64, run: 90 s, work_class: "
                       "batch_hpc}"},
         .shipped_root = shipped},
        models);
    std::vector<std::int64_t> minutes;
    const Result r = simulate(std::move(scenario), {});
    for (const JobRecord& job : r.jobs) {
        CHECK(job.start_ns % minute == 0);
        minutes.push_back(job.start_ns / minute);
    }
    CHECK(minutes == std::vector<std::int64_t>{0, 0, 2, 2, 4, 4});
}
