// Cooling in a run: zones, failures of components, shutdown and return, feeds of drives, bands.
#include <cmath>

#include "sim/run/heat/two_node.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

// Twelve racks in two rows, 10 kW each, whatever they do: 120 kW.  Air handlers without spare ones.
const std::string hall = R"(
name: cooled
start: 2020-07-01T00:00:00Z
duration: 6 h
site: {weather: {model: synthetic}}
hall:
  width: 3.6 m
  depth: 6 m
  end_aisle: 0 m
  rack_pitch: 0.6 m
  row_pitch: 3 m
  lost_share: 0 %
  blocks: [{name: load, repeat: 1, racks: [{rack: heater, count: 12}]}]
cooling:
  air:
    model: chilled_water
    supply_air: 20 degC
    chilled_water: 14 degC
    air_handlers: {rise: 12 K, recirculation: 0 %, bypass: 0 %, units: 4, spares: 0}
    chillers: {units: 2, spares: 1}
  recommended: 27 degC
  allowable: 32 degC
demand:
  - {name: batch, workload: {model: steady, work_class: plain, jobs: 1, devices: 12, run: 2 h, estimate: 5 h}}
clusters:
  - {name: cpu, node: heater, scheduler: {model: fcfs}, placement: {model: packed}}
catalogue:
  nodes:
    heater:
      device: one_processor
      devices: 1
      nameplate: 10 kW
      rack_units: 1
      mass: 10 kg
      curve: [10 kW, 10 kW, 10 kW, 10 kW, 10 kW, 10 kW, 10 kW, 10 kW, 10 kW, 10 kW, 10 kW]
      source: made for this test
      confidence: estimate
  racks:
    heater: {node: heater, nodes: 1, source: made for this test, confidence: estimate}
  work:
    plain: {reference: one_processor, compute: 1, memory: 0, host: 0, precision: fp64, runs_on: cpu, max_width: 12,
            width: keep, source: made for this test, confidence: estimate}
)";

Result run_with(std::vector<std::string> overrides) {
    const ScratchScenario file{hall};
    RunOptions options;
    options.audit_every_instant = true;
    return simulate(load(file.path(), std::move(overrides)), options);
}

const Finding* first(const Result& r, const std::string& code) {
    for (const Finding& f : r.findings)
        if (f.code == code) return &f;
    return nullptr;
}

// A rack of 10 kW without any cooling: 9 m3 of air, 245 kJ/K, 1 kW/K between them.
TwoNodePath rack_without_cooling() {
    return {{9 * 1.2 * 1'006.0, 245e3, 1'000.0}, {20, 20}, {.to_air = 10e3}};
}

}  // namespace

TEST_CASE("without air handlers each zone warms as its closed form says", "[cooling_run]") {
    const double alone = *rack_without_cooling().first_at_or_above(27.0);
    for (const char* per : {"hall", "row", "rack"}) {
        const Result r =
            run_with({"faults=[{name: ahu, part: air_cooling, component: terminal_units, at: 1 h}]",
                      std::string{"cooling.zones.per="} + per});
        CAPTURE(per);
        const Finding* alarm = first(r, "F0402");
        REQUIRE(alarm);
        CHECK(*alarm->time_s - 3'600.0 == Approx(alone).epsilon(1e-9));
        CHECK(*first(r, "F0403")->time_s - 3'600.0 ==
              Approx(*rack_without_cooling().first_at_or_above(32.0)).epsilon(1e-9));
        CHECK(value(r.metrics, "cooling.air_limit_after") ==
              Approx(*rack_without_cooling().first_at_or_above(32.0)).epsilon(1e-6));
    }
}

TEST_CASE("air handlers lost in one zone warm that zone alone", "[cooling_run]") {
    const Result r =
        run_with({"cooling.zones.per=row",
                  "faults=[{name: ahu, part: air_cooling, component: terminal_units, zone: row-01, "
                  "at: 1 h, duration: 10 min}]"});
    REQUIRE(r.heat.zones.size() == 2);
    CHECK(r.heat.zones[0].hottest_c > 32.0);
    CHECK(r.heat.zones[1].hottest_c < 22.0);  // the pull-down of the other warms the water a little
    for (const RackInlet& rack : r.heat.inlets) CHECK((rack.hottest_c > 32.0) == (rack.zone == 0));
    CHECK(value(r.metrics, "cooling.air_above_class") > 0);
    CHECK(value(r.metrics, "cooling.air_above_class_mean") ==
          Approx(0.5 * value(r.metrics, "cooling.air_above_class")));
}

TEST_CASE("chillers are lost one by one: the spare one carries on, then the water warms", "[cooling_run]") {
    const auto lose = [](int units) {
        return run_with({"faults=[{name: chillers, part: air_cooling, component: chillers, units: " +
                         std::to_string(units) + ", at: 1 h, duration: 1 h}]"});
    };
    CHECK(value(lose(1).metrics, "cooling.air_hottest") == Approx(20.0));
    const Result all = lose(3);
    CHECK(value(all.metrics, "cooling.air_hottest") > 32.0);
    CHECK(value(all.metrics, "cooling.air_headroom") < -100e3);
    // The water at 14 degC takes 40 J/K for each W and passes the 6 K between coil and air on first.
    CHECK(value(all.metrics, "cooling.air_limit_after") >
          *rack_without_cooling().first_at_or_above(32.0) + 120.0);
}

TEST_CASE("a tank of chilled water carries the hall for as long as it says", "[cooling_run]") {
    const auto limit_with = [](const std::string& tank) {
        return value(run_with({"faults=[{name: chillers, part: air_cooling, component: chillers, at: 1 h}]",
                               "cooling.air.tank=" + tank})
                         .metrics,
                     "cooling.air_limit_after");
    };
    // The design heat is the heat, so ten minutes are ten minutes; fans and pumps warm the water, too.
    CHECK(limit_with("10 min") - limit_with("0 s") == Approx(600.0).epsilon(0.08));
}

TEST_CASE("water that is warmer at part load loses no heat on the way", "[cooling_run]") {
    // 40 % of the plant's heat: the water may be 3 K warmer, and takes what that needs once, not as a loss.
    const Result r = run_with({"cooling.air.capacity=300 kW", "cooling.air.reset=3 K"});
    CHECK(r.complete);
    for (const Audit& audit : r.audits) CHECK(audit.passed);
    CHECK(value(r.metrics, "cooling.air_hottest") == Approx(20.0));
}

TEST_CASE("outdoor air makes racks as warm as it is, not cooler by spare flow", "[cooling_run]") {
    const auto hottest_at = [](const std::string& degrees) {
        const Result r = run_with(
            {"site.weather={model: synthetic, mean: " + degrees +
                 ", annual_amplitude: 0 K, daily_amplitude: 0 K}",
             "cooling.air={model: outside_air, supply_air: 22 degC, evaporation: none, recirculation: 0 %, "
             "bypass: 0 %, capacity: 300 kW}"});
        for (const Audit& audit : r.audits) CHECK(audit.passed);
        return value(r.metrics, "cooling.air_hottest");
    };
    CHECK(hottest_at("15 degC") == Approx(22.0));
    CHECK(hottest_at("29 degC") == Approx(29.0));
    CHECK(hottest_at("38 degC") == Approx(38.0));
}

TEST_CASE("a hall that gets too hot switches off, and comes back when it is cool", "[cooling_run]") {
    const Result r =
        run_with({"faults=[{name: ahu, part: air_cooling, component: terminal_units, at: 1 h, "
                  "duration: 30 min}]",
                  "cooling.shutdown={above: 40 degC, below: 25 degC}", "duration=12 h"});
    const double off = *rack_without_cooling().first_at_or_above(40.0) + 10.0;  // and its dwell
    CHECK(value(r.metrics, "cooling.air_hottest") == Approx(rack_without_cooling().air(off)).epsilon(1e-6));
    REQUIRE(r.jobs.size() == 1);
    CHECK(r.jobs[0].state == JobState::completed);
    CHECK(r.jobs[0].end_ns > 12'600'000'000'000);  // it began again
    // Dark racks draw nothing: 120 kW are missing from the shutdown until the hall is cool.
    CHECK(value(r.metrics, "energy.it") < 120e3 * 12 * 3'600 - 120e3 * 20 * 60);
    CHECK(has_finding(r.findings, "F0408"));
}

TEST_CASE("slow devices and shutdown never leave the hall hotter", "[cooling_run]") {
    const std::string fault =
        "faults=[{name: chillers, part: air_cooling, component: chillers, at: 1 h, duration: 1 h}]";
    const double plain = value(run_with({fault}).metrics, "cooling.air_hottest");
    const double off =
        value(run_with({fault, "cooling.shutdown={above: 45 degC}"}).metrics, "cooling.air_hottest");
    CHECK(off < plain);
    CHECK(off >= 45.0);
}

TEST_CASE("fans on the UPS keep air moving when the grid is lost", "[cooling_run]") {
    const auto hottest = [](const std::string& more) {
        const std::string power =
            "power={mechanical_from: board" + more +
            ", chain: [{name: board, type: mv_lv_transformer, per: hall, rating: 500 kW}, {name: ups, type: "
            "ups_double_conversion_2020s, per: hall, rating: 400 kW, battery: long_strings}]}";
        return value(run_with({power, "faults=[{name: grid, element: utility, at: 1 h, duration: 10 min}]",
                               "catalogue.batteries.long_strings={runtime: 2 h, source: made for this test, "
                               "confidence: estimate}"})
                         .metrics,
                     "cooling.air_hottest");
    };
    const double none = hottest("");
    const double fans = hottest(", fans_from: ups");
    const double both = hottest(", fans_from: ups, pumps_from: ups");
    CHECK(fans == Approx(none));  // fans alone blow air through coils whose water stands
    CHECK(both < none - 5.0);     // with pumps the water in the pipes takes it up
}

TEST_CASE("half the band, the same year", "[cooling_run]") {
    // Node fans follow the inlet, the inlet follows the weather: bands matter where it is warm.
    const auto energy = [](const std::string& band) {
        return value(run_with({"cooling.air={model: outside_air, supply_air: 18 degC, evaporation: none}",
                               "site.weather={model: synthetic, mean: 24 degC, annual_amplitude: 8 K}",
                               "cooling.node_fans=[{at: 20 degC, power: 1}, {at: 36 degC, power: 1.1}]",
                               "cooling.band=" + band, "duration=60 d"})
                         .metrics,
                     "energy.utility");
    };
    const double whole = energy("1 K");
    const double half = energy("0.5 K");
    const double quarter = energy("0.25 K");
    CHECK(half == Approx(whole).epsilon(1e-3));
    CHECK(quarter == Approx(half).epsilon(1e-3));
    CHECK(half > 120e3 * 60 * 86'400 * 1.005);  // fans did run faster
}

TEST_CASE("a quiet year is one event an hour", "[cooling_run]") {
    const Result r = run_with({"demand=[]",
                               "clusters[0].workload={model: steady, work_class: plain, jobs: 1, run: 400 d, "
                               "devices: 12}",
                               "duration=365 d", "cooling.zones.per=rack"});
    CHECK(value(r.metrics, "run.events") < 8'760 * 2 + 100);
    CHECK(value(r.metrics, "cooling.air_above_alarm") == 0);
}

TEST_CASE("tiles of a raised floor limit what a rack may breathe", "[cooling_run]") {
    // 10 kW over 12 K take 0.69 m3/s; a tile of half of that makes r = 1/2: 12 K warmer.
    const Result r = run_with({"cooling.air_paths.tile_flow=0.3452 m3/s", "duration=30 min"});
    CHECK(value(r.metrics, "cooling.air_hottest") == Approx(32.0).margin(0.02));
    const Result ends = run_with({"cooling.air_paths.end_of_row=20 %", "duration=30 min"});
    int warm = 0;
    for (const RackInlet& rack : ends.heat.inlets) warm += rack.hottest_c > 20.5 ? 1 : 0;
    CHECK(warm == 4);  // both ends of both rows: 0.2 / 0.8 of 12 K
    CHECK(value(ends.metrics, "cooling.air_hottest") == Approx(23.0).margin(1e-6));
}

TEST_CASE("what cooling cannot be is refused where it is written", "[cooling_run]") {
    for (const char* wrong :
         {"faults=[{name: x, part: air_cooling, component: chillers, units: 4, at: 1 h}]",
          "faults=[{name: x, part: liquid_cooling, at: 1 h}]",
          "faults=[{name: x, part: air_cooling, component: terminal_units, zone: row-09, at: 1 h}]",
          "faults=[{name: x, part: air_cooling, component: chillers, zone: hall, at: 1 h}]",
          "cooling.shutdown={above: 40 degC, below: 41 degC}", "cooling.inlet_class=A9",
          "cooling.node_fans=[{at: 30 degC, power: 1.1}, {at: 35 degC, power: 1.0}]", "cooling.band=0 K"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(run_with({wrong}), ConfigError);
    }
}

TEST_CASE("whatever fails, every book of heat closes at every instant", "[cooling_run]") {
    SplitMix random{5};
    const auto one_of = [&](std::vector<std::string> choices) {
        return choices[random.below(static_cast<std::uint32_t>(choices.size()))];
    };
    const std::vector<std::string> components{"capacity", "terminal_units"};
    const std::vector<std::string> of_water{"capacity", "chillers", "outdoor_units", "pumps",
                                            "terminal_units"};
    for (int run = 0; run < 60; ++run) {
        const std::uint32_t plant = random.below(4);  // two of four: the chilled water of the hall
        std::string faults = "faults=[";
        const std::uint32_t count = 1 + random.below(6);
        for (std::uint32_t f = 0; f < count; ++f) {
            faults +=
                (f > 0 ? ", {name: f" : "{name: f") + std::to_string(f) +
                ", at: " + std::to_string(random.below(300)) +
                " min, duration: " + std::to_string(1 + random.below(90)) + " min, " +
                one_of({"element: utility}",
                        "part: air_cooling, component: " + one_of(plant < 2 ? components : of_water) + "}",
                        "part: air_cooling, lost: 40 %}"});
        }
        const std::vector<std::string> settings{
            faults + "]",
            "cooling.zones.per=" + one_of({"hall", "row", "rack"}),
            "cooling.band=" + one_of({"0.1 K", "0.5 K", "2 K"}),
            "cooling.throttle=" +
                one_of({"[]", "[{above: 24 degC, speed: 0.7}, {above: 28 degC, speed: 0.4}]"}),
            "cooling.shutdown=" +
                one_of({"{above: 30 degC, below: 25 degC}", "{above: 45 degC, dwell: 1 min}"}),
            "cooling.node_fans=" + one_of({"[]", "[{at: 21 degC, power: 1}, {at: 40 degC, power: 1.2}]"}),
            "cooling.air_paths=" + one_of({"{}", "{end_of_row: 10 %}", "{tile_flow: 0.5 m3/s}"}),
            "power=" + one_of({"{}",
                               "{mechanical_from: t, chain: [{name: t, type: mv_lv_transformer, per: hall, "
                               "rating: 500 kW}]}"}),
            "demand[0].workload=" +
                one_of(
                    {"{model: steady, work_class: plain, jobs: 40, run: 40 min, estimate: 5 h, every: 7 min}",
                     "{model: steady, work_class: plain, jobs: 3, devices: 12, run: 2 h, estimate: 9 h}"})};
        std::vector<std::string> overrides = settings;
        if (plant == 0) {
            overrides.push_back("cooling.air={model: outside_air, supply_air: 18 degC, evaporation: " +
                                one_of({"none", "direct", "indirect"}) +
                                ", spares: 0, capacity: " + one_of({"120 kW", "100 kW"}) + "}");
            overrides.push_back("site.weather={model: synthetic, mean: 21 degC, daily_amplitude: 8 K}");
        } else if (plant == 1) {
            overrides.push_back(
                "cooling.air={model: direct_expansion, capacity: " + one_of({"120 kW", "90 kW"}) + "}");
        } else {
            overrides.push_back("cooling.air.tank=" + one_of({"0 s", "2 min"}));
            overrides.push_back("cooling.air.reset=" + one_of({"0 K", "4 K"}));
        }
        std::string all;
        for (const std::string& s : overrides) all += "\n  " + s;
        INFO("run " << run << all);
        // Nodes that draw by what they do: heat comes and goes with jobs.
        overrides.push_back(
            "catalogue.nodes.heater.curve=[2 kW, 3 kW, 4 kW, 5 kW, 6 kW, 7 kW, 8 kW, 8.5 kW, 9 kW, 9.5 kW, "
            "10 kW]");
        const Result r = run_with(overrides);
        for (const Audit& a : r.audits) CHECK(a.passed);
        CHECK(value(r.metrics, "run.events") < 50'000);
    }
}
