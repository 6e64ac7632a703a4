// Power that is lost and comes back in a running hall: when, who bridges it, what is lost.
#include "sim/run/power/supply.hpp"

#include <cmath>

#include "tests/support/splitmix.hpp"
#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// A switchboard with sets behind it, and a UPS of 30 kW: at 0.8 of its rating.
std::string backed(const std::string& sets) {
    return "power:\n  chain:\n"
           "    - {name: board, type: ats, rating: 60 kW, generator: {type: " +
           sets +
           ", units: 2, rating: 30 kW}}\n"
           "    - {name: ups, type: ups, rating: 30 kW, battery: strings}\n";
}

const std::string outage = "faults=[{name: grid, element: utility, at: 1 h, duration: 30 min}]";

double runtime_s(double load) {
    return 300.0 * std::pow((load + 0.1) / 1.1, -1.4);
}

using Times = std::vector<double>;
constexpr double load_w = 24'000;

}  // namespace

TEST_CASE("a battery bridges the loss of the grid until generators carry it", "[supply]") {
    const Result r = run_hall(backed("sure_sets"), {outage});
    // 2 s until the start, 8 s until they run, 0.1 s of the switch; then ten steps of 1.5 s.
    CHECK(times(r, "board-generator", "generator called") == Times{3'600});
    CHECK(times(r, "board-generator", "generator ready") == Times{3'610});
    CHECK(times(r, "board", "transfer done").front() == Approx(3'610.1).epsilon(1e-12));
    CHECK(times(r, "ups", "on battery").front() == 3'600);
    CHECK(times(r, "ups", "walk-in").front() == Approx(3'610.1).epsilon(1e-12));
    CHECK(times(r, "ups", "recharging").front() == Approx(3'625.1).epsilon(1e-12));
    CHECK(value(r.metrics, "racks.lost") == 0);
    CHECK(value(r.metrics, "energy.not_served") == 0);

    // Back: the grid is trusted after 10 min; the switch is open for 0.1 s, which the battery carries.
    CHECK(times(r, "board", "transfer begins") == Times{3'600, 6'000});
    CHECK(times(r, "ups", "on battery") == Times{3'600, 6'000});
    CHECK(times(r, "board-generator", "generator stops").front() == Approx(6'300).epsilon(1e-12));

    // The battery gave all for 10.1 s, then 10, 9 ... 1 tenths for 1.5 s each; and the same on the way back.
    const double steps = 1.5 * 5.5;
    CHECK(value(r.metrics, "energy.from_batteries") ==
          Approx(load_w * (10.1 + steps + 0.1 + steps)).epsilon(1e-12));
    double charge = 1.0 - 10.1 / runtime_s(0.8);
    for (int tenth = 10; tenth > 0; --tenth) charge -= 1.5 / runtime_s(0.8 * tenth / 10);
    CHECK(value(r.metrics, "batteries.lowest_charge") == Approx(charge).epsilon(1e-9));
    CHECK(times(r, "ups", "battery full").size() == 2);
}

TEST_CASE("generators supply what the racks draw, from the transfer to the return", "[supply]") {
    const Result r = run_hall(backed("sure_sets"), {outage, "clusters[0].node_loss={boot: 0 s}"});
    const double from_batteries = value(r.metrics, "energy.from_batteries");
    const double to_batteries = value(r.metrics, "energy.to_batteries");
    const double utility = value(r.metrics, "energy.utility");
    const double sets = value(r.metrics, "energy.generators");
    const double rest = value(r.metrics, "energy.cooling");
    const double plants = value(r.metrics, "energy.hold_up");  // 15 ms of the cooling, which stops then
    CHECK(utility + sets + from_batteries - to_batteries + plants - rest ==
          Approx(load_w * 36'000).epsilon(1e-12));
    // From 3610.1 s to 6000 s, but for the walk-in; 3 kW go into the battery until it is full.
    const double charging = times(r, "ups", "battery full").front() - 3'625.1;
    REQUIRE(charging < 2'300);
    CHECK(sets == Approx(load_w * (6'000 - 3'610.1 - 8.25) + 3'000 * charging).epsilon(1e-9));
}

TEST_CASE("without a generator the racks stop when the battery is empty", "[supply]") {
    const Result r = run_hall(backed("dead_sets"), {outage}, "1,0,7200,7200,2\n");
    // Three attempts 15 s apart, for both sets.
    CHECK(times(r, "board-generator", "generator failed to start") == Times{3'647, 3'647});
    const double empty = 3'600 + runtime_s(0.8);
    REQUIRE(empty < 5'400);
    REQUIRE(times(r, "ups", "battery empty").size() == 1);
    CHECK(std::abs(times(r, "ups", "battery empty").front() - empty) < 2e-9);  // rounded up to 1 ns
    REQUIRE(times(r, "hall", "racks lost").size() == 1);
    CHECK(times(r, "hall", "racks lost").front() == Approx(empty + 0.015).epsilon(1e-12));
    CHECK(value(r.metrics, "racks.lost") == 12);
    const Result bridged = run_hall(backed("sure_sets"), {outage});  // its plants alone stop
    CHECK(value(r.metrics, "energy.hold_up") - value(bridged.metrics, "energy.hold_up") ==
          Approx(load_w * 0.015).epsilon(1e-9));

    // The grid is back at 5400 s; the switch closes at once, for nothing else is live.
    const double back = 5'400.1;
    CHECK(times(r, "hall", "racks have power").front() == Approx(back).epsilon(1e-12));
    CHECK(value(r.metrics, "energy.not_served") == Approx(load_w * (back - empty - 0.015)).epsilon(1e-9));
    // The job lost all that it had done, and starts again once its node has booted.
    REQUIRE(r.jobs.size() == 1);
    CHECK(r.jobs[0].stops == 1);
    CHECK(static_cast<double>(r.jobs[0].redone_ns) * 1e-9 == Approx(empty + 0.015).epsilon(1e-9));
    CHECK(static_cast<double>(r.jobs[0].end_ns) * 1e-9 == Approx(back + 300 + 7'200).epsilon(1e-9));
    CHECK(has_finding(r.findings, "F0210"));
    CHECK(has_finding(r.findings, "F0213"));
    CHECK(has_finding(r.findings, "F0507"));
}

TEST_CASE("a job that loses its node goes on from its checkpoint, or ends", "[supply]") {
    const std::string job = "1,0,7200,7200,2\n";
    const std::string sudden = "power:\n  chain: [{name: board, type: lossless, rating: 60 kW}]\n";
    const std::string fault = "faults=[{name: board, element: board, at: 2500 s, duration: 1000 s}]";
    const Result saved =
        run_hall(sudden, {fault, "clusters[0].node_loss={checkpoint: 10 min, boot: 60 s}"}, job);
    REQUIRE(saved.jobs.size() == 1);
    CHECK(saved.jobs[0].state == JobState::completed);
    // Lost at 2500.015 s, four checkpoints are 2400 s; back at 3500 s, booted at 3560 s.
    CHECK(static_cast<double>(saved.jobs[0].redone_ns) * 1e-9 == Approx(100.015).epsilon(1e-12));
    CHECK(static_cast<double>(saved.jobs[0].end_ns) * 1e-9 == Approx(3'560 + 4'800).epsilon(1e-12));
    const Result ended = run_hall(sudden, {fault, "clusters[0].node_loss={jobs: cancel}"}, job);
    CHECK(ended.jobs[0].state == JobState::node_fail);
    CHECK(static_cast<double>(ended.jobs[0].end_ns) * 1e-9 == Approx(2'500.015).epsilon(1e-12));
}

TEST_CASE("a static switch is faster than the hold-up of supplies", "[supply]") {
    const std::string rooms = R"(power:
  elements:
    - {name: ups-a, type: ups, rating: 30 kW, from: [utility]}
    - {name: ups-b, type: ups, rating: 30 kW, from: [utility]}
    - {name: sts, type: sts, rating: 30 kW, from: [ups-a, ups-b], in_turn: true}
  rack_feeds: [{from: [sts]}]
)";
    const std::string fault = "faults=[{name: a, element: ups-a, at: 1 h, duration: 1 h}]";
    const Result r = run_hall(rooms, {fault});
    CHECK(value(r.metrics, "racks.lost") == 0);
    // 5 ms on the way there; the way back begins after 5 s and takes as long.
    CHECK(value(r.metrics, "energy.hold_up") == Approx(load_w * 0.010).epsilon(1e-12));
    CHECK(times(r, "sts", "transfer done") == Times{3'600.005, 7'205.005});
    const Result slow = run_hall(rooms, {fault, "power.hold_up=4 ms"});
    CHECK(value(slow.metrics, "racks.lost") == 24);
}

TEST_CASE("the other side of two carries all when one is lost", "[supply]") {
    const std::string sides =
        "power:\n  chain: [{name: ups, type: ups, rating: 30 kW, redundancy: 2n, battery: strings}]\n";
    const Result r = run_hall(sides, {"faults=[{name: a, element: ups-a, at: 1 h, duration: 1 h}]"});
    CHECK(value(r.metrics, "racks.lost") == 0);
    CHECK(value(r.metrics, "energy.hold_up") == 0);
    CHECK(value(r.metrics, "energy.from_batteries") == 0);
    CHECK_FALSE(has_finding(r.findings, "F0203"));
    const Result both = run_hall(sides, {"faults=[{name: a, element: ups-a, at: 1 h}, "
                                         "{name: b, element: ups-b, at: 2 h, duration: 1 h}]"});
    CHECK(times(both, "hall", "racks lost").front() == Approx(7'200.015).epsilon(1e-12));
}

TEST_CASE("a breaker opens when its curve says so, and closes by hand", "[supply]") {
    // Two rows of a pair, 17 kW each: one carries half, 0.706, and after the loss of the other 24 kW, 1.412.
    const std::string rows = R"(power:
  elements:
    - {name: row-a, type: lossless, rating: 17 kW, breaker: row, from: [utility]}
    - {name: row-b, type: lossless, rating: 17 kW, breaker: row, from: [utility]}
  rack_feeds: [{from: [row-a, row-b]}]
)";
    const Result r = run_hall(rows, {"faults=[{name: b, element: row-b, at: 1 h}]"});
    const double half = 12.0 / 17;
    const double all = 24.0 / 17;
    const double opens = 257 * std::log((all * all - half * half) / (all * all - 1.21));
    REQUIRE(times(r, "row-a", "breaker opened").size() >= 2);
    CHECK(std::abs(times(r, "row-a", "breaker opened")[0] - 3'600 - opens) < 1e-6);
    CHECK(times(r, "row-a", "breaker closed")[0] == Approx(3'600 + opens + 1'800).epsilon(1e-9));
    // Its element has cooled for half an hour from where it opened; then it carries all again.
    const double rest = 1.21 * std::exp(-1'800.0 / 257);
    const double again = 257 * std::log((all * all - rest) / (all * all - 1.21));
    CHECK(times(r, "row-a", "breaker opened")[1] == Approx(3'600 + opens + 1'800 + again).epsilon(1e-9));
    CHECK(has_finding(r.findings, "F0209"));
}

TEST_CASE("supplies on one feed slow a node down to what they can give", "[supply]") {
    // One node of the shape of a DGX H100: 10.2 kW at full work, 0.8 kW idle, six supplies of 3.3 kW on two
    // feeds.  Three of them give 9.9 kW: the highest clock in hundredths within it is 0.97, for
    // P(c) = 800 + 9400 ((0.5 + 0.5 c^2.2) - 75/700) / (1 - 75/700): 9859 W there, 9971 W at 0.98.
    const std::string node =
        "catalogue.nodes.steady={device: accelerator, devices: 8, nameplate: 10.2 kW, rack_units: 8, mass: "
        "130 kg, "
        "components: [{name: gpu, count: 8, idle: 100 W, busy: 1275 W, follows: device}], "
        "supply: {type: lossless, units: 6, rating: 3.3 kW}, source: made for this test, confidence: "
        "estimate}";
    const std::string feeds =
        "power:\n  chain: [{name: busway, type: lossless, rating: 20 kW, redundancy: 2n}]\n";
    const Result r = run_hall(feeds,
                              {node, "catalogue.work.plain.device_activity=1",
                               "catalogue.racks.two_nodes.nodes=1", "hall.blocks[0].racks[0].count=1",
                               "faults=[{name: a, element: busway-a, at: 1 h, duration: 30 min}]"},
                              "1,0,7200,7200,8\n");
    const auto power_w = [](double clock) {
        return 800 + 9'400 * ((0.5 + 0.5 * std::pow(clock, 2.2)) - 75.0 / 700) / (1 - 75.0 / 700);
    };
    CHECK(power_w(0.97) < 9'900);
    CHECK(power_w(0.98) > 9'900);
    REQUIRE(r.jobs.size() == 1);
    const double end_s = 7'200 + 1'800 * 0.03;
    CHECK(static_cast<double>(r.jobs[0].end_ns) * 1e-9 == Approx(end_s).epsilon(1e-9));
    CHECK(static_cast<double>(r.jobs[0].throttled_ns) * 1e-9 == Approx(54).epsilon(1e-6));
    CHECK(value(r.metrics, "energy.it") ==
          Approx(10'200 * (end_s - 1'800) + power_w(0.97) * 1'800 + 800 * (36'000 - end_s)).epsilon(1e-9));
    CHECK(value(r.metrics, "racks.lost") == 0);
}

TEST_CASE("supplies on one feed carry twice as much each, at their own loss", "[supply]") {
    // 1 kW of parts, and supplies of 1 kW that lose r (0.02 + 0.08 x^2) at x of their rating r.
    const std::string node =
        "catalogue.nodes.steady={device: accelerator, devices: 2, nameplate: 2 kW, rack_units: 1, mass: 10 "
        "kg, "
        "components: [{name: all, count: 1, idle: 1 kW}], supply: {type: lossy, units: 4, rating: 1 kW}, "
        "source: made "
        "for this test, confidence: estimate}";
    const std::string lossy =
        "catalogue.power.lossy={curve: {a: 0.02, b: 0, c: 0.08}, source: made for this test, confidence: "
        "estimate}";
    const Result r =
        run_hall("power:\n  chain: [{name: busway, type: lossless, rating: 50 kW, redundancy: 2n}]\n",
                 {node, lossy, "faults=[{name: a, element: busway-a, at: 1 h, duration: 30 min}]"});
    const auto node_w = [](double supplies) {
        const double x = 1 / supplies;
        return 1'000 * (1 + supplies * (0.02 + 0.08 * x * x));
    };
    CHECK(value(r.metrics, "energy.it") ==
          Approx(24 * (node_w(4) * (36'000 - 1'800) + node_w(2) * 1'800)).epsilon(1e-9));
}

TEST_CASE("a catcher takes one bus, after the time of a static switch, and no second one", "[supply]") {
    const std::string chain =
        "power:\n  chain: [{name: ups, type: lossless, per: group, rating: 6 kW, redundancy: catcher, "
        "design_load: 100 "
        "%}]\n";
    const std::vector<std::string> one{"faults=[{name: a, element: ups-001, at: 1 h, duration: 1 h}]"};
    const Result single = run_hall(chain, one);
    CHECK(value(single.metrics, "racks.lost") == 0);
    // Three racks of 2 kW: 5 ms on the way there, and 5 s after the return as long on the way back.
    CHECK(value(single.metrics, "energy.hold_up") == Approx(6'000 * 0.010).epsilon(1e-9));
    const Result both =
        run_hall(chain, {"faults=[{name: a, element: ups-001, at: 1 h, duration: 1 h}, {name: b, "
                         "element: ups-003, at: 1.5 h, duration: 1 h}]"});
    CHECK(value(both.metrics, "racks.lost") == 3);
    CHECK(times(both, "hall", "racks lost").front() == Approx(5'400.015).epsilon(1e-12));
    // The catcher is free when the first block leaves it, and takes the second.
    CHECK(times(both, "hall", "racks have power").front() == Approx(7'205.005).epsilon(1e-12));
    for (const PowerBusReport& bus : both.power.buses) CHECK(bus.highest_loading <= 1 + 1e-9);
    const Result alone =
        run_hall(chain, {"faults=[{name: c, element: ups-catcher, at: 1 h, duration: 1 h}]"});
    CHECK(value(alone.metrics, "racks.lost") == 0);
}

TEST_CASE("sets stop again, however late the last of them answers", "[supply]") {
    // The grid is trusted after 5 s, while sets that have failed once still try.
    const std::string board =
        "power:\n  chain: [{name: board, type: sts, rating: 60 kW, "
        "generator: {type: flaky_sets, units: 1, spare: 3, rating: 60 kW}}]\n";
    const std::string flaky =
        "catalogue.power.flaky_sets={curve: {a: 0, b: 0, c: 0}, generator: {start_failure: 50 %, attempts: "
        "3, "
        "retry_after: 15 s}, source: made for this test, confidence: estimate}";
    for (int seed = 1; seed <= 20; ++seed) {
        const Result r =
            run_hall(board, {flaky, "seed=" + std::to_string(seed),
                             "faults=[{name: grid, element: utility, at: 1 h, duration: 12 s}]"});
        const bool ran = !times(r, "board-generator", "generator ready").empty();
        CHECK(times(r, "board-generator", "generator stops").size() == (ran ? 1u : 0u));
    }
}

TEST_CASE("fuel is burnt by the hour and the load, and runs out when it must", "[supply]") {
    const Result r = run_hall(backed("sure_sets"), {"faults=[{name: grid, element: utility, at: 1 h}]"});
    // 60 kW of sets, a tank for an hour at that: 60 x 0.26 L.  From 3610 s on at idle, 60 x 0.025 L/h, then
    // at x = 0.4, in steps while the UPS walks in, and a little more while it charges.
    REQUIRE(times(r, "board-generator", "fuel empty").size() == 1);
    CHECK(value(r.metrics, "generators.fuel") == Approx(60 * 0.26).epsilon(1e-9));
    const double ran = times(r, "board-generator", "fuel empty").front() - 3'610;
    const double made = value(r.metrics, "energy.generators") / 3.6e6;  // kWh
    CHECK(60 * 0.025 * ran / 3'600 + 0.235 * made == Approx(60 * 0.26).epsilon(1e-9));
    CHECK(value(r.metrics, "racks.lost") == 12);
}

TEST_CASE("cooling plants without power stop, and start again after their time", "[supply]") {
    const std::string board =
        "power:\n  chain: [{name: board, type: lossless, rating: 60 kW}]\n  "
        "mechanical_from: board\n";
    const Result r = run_hall(board, {"power.chain[0].rating=1 MW", "cooling.restart=5 min",
                                      "faults=[{name: board, element: board, at: 1 h, duration: 10 min}]"});
    CHECK(times(r, "hall", "cooling lost").front() == Approx(3'600.015).epsilon(1e-12));
    CHECK(value(r.metrics, "racks.lost") == 12);
    // Nothing is cooled until 300 s after the return: 24 kW for 300 s into the store, 12 racks of 245 kJ/K.
    const double rise = value(r.metrics, "cooling.air_hottest");
    const Result calm = run_hall(board, {"power.chain[0].rating=1 MW"});
    CHECK(rise > value(calm.metrics, "cooling.air_hottest") + 0.9 * 24'000 * 300 / (12 * 245e3));
}

TEST_CASE("power that is lost again and again leaves no book open", "[supply]") {
    const std::string sides = R"(power:
  elements:
    - {name: sets, type: sure_sets, rating: 15 kW, units: 3, needed: 2}
    - {name: tx-a, type: lossless, rating: 60 kW, from: [utility]}
    - {name: tx-b, type: lossless, rating: 60 kW, from: [utility]}
    - {name: board-a, type: ats, rating: 60 kW, from: [tx-a, sets], in_turn: true}
    - {name: board-b, type: ats, rating: 60 kW, from: [tx-b, sets], in_turn: true}
    - {name: ups-a, type: ups_double_conversion_legacy, rating: 15 kW, units: 2, battery: strings, from: [board-a]}
    - {name: ups-b, type: ups_double_conversion_legacy, rating: 15 kW, units: 2, battery: strings, from: [board-b]}
    - {name: sts, type: sts, rating: 20 kW, breaker: row, from: [ups-a, ups-b], in_turn: true}
    - {name: row-1, type: lossless, rating: 10 kW, breaker: row, from: [ups-b]}
  rack_feeds:
    - {row: 1, from: [sts, row-1]}
    - {row: 2, from: [sts]}
)";
    const char* const elements[] = {"utility", "tx-a", "tx-b",  "board-a", "ups-a",
                                    "ups-b",   "sts",  "row-1", "sets"};
    // A cluster as it is, and with all that has a hand in which of its nodes are free.
    const std::vector<std::vector<std::string>> kinds{
        {},
        {"clusters[0].tenancy=exclusive", "clusters[0].scheduler={model: easy}"},
        {"clusters[0].power_saving={idle_after: 5 min, shut_down: 1 min, boot: 4 min}",
         "clusters[0].scheduler={model: conservative}"},
        {"clusters[0].maintenance=[{name: weekly, at: 2 h, duration: 1 h, every: 3 h, nodes: 9}]",
         "clusters[0].preemption={mode: suspend}"},
        {"clusters[0].partitions=[{name: low, default: true}, {name: few, first_node: 3, nodes: 8, tier: "
         "2}]"},
        {"clusters[0].placement=~", "clusters[0].sharing={model: best_fit}", "catalogue.nodes.steady.cpus=16",
         "catalogue.nodes.steady.memory=64 GiB"}};
    SplitMix draw{17};
    for (int run = 0; run < 60; ++run) {
        const auto& kind = kinds[static_cast<std::size_t>(run) % kinds.size()];
        const std::uint32_t widest = kind.size() == 4 ? 2 : 20;  // shared: within a node
        std::string faults = "faults=[";
        for (int f = 0; f < 12; ++f) {
            faults += (f > 0 ? ", {name: f" : "{name: f") + std::to_string(f) +
                      ", element: " + elements[draw.below(9)] +
                      ", at: " + std::to_string(draw.below(30'000)) +
                      " s, duration: " + std::to_string(1 + draw.below(3'000)) + " s}";
        }
        std::string jobs;
        for (int j = 0; j < 60; ++j) {
            jobs += std::to_string(j) + "," + std::to_string(j * 400) + "," +
                    std::to_string(100 + draw.below(8'000)) + ",12000," +
                    std::to_string(1 + draw.below(widest)) + "\n";
        }
        std::vector<std::string> overrides{faults + "]",
                                           "clusters[0].node_loss={checkpoint: 5 min, boot: 2 min}"};
        overrides.insert(overrides.end(), kind.begin(), kind.end());
        INFO("run " << run);
        // Every instant is audited: supply against loads, jobs, device-time, work.
        const Result r = run_hall(sides, overrides, jobs);
        CHECK(r.complete);
        for (const Audit& a : r.audits) CHECK(a.passed);
    }
}

TEST_CASE("what cannot fail is named", "[supply]") {
    CHECK_THAT(refusal(backed("sure_sets"), {"faults=[{name: x, element: upss, at: 1 h}]"}),
               Catch::Matchers::Contains("faults[0].element: no bus of the power chain is named 'upss'"));
    CHECK_THAT(refusal(backed("sure_sets"), {"faults=[{name: x, element: everything, at: 1 h}]"}),
               Catch::Matchers::Contains("there are 'utility', "));
    CHECK_THAT(refusal(backed("sure_sets"), {"faults=[{name: x, element: ups, units: 3, at: 1 h}]"}),
               Catch::Matchers::Contains("faults[0].units: 'ups' has 1 units"));
    CHECK_THAT(refusal(backed("lossless"), {}),
               Catch::Matchers::Contains("expected generator sets, which 'lossless' are not"));
    CHECK_THAT(refusal(backed("sure_sets"), {"faults[+]={name: x, at: 1 h}"}),
               Catch::Matchers::Contains("expected an element of the power chain"));
}
