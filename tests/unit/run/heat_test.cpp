// A plant too small for its hall: the zone stores heat, crosses its limits and says when.
#include "sim/run/heat/two_node.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

// One rack of 10 kW constant load whose plant cannot move it.
const std::string hot_room = R"(
name: hot
start: 2020-01-01T00:00:00Z
duration: 1 h
site: {weather: {model: synthetic}}
hall:
  width: 3 m
  depth: 3 m
  end_aisle: 0 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks:
    - {name: load, repeat: 1, racks: [{rack: heater}]}
cooling:
  recommended: 50 degC
  allowable: 60 degC
  heat_capacity_per_rack: 500 kJ/K
clusters:
  - {name: none, node: log_processor, scheduler: {model: fcfs}, placement: {model: packed}}
catalogue:
  racks:
    heater:
      node: log_processor
      nodes: 1
      other_power: 9906.3 W    # and 93.7 W of the idle processor: 10 kW
      source: made for this test
      confidence: estimate
)";

}  // namespace

TEST_CASE("a room without cooling crosses its limits at the time of the closed form", "[heat]") {
    const ScratchScenario file{hot_room};
    const Result r = simulate(load(file.path()), {});
    // No plant: the zone starts a millikelvin below its recommended limit of 50 degC.  Ten kW go into 9 m3 of
    // air, from there with 1 kW/K into 500 kJ/K of metal.
    const double nameplate = 10'206.3;  // W, between air and metal at 10 K
    const TwoNodePath alone{{9 * 1.2 * 1'006.0, 500e3, nameplate / 10}, {49.999, 49.999}, {.to_air = 10e3}};
    const double at = *alone.first_at_or_above(60.0);
    const auto crossing = std::find_if(r.findings.begin(), r.findings.end(),
                                       [](const Finding& f) { return f.code == "F0403"; });
    REQUIRE(crossing != r.findings.end());
    CHECK(*crossing->time_s == Approx(at).epsilon(1e-6));
    CHECK(value(r.metrics, "cooling.air_above_class") == Approx(3'600.0 - at).epsilon(1e-6));
    for (const Audit& a : r.audits) CHECK(a.passed);
}

TEST_CASE("plants sized for the nameplate carry a liquid-cooled hall at full work", "[heat]") {
    // Racks with other equipment than cold-plated nodes: all of that is air's to cool.
    const Result r =
        simulate(load(shipped + "/starter/gb200_hall.yaml",
                      {"demand=[]",
                       "clusters[0].workload={model: steady, work_class: dense_training, jobs: 1, "
                       "devices: 10944, run: 10 d}"}),
                 {.until = Seconds::from_si(2 * 86'400.0)});
    CHECK_FALSE(has_finding(r.findings, "F0402"));
    CHECK(value(r.metrics, "load.gpu") == 1.0);
    CHECK(value(r.metrics, "cooling.air_above_alarm") == 0);
    CHECK(value(r.metrics, "cooling.liquid_above_alarm") == 0);
}

TEST_CASE("a plant that has nothing to cool stands idle", "[heat]") {
    const Result r =
        simulate(load(shipped + "/starter/gpu_hall.yaml", {"cooling.liquid.preset=direct_liquid_w32"}),
                 {.until = Seconds::from_si(3'600.0)});
    CHECK(value(r.metrics, "cooling.liquid_heat") == 0);
}

TEST_CASE("what equipment would not survive is no silent result", "[heat]") {
    const ScratchScenario file{hot_room};
    // 10 kW into 500 kJ/K: 72 K an hour, past 60 + 20 degC
    CHECK(has_finding(simulate(load(file.path()), {}).findings, "F0405"));
}
