// A hall whose power a test works out by hand, run with faults, limits and jobs of its own.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"

namespace datahall::test {

/// Twelve racks with two nodes of 1 kW each, idle or not, behind a chain without losses: 24 kW, exactly.
/// Two devices in a node; a job runs for its reference time.
inline const std::string steady_hall = R"(
name: supply
start: 2020-01-01T00:00:00Z
duration: 10 h
site: {weather: {model: synthetic}}
hall:
  width: 9 m
  depth: 6 m
  end_aisle: 0 m
  rack_pitch: 0.9 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks: [{name: all, repeat: 1, racks: [{rack: two_nodes, count: 12}]}]
cooling: {air: {preset: legacy_crac_7C}}
clusters:
  - {name: gpu, node: steady, scheduler: {model: fcfs}, placement: {model: packed}}
catalogue:
  devices:
    accelerator: {kind: gpu, family: hopper, peak_tflops: {fp32: 10}, achieved: {fp32: 0.5}, bandwidth: 1 TB/s,
                  source: made for this test, confidence: estimate}
  nodes:
    steady:
      device: accelerator
      devices: 2
      nameplate: 1 kW
      rack_units: 1
      mass: 10 kg
      curve: [1 kW, 1 kW, 1 kW, 1 kW, 1 kW, 1 kW, 1 kW, 1 kW, 1 kW, 1 kW, 1 kW]
      source: made for this test
      confidence: estimate
  racks:
    two_nodes: {node: steady, nodes: 2, source: made for this test, confidence: estimate}
  work:
    plain: {reference: accelerator, compute: 1, memory: 0, host: 0, precision: fp32, runs_on: gpu, max_width: 48,
            width: keep, source: made for this test, confidence: estimate}
  batteries:
    # t(x) = 300 s ((x + 0.1) / 1.1)^-1.4, charged with 10 % of the rating
    strings: {runtime: 5 min, charge_share: 10 %, source: made for this test, confidence: estimate}
  breakers:
    row: {time_constant: 257 s, pickup: 1.1, reclose_after: 30 min, source: made for this test, confidence: estimate}
  power:
    lossless: {curve: {a: 0, b: 0, c: 0}, source: made for this test, confidence: estimate}
    ups: {curve: {a: 0, b: 0, c: 0}, walk_in: {time: 15 s, steps: 10}, source: made for this test, confidence: estimate}
    ats: {curve: {a: 0, b: 0, c: 0}, transfer: {time: 0.1 s, return_after: 10 min}, source: made for this test, confidence: estimate}
    sts: {curve: {a: 0, b: 0, c: 0}, transfer: {time: 5 ms, return_after: 5 s}, source: made for this test, confidence: estimate}
    sure_sets: {curve: {a: 0, b: 0, c: 0}, generator: {start_after: 2 s, ready_after: 8 s, tank: 1 h},
                source: made for this test, confidence: estimate}
    dead_sets: {curve: {a: 0, b: 0, c: 0}, generator: {start_failure: 100 %, attempts: 3, retry_after: 15 s},
                source: made for this test, confidence: estimate}
)";

/// 100 W idle, 1 kW at full work, which jobs do: 24 nodes of two devices.
inline const std::vector<std::string> working{
    "catalogue.nodes.steady.curve=[100 W, 190 W, 280 W, 370 W, 460 W, 550 W, 640 W, 730 W, 820 W, 910 W, 1 "
    "kW]",
    "catalogue.work.plain.device_activity=1"};

inline std::string stream_of(const std::string& name, int priority) {
    return "  - {name: " + name + ", priority: " + std::to_string(priority) +
           ", workload: {model: jobs_csv, file: " + name + ".csv, work_class: plain}}\n";
}

/// Every instant is audited.  Rows of jobs for two streams, the urgent one of a higher priority; none: it
/// idles.
inline Result run_hall(const std::string& power, std::vector<std::string> overrides,
                       const std::string& jobs = "", const std::string& urgent = "") {
    std::string text = steady_hall + power;
    if (!(jobs + urgent).empty()) text += "demand:\n";
    if (!jobs.empty()) text += stream_of("work", 0);
    if (!urgent.empty()) text += stream_of("urgent", 10);
    const ScratchScenario file{text};
    const std::string header = "id,submit_s,reference_s,estimate_s,requested_devices\n";
    std::ofstream{file.folder() / "work.csv"} << header << jobs;
    std::ofstream{file.folder() / "urgent.csv"} << header << urgent;
    Scenario scenario = load(file.path(), std::move(overrides));
    const std::uint64_t seed = scenario.seed();
    return simulate(std::move(scenario), {.seed = seed, .audit_every_instant = true});
}

/// When an event happened to an object: all times, in order.
inline std::vector<double> times(const Result& r, const std::string& object, const std::string& event) {
    std::vector<double> found;
    for (const PowerEventRow& e : r.power_events) {
        if (e.object == object && e.event == event) found.push_back(e.time_s);
    }
    return found;
}

/// What is wrong with it, a line a problem.
inline std::string refusal(const std::string& power, std::vector<std::string> overrides) {
    const ScratchScenario file{steady_hall + power};
    try {
        build_facility(load(file.path(), std::move(overrides)));
    } catch (const ConfigError& e) {
        std::string all;
        for (const Problem& p : e.problems()) all += p.path + ": " + p.text + " " + p.hint + "\n";
        return all;
    }
    return "accepted";
}

}  // namespace datahall::test
