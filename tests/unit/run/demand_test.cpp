// Streams of a demand on one hall: who serves them, in which order, and what is counted.
#include <numeric>

#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

Result run_with(const std::string& demand, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{small_hall + "demand:\n" + demand};
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

std::string steady(const std::string& name, const std::string& work, const std::string& rest) {
    return "  - {name: " + name + ", workload: {model: steady, work_class: " + work + ", " + rest + "}}\n";
}

double sum(const Result& r, std::initializer_list<const char*> names) {
    return std::accumulate(names.begin(), names.end(), 0.0, [&](double all, const char* name) {
        return all + value(r.metrics, std::string{"work."} + name);
    });
}

}  // namespace

TEST_CASE("each stream goes to the first cluster that its class may run on", "[demand]") {
    const Result r = run_with(steady("training", "on_gpu", "jobs: 3, devices: 2, run: 1 h") +
                              steady("web", "on_cpu", "jobs: 4, devices: 2, run: 2 h"));
    REQUIRE(r.streams.size() == 2);
    CHECK(r.streams[0].cluster == "gpu");
    CHECK(r.streams[1].cluster == "host");
    CHECK(r.streams[0].served == 6.0);   // 3 jobs x 2 devices x 1 h
    CHECK(r.streams[1].served == 16.0);  // 4 jobs x 2 cores x 2 h
    // One offered socket of each node: 8 cores, so all four jobs of two cores run at once.
    CHECK(value(r.metrics, "jobs.wait_longest") == 3'600.0);  // the third training job
    CHECK(value(r.metrics, "load.host") == Approx(8 * 2.0 / (8 * 10.0)));
    CHECK(value(r.metrics, "work.web_load") == Approx(8 * 2.0 / (8 * 10.0)));
    CHECK(r.streams[0].energy_j > r.streams[1].energy_j);
    CHECK(r.streams[1].energy_j > 0);
}

TEST_CASE("a host job is billed its own swing, and the parts sum to the meter", "[demand]") {
    const Result idle = run_with(steady("training", "on_gpu", "jobs: 1, devices: 1, run: 1 h"));
    const Result both = run_with(steady("training", "on_gpu", "jobs: 1, devices: 1, run: 1 h") +
                                 steady("web", "on_cpu", "jobs: 1, devices: 4, run: 1 h"));
    const double more = value(both.metrics, "energy.nodes") - value(idle.metrics, "energy.nodes");
    // One socket of two at the class's activity of 90 %: half of 2 x 80 W for an hour, behind a converter of
    // 98 %.
    CHECK(more == Approx(0.9 * 80 * 3'600 / 0.98).epsilon(1e-6));
    double billed = value(both.metrics, "energy.idle");
    for (const JobRecord& job : both.jobs) billed += job.energy_j;
    CHECK(billed == Approx(value(both.metrics, "energy.nodes")).epsilon(1e-12));
}

TEST_CASE("work that no cluster can do is refused by reason, not queued", "[demand]") {
    const Result r = run_with(steady("odd", "on_nothing", "jobs: 5, devices: 1, run: 1 h") +
                              steady("wide", "on_gpu", "jobs: 2, devices: 5, run: 1 h"));
    CHECK(value(r.metrics, "jobs.refused") == 7);
    CHECK(value(r.metrics, "work.refused") == 5 + 10);
    CHECK(value(r.metrics, "work.odd_refused") == 5);
    CHECK(value(r.metrics, "work.wide_refused") == 10);
    std::vector<std::string> texts;
    for (const Finding& f : r.findings) {
        if (f.code == "F0501") texts.push_back(f.text);
    }
    REQUIRE(texts.size() == 2);
    CHECK(texts[0] != texts[1]);
}

TEST_CASE("a stream of higher priority goes to the front of the queue", "[demand]") {
    const std::string low = steady("low", "on_gpu", "jobs: 10, devices: 4, run: 1 h");
    const std::string high =
        "  - {name: high, priority: 1, workload: {model: steady, work_class: on_gpu, jobs: 2, devices: 4, "
        "run: 1 h}}\n";
    const Result r = run_with(low + high);
    // All arrive at once, so both high jobs go first.
    for (std::size_t j = 10; j < 12; ++j) CHECK(r.jobs[j].start_ns < 2 * 3'600'000'000'000);
    CHECK(r.streams[1].served == 8.0);   // 2 jobs x 4 devices x 1 h, in the first two hours
    CHECK(r.streams[0].served == 32.0);  // the other eight hours
    CHECK(sum(r, {"running", "queued"}) == 8.0);
}

TEST_CASE("only what happens after the warm-up is counted", "[demand]") {
    // A job of two devices every hour, 1.5 h long: at 4 h one is half done and one begins.
    const std::string demand = steady("training", "on_gpu", "jobs: 100, devices: 2, run: 90 min, every: 1 h");
    const Result r = run_with(demand, {"warm_up=4 h"});
    CHECK(value(r.metrics, "run.counted") == 6 * 3'600.0);
    CHECK(value(r.metrics, "work.carried_in") == 1.0);  // half an hour of two devices
    CHECK(value(r.metrics, "work.submitted") == 6 * 3.0);
    CHECK(value(r.metrics, "work.served") == 1.0 + 5 * 3.0 + 2.0);  // the last one is 1 h old
    CHECK(value(r.metrics, "work.running") == 1.0);
    CHECK(sum(r, {"carried_in", "submitted"}) ==
          sum(r, {"served", "running", "queued", "refused", "killed"}));
    const Result whole = run_with(demand);
    CHECK(r.trace_hash == whole.trace_hash);  // counting is looking
    CHECK(value(r.metrics, "energy.it") < value(whole.metrics, "energy.it"));
}

TEST_CASE("a run shorter than its warm-up counts all of it and says so", "[demand]") {
    const ScratchScenario file{small_hall};
    const Result r = simulate(load(file.path(), {"warm_up=4 h"}), {.until = 2.0_h});
    CHECK(value(r.metrics, "run.counted") == 7'200.0);
    CHECK(has_finding(r.findings, "F0602"));
}

TEST_CASE("a saturated hall is never idle and keeps the mix of its demand", "[demand]") {
    // Two streams that ask for little: 4 device-hours an hour for 4 devices would be full.
    const std::string demand = steady("one", "on_gpu", "jobs: 1000, devices: 1, run: 1 h, every: 2 h") +
                               steady("two", "on_gpu", "jobs: 1000, devices: 1, run: 1 h, every: 1 h") +
                               steady("odd", "on_nothing", "jobs: 1000, devices: 1, run: 1 h, every: 1 h");
    const Result offered = run_with(demand);
    CHECK(value(offered.metrics, "load.gpu") == Approx(15.0 / 40));
    const Result r = run_with(demand, {"view=saturated", "duration=100 h"});
    CHECK(value(r.metrics, "load.gpu") == 1.0);
    CHECK(r.streams[0].served + r.streams[1].served == 400.0);
    CHECK(r.streams[1].served / r.streams[0].served == Approx(2.0).epsilon(0.05));
    CHECK(value(r.metrics, "jobs.refused") == 0);  // a backlog is of the servable mix
    CHECK_FALSE(metric(r.metrics, "jobs.wait_p95").value);
}

TEST_CASE("a saturated hall serves the same whatever the demand's level", "[demand]") {
    const auto served = [](const char* every) {
        const Result r = run_with(
            steady("one", "on_gpu", std::string{"jobs: 1000, devices: 1, run: 1 h, every: "} + every),
            {"view=saturated", "duration=50 h"});
        return value(r.metrics, "work.served") / value(r.metrics, "energy.utility");
    };
    CHECK(served("2 h") == served("10 min"));
}

TEST_CASE("the shipped demand closes its books in every hall and reaches all alike", "[demand]") {
    std::vector<double> submitted;
    for (const char* hall : {"cpu_hall", "cpu_hall_2023", "gpu_hall", "gb200_hall", "retrofit_hall"}) {
        const Result r = simulate(load(shipped + "/starter/" + hall + ".yaml", {"warm_up=1 d"}),
                                  {.until = Seconds::from_si(2 * 86'400.0)});
        CHECK(sum(r, {"carried_in", "submitted"}) ==
              Approx(sum(r, {"served", "running", "queued", "refused", "killed"})).epsilon(1e-12));
        REQUIRE(r.streams.size() == 6);
        std::vector<double> here;
        // Streams stand by cluster; names tell them apart.
        for (const char* name :
             {"services", "batch", "experiments", "training", "pretraining", "inference"}) {
            here.push_back(value(r.metrics, std::string{"work."} + name + "_submitted"));
        }
        if (submitted.empty()) submitted = here;
        CHECK(here == submitted);
    }
}
