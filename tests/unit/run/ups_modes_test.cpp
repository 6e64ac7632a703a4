// UPS that pass the grid on as it is, UPS that give up, and generator sets that take one bus after another.
#include <cmath>

#include "tests/unit/run/steady_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

using Times = std::vector<double>;
constexpr double load_w = 24'000;

// With a battery, from the meter.
std::string ups_of(const std::string& type, const std::string& rating) {
    return "power:\n  elements: [{name: ups, type: " + type + ", rating: " + rating +
           ", battery: strings, from: [utility]}]\n  rack_feeds: [{from: [ups]}]\n";
}

const std::string eco_type =
    "catalogue.power.eco_ups={curve: {a: 0.01, b: 0, c: 0.03}, eco: {curve: {a: 0.002, b: 0, c: 0.002}, "
    "least_load: "
    "10 %, gap: 3 ms, return_after: 60 s}, source: made for this test, confidence: estimate}";
const std::string plain_type =
    "catalogue.power.eco_ups={curve: {a: 0.01, b: 0, c: 0.03}, source: made for this test, confidence: "
    "estimate}";
const std::string weak_type =
    "catalogue.power.weak_ups={curve: {a: 0.01, b: 0, c: 0.03}, bypass: {}, source: made for this test, "
    "confidence: "
    "estimate}";

std::vector<std::string> with(std::vector<std::string> all, std::vector<std::string> more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace

TEST_CASE("a UPS in eco mode loses less, and leaves a gap when its feed does", "[ups]") {
    const std::string outage = "faults=[{name: grid, element: utility, at: 1 h, duration: 100 s}]";
    const Result eco = run_hall(ups_of("eco_ups", "30 kW"), {eco_type, outage});
    const Result plain = run_hall(ups_of("eco_ups", "30 kW"), {plain_type, outage});
    CHECK(times(eco, "ups", "on battery").front() == Approx(3'600.003).epsilon(1e-12));
    CHECK(times(plain, "ups", "on battery") == Times{3'600});
    CHECK(value(eco.metrics, "racks.lost") == 0);
    // The racks draw from their capacitors in the gap.
    CHECK(value(eco.metrics, "energy.hold_up") - value(plain.metrics, "energy.hold_up") ==
          Approx(load_w * 0.003).epsilon(1e-9));
    // It goes back a minute after its battery is full.
    const double full = times(eco, "ups", "battery full").front();
    const double eco_s = 3'600.003 + 36'000 - full - 60;
    CHECK(value(eco.metrics, "ups.eco_share") == Approx(eco_s / 36'000).epsilon(1e-9));
    // Both lose at 0.8 of the rating, but for the time that they charge.
    const double saved_w = 30'000 * (0.01 + 0.03 * 0.64 - 0.002 - 0.002 * 0.64);
    CHECK(value(plain.metrics, "energy.loss.outdoors") - value(eco.metrics, "energy.loss.outdoors") ==
          Approx(saved_w * eco_s).epsilon(1e-5));
}

TEST_CASE("a UPS with little load converts", "[ups]") {
    // 2.4 kW idle are 0.08 of the rating; the job makes it 0.8 from 100 s to 1100 s.
    const Result r = run_hall(ups_of("eco_ups", "30 kW"), with(working, {eco_type}), "1,100,1000,1000,48\n");
    CHECK(value(r.metrics, "ups.eco_share") == Approx((1'100 - 160) / 36'000.0).epsilon(1e-9));
}

TEST_CASE("a UPS gives up under an overload that lasts, and recovers", "[ups]") {
    const std::string jobs = "1,100,1000,1000,48\n";
    const auto bypassed = [&](const std::string& rating) {
        return run_hall(ups_of("weak_ups", rating), with(working, {weak_type}), jobs);
    };
    // 24 kW are 1.41, 1.6 and 1.2 times the rating.
    const Result slow = bypassed("17 kW");
    CHECK(times(slow, "ups", "bypassed") == Times{160});
    CHECK(times(slow, "ups", "converts again") == Times{1'400});
    CHECK(value(slow.metrics, "ups.bypassed") == Approx(1'240).epsilon(1e-12));
    CHECK(has_finding(slow.findings, "F0221"));
    CHECK(times(bypassed("15 kW"), "ups", "bypassed").front() == Approx(100.1).epsilon(1e-12));
    CHECK(times(bypassed("20 kW"), "ups", "bypassed").empty());
}

TEST_CASE("a UPS in bypass has no battery behind it", "[ups]") {
    const std::string jobs = "1,100,1000,1000,48\n";
    const std::string dip = "faults=[{name: grid, element: utility, at: 500 s, duration: 10 s}]";
    const Result r = run_hall(ups_of("weak_ups", "17 kW"), with(working, {weak_type, dip}), jobs);
    CHECK(times(r, "ups", "on battery").empty());
    CHECK(times(r, "hall", "racks lost").front() == Approx(500.015).epsilon(1e-12));
    CHECK(value(r.metrics, "energy.from_batteries") == 0);
    const Result sound = run_hall(ups_of("weak_ups", "25 kW"), with(working, {weak_type, dip}), jobs);
    CHECK(value(sound.metrics, "racks.lost") == 0);
}

TEST_CASE("generator sets take one bus after another", "[ups]") {
    const std::string boards = R"(power:
  elements:
    - {name: sets, type: slow_sets, rating: 60 kW}
    - {name: board-1, type: ats, rating: 30 kW, from: [utility, sets], in_turn: true}
    - {name: board-2, type: ats, rating: 30 kW, from: [utility, sets], in_turn: true}
    - {name: board-3, type: ats, rating: 30 kW, from: [utility, sets], in_turn: true}
  rack_feeds: [{row: 1, from: [board-1, board-3]}, {row: 2, from: [board-2]}]
)";
    const std::string slow =
        "catalogue.power.slow_sets={curve: {a: 0, b: 0, c: 0}, generator: {start_after: 2 s, ready_after: 8 "
        "s, "
        "step_every: 5 s}, source: made for this test, confidence: estimate}";
    const Result r =
        run_hall(boards, {slow, "faults=[{name: grid, element: utility, at: 1 h, duration: 30 min}]"});
    for (const auto& [board, at] :
         {std::pair{"board-1", 3'610.1}, std::pair{"board-2", 3'615.1}, std::pair{"board-3", 3'620.1}}) {
        CHECK(times(r, board, "transfer done").front() == Approx(at).epsilon(1e-12));
        // Back to the grid they need no turn: 10 min after 5400 s.
        CHECK(times(r, board, "transfer done").back() == Approx(6'000.1).epsilon(1e-12));
    }
}

TEST_CASE("generator sets that are repaired within an outage are tried again", "[ups]") {
    const std::string board =
        "power:\n  chain: [{name: board, type: ats, rating: 60 kW, generator: {type: sure_sets, units: 1, "
        "rating: 60 "
        "kW}}]\n";
    const Result r = run_hall(
        board, {"faults=[{name: grid, element: utility, at: 1 h, duration: 1 h}, {name: sets, element: "
                "board-generator, at: 30 min, duration: 42 min}]"});
    // Called at 3600 s and 3602 s later found to be out; repaired at 4320 s.
    CHECK(times(r, "board-generator", "generator called") == Times{3'600, 4'320});
    CHECK(times(r, "board-generator", "generator ready") == Times{4'330});
    CHECK(times(r, "hall", "racks have power").front() == Approx(4'330.1).epsilon(1e-12));
}
