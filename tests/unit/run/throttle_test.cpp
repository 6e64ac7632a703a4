// A plant fails, the room warms up, devices slow down, jobs take longer.
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

// One processor that always draws 100 W beside 9.9 kW of other load: 10 kW of heat, whatever it does.
const std::string room = R"(
name: fault
start: 2020-01-01T00:00:00Z
duration: 12 h
site: {weather: {model: synthetic}}
hall:
  width: 3 m
  depth: 3 m
  end_aisle: 0 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks: [{name: load, repeat: 1, racks: [{rack: heater}]}]
cooling:
  air: {preset: contained_chilled_water_18C}
  heat_capacity_per_rack: 500 kJ/K
  recommended: 27 degC
  allowable: 60 degC
  throttle: [{above: 33 degC, speed: 0.5}, {above: 43 degC, speed: 0.25}]
faults: [{name: chiller, part: air_cooling, at: 1 h, duration: 2000 s}]
demand:
  - {name: batch, workload: {model: steady, work_class: plain, jobs: 1, run: 2 h, estimate: 8 h}}
clusters:
  - {name: cpu, node: heater, scheduler: {model: fcfs}, placement: {model: packed}}
catalogue:
  nodes:
    heater:
      device: one_processor
      devices: 1
      nameplate: 100 W
      rack_units: 1
      mass: 10 kg
      curve: [100 W, 100 W, 100 W, 100 W, 100 W, 100 W, 100 W, 100 W, 100 W, 100 W, 100 W]
      source: made for this test
      confidence: estimate
  racks:
    heater: {node: heater, nodes: 1, other_power: 9.9 kW, source: made for this test, confidence: estimate}
  work:
    plain: {reference: one_processor, compute: 1, memory: 0, host: 0, precision: fp64, runs_on: cpu, max_width: 1,
            width: keep, source: made for this test, confidence: estimate}
)";

Result run_with(std::vector<std::string> overrides) {
    const ScratchScenario file{room};
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

double run_time(const Result& r) {
    REQUIRE(r.jobs.size() == 1);
    return static_cast<double>(r.jobs[0].end_ns - r.jobs[0].start_ns) * 1e-9;
}

}  // namespace

TEST_CASE("a lost plant slows jobs from the moment that the closed form gives", "[throttle]") {
    const Result r = run_with({});
    // The water of four minutes warms first, then 500 kJ/K of metal: 10 kW give 1.2 K a minute.  The plant is
    // back after 2,000 s and cools the room below the steps after some time, in which the job is still slow.
    const double slowed = value(r.metrics, "cooling.air_slowed");
    CHECK(slowed > 600);
    CHECK(r.jobs[0].state == JobState::completed);
    const double late = run_time(r) - 7'200.0;
    CHECK(late > 0.5 * slowed);
    CHECK(late < 0.75 * slowed);
    // What is not done by slow devices is done later: the delay is the work lost.
    CHECK(value(r.metrics, "work.lost") * 3'600 == Approx(late).epsilon(1e-6));
    CHECK(value(r.metrics, "work.served") == Approx(2.0));
    CHECK(has_finding(r.findings, "F0406"));
    CHECK(has_finding(r.findings, "F0407"));
}

TEST_CASE("without steps a warm room slows nothing", "[throttle]") {
    const Result r = run_with({"cooling.throttle=[]"});
    CHECK(run_time(r) == 7'200.0);
    CHECK(value(r.metrics, "work.lost") == 0);
    CHECK(value(r.metrics, "cooling.air_hottest") > 43);
}

TEST_CASE("a part of the capacity that still carries the heat warms nothing", "[throttle]") {
    const Result r = run_with({"faults[0].lost=5 %"});
    CHECK(value(r.metrics, "cooling.air_slowed") == 0);
    CHECK(run_time(r) == 7'200.0);
}

TEST_CASE("a job at its limit is killed when slow devices make it miss it", "[throttle]") {
    const Result r = run_with({"demand[0].workload.estimate=2.1 h"});
    CHECK(r.jobs[0].state == JobState::timeout);
    CHECK(run_time(r) == Approx(2.1 * 3'600));
    CHECK(value(r.metrics, "work.killed") > 0);
    CHECK(has_finding(r.findings, "F0503"));
    CHECK(value(r.metrics, "work.served") + value(r.metrics, "work.killed") == Approx(2.0).epsilon(1e-9));
}

TEST_CASE("a worse fault never leaves more work done", "[throttle]") {
    double least = 1e9;
    for (const char* lost : {"20 %", "40 %", "60 %", "80 %", "100 %"}) {
        const Result r = run_with({std::string{"faults[0].lost="} + lost, "duration=2 h"});
        const double served = value(r.metrics, "work.served");
        CHECK(served <= least);
        least = served;
    }
    CHECK(least < 2.0);
}
