// Twelve racks of 2 kW behind any power chain, for what its paths carry.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

namespace datahall::test {

inline constexpr std::int64_t rack_w = 2'000;  // nameplate of two nodes
inline constexpr std::uint32_t racks = 12;

// Its racks behind elements without losses, so that loads are exact.
inline const std::string paths_hall = R"(
name: paths
start: 2020-01-01T00:00:00Z
duration: 1 h
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
  - {name: gpu, node: tester, scheduler: {model: fcfs}, placement: {model: packed}}
)" + tester_catalogue + R"(
  power:
    lossless: {curve: {a: 0, b: 0, c: 0}, heat_to_hall: 0, source: made for this test, confidence: estimate}
)";

inline Facility facility_of(const std::string& chain, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{paths_hall + "power:\n  chain:\n" + chain};
    return build_facility(load(file.path(), std::move(overrides)));
}

/// A level that carries its load exactly.
inline std::string ups(const std::string& redundancy, const std::string& rest = "per: hall") {
    return "    - {name: ups, type: lossless, " + rest + ", design_load: 100 %, redundancy: " + redundancy +
           "}\n";
}

}  // namespace datahall::test
