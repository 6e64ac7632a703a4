// Halls small enough for sums by hand: texts of scenarios without their demand.
#pragma once

#include <string>

namespace datahall::test {

/// Two nodes of two devices; the host sockets of four cores can be had, too.  A job of W devices runs for its
/// reference time on W devices.
inline const std::string small_hall = R"(
name: small
start: 2020-01-01T00:00:00Z
duration: 10 h
site: {weather: {model: synthetic}}
hall:
  width: 3 m
  depth: 3 m
  end_aisle: 0 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks: [{name: all, repeat: 1, racks: [{rack: two_nodes}]}]
cooling: {air: {preset: legacy_crac_7C}}
clusters:
  - {name: gpu, node: tester, scheduler: {model: fcfs}, placement: {model: packed}}
  - {name: host, node: tester, pool: hosts, scheduler: {model: fcfs}, placement: {model: packed}}
catalogue:
  devices:
    accelerator: {kind: gpu, family: hopper, peak_tflops: {fp32: 10}, achieved: {fp32: 0.5}, bandwidth: 1 TB/s,
                  source: made for this test, confidence: estimate}
    socket: {kind: cpu, family: cpu, peak_tflops: {fp32: 4}, achieved: {fp32: 0.5}, bandwidth: 100 GB/s, parts: 4,
             source: made for this test, confidence: estimate}
    core: {kind: cpu, family: cpu, peak_tflops: {fp32: 1}, achieved: {fp32: 0.5}, bandwidth: 25 GB/s,
           source: made for this test, confidence: estimate}
  nodes:
    tester:
      device: accelerator
      devices: 2
      nameplate: 1 kW
      rack_units: 1
      mass: 10 kg
      host: {device: socket, sockets: 2, offered: 1}
      components: [{name: gpu, count: 2, idle: 50 W, busy: 300 W, follows: device},
                   {name: cpu, count: 2, idle: 20 W, busy: 100 W, follows: host}]
      supply: {type: frontier_converter, units: 1, rating: 3 kW}
      source: made for this test
      confidence: estimate
  racks:
    two_nodes: {node: tester, nodes: 2, source: made for this test, confidence: estimate}
  work:
    on_gpu: {reference: accelerator, compute: 1, memory: 0, host: 0, precision: fp32, runs_on: gpu, max_width: 8,
             width: keep, source: made for this test, confidence: estimate}
    on_cpu: {reference: core, compute: 1, memory: 0, host: 0, precision: fp32, runs_on: cpu, max_width: 8,
             width: fit, source: made for this test, confidence: estimate}
    on_nothing: {reference: core, compute: 1, memory: 0, host: 0, precision: fp64, runs_on: cpu, max_width: 8,
                 source: made for this test, confidence: estimate}
)";

/// Two nodes in a rack, two accelerators in a node; jobs of class `plain` run for their reference time.
inline const std::string tester_catalogue = R"(
catalogue:
  devices:
    accelerator: {kind: gpu, family: hopper, peak_tflops: {fp32: 10}, achieved: {fp32: 0.5}, bandwidth: 1 TB/s,
                  source: made for this test, confidence: estimate}
  nodes:
    tester:
      device: accelerator
      devices: 2
      nameplate: 1 kW
      rack_units: 1
      mass: 10 kg
      components: [{name: gpu, count: 2, idle: 50 W, busy: 300 W, follows: device}]
      supply: {type: frontier_converter, units: 1, rating: 3 kW}
      source: made for this test
      confidence: estimate
  racks:
    two_nodes: {node: tester, nodes: 2, source: made for this test, confidence: estimate}
  work:
    plain: {reference: accelerator, compute: 1, memory: 0, host: 0, precision: fp32, runs_on: gpu, max_width: 16,
            width: keep, source: made for this test, confidence: estimate}
)";

/// The hall of one such rack, with one cluster; without its demand.
inline const std::string one_rack = R"(
name: small
start: 2020-01-01T00:00:00Z
duration: 1 h
site: {weather: {model: synthetic}}
hall: {width: 3 m, depth: 3 m, end_aisle: 0 m, row_pitch: 3 m, lost_share: 0 %,
       blocks: [{name: all, repeat: 1, racks: [{rack: two_nodes}]}]}
power: {chain: [{name: ups, type: ups_double_conversion_legacy, per: hall, rating: 20 kW}]}
cooling: {air: {preset: legacy_crac_7C}}
clusters:
  - {name: gpu, node: tester, scheduler: {model: fcfs}, placement: {model: packed}}
)" + tester_catalogue;

}  // namespace datahall::test
