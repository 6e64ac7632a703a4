// What a run says of its power chain: buses, located losses, energy flows and the load at the meter.
#include <algorithm>
#include <numeric>

#include "sim/build/power/loss.hpp"
#include "tests/unit/run/paths_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

// Losses that go to three places, constant loads, and cooling from the middle of the chain.
const std::string leaky_chain = R"(
    leaky_ups: {curve: {a: 0.01, b: 0.02, c: 0.03}, heat_to_hall: 0.3, other_heat: ups_room,
                source: made for this test, confidence: estimate}
    leaky_tx: {curve: {a: 0.001, c: 0.009}, source: made for this test, confidence: estimate}
    leaky_pdu: {curve: {a: 0.003, c: 0.012}, heat_to_hall: 1, source: made for this test, confidence: estimate}
power:
  mechanical_from: transformer
  other_load: 500 W
  chain:
    - {name: transformer, type: leaky_tx, per: hall, rating: 60 kW}
    - {name: ups, type: leaky_ups, per: hall, rating: 40 kW, redundancy: 2n, fixed_load: 700 W}
    - {name: pdu, type: leaky_pdu, per: group, rating: 10 kW}
)";
// The same types drawn bus by bus: one of them before and behind another, and one bus fed from two depths.
const std::string drawn_chain = R"(
    leaky_ups: {curve: {a: 0.01, b: 0.02, c: 0.03}, heat_to_hall: 0.3, other_heat: ups_room,
                source: made for this test, confidence: estimate}
    leaky_tx: {curve: {a: 0.001, c: 0.009}, other_heat: plant_room, source: made for this test, confidence: estimate}
power:
  elements:
    - {name: tx-in, type: leaky_tx, rating: 60 kW, from: [utility]}
    - {name: ups, type: leaky_ups, rating: 40 kW, from: [tx-in], fixed_load: 300 W}
    - {name: tx-out, type: leaky_tx, rating: 40 kW, from: [ups, tx-in]}
  rack_feeds:
    - {block: all, from: [tx-out, ups]}
)";
const std::string work = R"(
demand:
  - {name: day, cluster: gpu, workload: {model: jobs_csv, file: jobs.csv, work_class: plain}}
)";

// Jobs of two devices each that begin and end within an hour.
std::string made_jobs() {
    std::string rows = "id,submit_s,reference_s,requested_devices\n";
    for (int i = 0; i < 40; ++i) {
        rows += std::to_string(i + 1) + "," + std::to_string(37 * i) + "," + std::to_string(300 + 71 * i) +
                ",2\n";
    }
    return rows;
}

Result run_chain(const std::string& chain, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{paths_hall + chain + work};
    std::ofstream{file.folder() / "jobs.csv"} << made_jobs();
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

struct Balance {
    Int128 in = 0, out = 0;
};
std::vector<Balance> balances(const EnergyFlow& flow) {
    std::vector<Balance> nodes(flow.nodes.size());
    for (const EnergyLink& link : flow.links) {
        nodes[link.from].out += link.energy;
        nodes[link.to].in += link.energy;
    }
    return nodes;
}

Int128 into(const Result& r, const std::string& node) {
    const auto at = std::ranges::find(r.power.flow.nodes, node, &EnergyNode::name);
    REQUIRE(at != r.power.flow.nodes.end());
    return balances(r.power.flow)[static_cast<std::size_t>(at - r.power.flow.nodes.begin())].in;
}

const LocatedLosses& at_place(const Result& r, const std::string& place) {
    return *std::ranges::find(r.power.losses, place, &LocatedLosses::place);
}

Int128 sum(const std::vector<Int128>& values) {
    return std::accumulate(values.begin(), values.end(), Int128{0});
}

const PowerBusReport& bus(const Result& r, const std::string& name) {
    const auto at = std::ranges::find(r.power.buses, name, &PowerBusReport::bus);
    REQUIRE(at != r.power.buses.end());
    return *at;
}

}  // namespace

TEST_CASE("energy flows balance at each level to the last unit, with and without a warm-up",
          "[energy flow]") {
    const bool is_drawn = GENERATE(false, true);
    const bool warms_up = GENERATE(false, true);
    const Result r =
        run_chain(is_drawn ? drawn_chain : leaky_chain, {warms_up ? "warm_up=20 min" : "warm_up=0 s"});
    const EnergyFlow& flow = r.power.flow;
    const std::vector<Balance> nodes = balances(flow);
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        INFO(flow.nodes[n].name);
        if (flow.nodes[n].kind == "level") CHECK(nodes[n].in == nodes[n].out);
    }
    CHECK(joules_of(nodes[0].out) == value(r.metrics, "energy.utility"));
    CHECK(joules_of(into(r, "it")) == value(r.metrics, "energy.it"));
    CHECK(joules_of(into(r, "cooling")) == value(r.metrics, "energy.cooling"));
    const double counted_s = value(r.metrics, "run.counted");
    const double constant_w = is_drawn ? 300.0 : 500.0 + 700.0;
    CHECK(joules_of(into(r, "other")) == constant_w * counted_s);
}

TEST_CASE("located losses sum to the losses of each level, and of the chain", "[energy flow]") {
    const Result r = run_chain(leaky_chain, {"warm_up=10 min"});
    Int128 all = 0;
    for (const LocatedLosses& row : r.power.losses) {
        all += sum(row.by_level);
        CHECK(joules_of(sum(row.by_level)) == value(r.metrics, "energy.loss." + row.place));
        CHECK(sum(row.by_level) == into(r, "losses_" + row.place));
    }
    CHECK(joules_of(all) == value(r.metrics, "energy.losses"));
    for (std::size_t level = 0; level < r.power.levels.size(); ++level) {
        Int128 of_level = 0;
        for (const LocatedLosses& row : r.power.losses) of_level += row.by_level[level];
        Int128 of_buses = 0;
        for (const PowerBusReport& b : r.power.buses)
            of_buses += b.level == r.power.levels[level] ? b.loss : 0;
        CHECK(of_level == of_buses);
    }
    // Transformer outdoors, PDUs in the hall, three tenths of the UPS there: a microwatt at most is rounded.
    const auto& hall = at_place(r, "hall").by_level;
    const auto& room = at_place(r, "ups_room").by_level;
    CHECK(hall[0] == 0);
    CHECK(room[0] == 0);
    CHECK(joules_of(hall[1]) == Approx(0.3 / 0.7 * joules_of(room[1])).epsilon(1e-6));
    CHECK(hall[2] > 0);
    CHECK(sum(at_place(r, "outdoors").by_level) == at_place(r, "outdoors").by_level[0]);
    CHECK(sum(at_place(r, "plant_room").by_level) == 0);
}

TEST_CASE("a type that stands at two depths of a drawn chain is two stages of the flow", "[energy flow]") {
    const Result r = run_chain(drawn_chain);
    CHECK(into(r, "leaky_tx") > into(r, "leaky_ups"));
    CHECK(into(r, "leaky_tx 2") > 0);
    CHECK(sum(at_place(r, "plant_room").by_level) == at_place(r, "plant_room").by_level[0]);
}

TEST_CASE("flows of an outage balance, with generators and batteries in place of the meter",
          "[energy flow]") {
    const Result r =
        simulate(load(shipped + "/starter/outage_hall.yaml",
                      {"duration=4 h", "warm_up=1 h", "faults[0].at=2 h", "faults[0].duration=30 min"}),
                 {});
    const EnergyFlow& flow = r.power.flow;
    const std::vector<Balance> nodes = balances(flow);
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        INFO(flow.nodes[n].name);
        if (flow.nodes[n].kind == "level") CHECK(nodes[n].in == nodes[n].out);
        if (flow.nodes[n].name == "generators")
            CHECK(joules_of(nodes[n].out) == value(r.metrics, "energy.generators"));
        if (flow.nodes[n].name == "batteries")
            CHECK(joules_of(nodes[n].out) == value(r.metrics, "energy.from_batteries"));
    }
    CHECK(joules_of(into(r, "charging")) == value(r.metrics, "energy.to_batteries"));
    CHECK(value(r.metrics, "energy.generators") > 0);
    CHECK(value(r.metrics, "energy.from_batteries") > 0);
}

TEST_CASE("buses of an idle hall are what their curves say", "[energy flow]") {
    const Result r = run_chain(leaky_chain, {"demand=[]"});
    const double hour = 3'600;
    const double whole_uw = 1e-7;  // of some 10 W
    // Two nodes of two idle devices a rack, behind a converter: (100 + 13) / 0.98 W each.
    const double racks_w = racks * 2 * 113 / 0.98;
    const auto loss = [](double rating_w, double a, double b, double c, double out_w) {
        const double x = out_w / rating_w;
        return rating_w * (a + b * x + c * x * x);
    };
    double pdus_w = 0;
    for (const PowerBusReport& b : r.power.buses) {
        if (b.level != "pdu") continue;
        CHECK(b.lowest_w == b.highest_w);
        CHECK(b.mean_w == Approx(b.highest_w).epsilon(1e-12));
        CHECK(joules_of(b.loss) == Approx(hour * loss(10e3, 0.003, 0, 0.012, b.mean_w)).epsilon(whole_uw));
        pdus_w += b.mean_w;
    }
    CHECK(pdus_w == Approx(racks_w).epsilon(whole_uw));
    const PowerBusReport& a = bus(r, "ups-a");
    CHECK(a.mean_loading == Approx(a.mean_w / a.rating_w).epsilon(1e-12));
    CHECK(a.heavy_ns == 0);
    // Either path of 40 kW must be able to carry both.
    CHECK(a.headroom_w == Approx(20e3 - a.highest_w).epsilon(1e-12));
    CHECK(bus(r, "ups-b").loss == a.loss);
    CHECK(value(r.metrics, "power.utility_load_factor") > 0.9);  // only the plant moves
    CHECK(value(r.metrics, "power.utility_load_factor") <= 1.0);
}

TEST_CASE("headroom that the level above cannot deliver is stranded", "[energy flow]") {
    // For a nameplate of 24 kW at 80 % stand four transformers, 32 kW, and two PDUs, 40 kW.
    const Result r = run_chain(R"(power:
  chain:
    - {name: transformer, type: lossless, per: hall, rating: 8 kW}
    - {name: pdu, type: lossless, per: hall, rating: 20 kW}
)",
                               {"demand=[]"});
    const PowerBusReport& tx = bus(r, "transformer");
    const PowerBusReport& pdu = bus(r, "pdu");
    CHECK(tx.stranded_w == 0);
    CHECK(pdu.stranded_w == Approx(pdu.headroom_w - tx.headroom_w).epsilon(1e-12));
    CHECK(pdu.stranded_w == Approx(8e3).epsilon(1e-9));
}

TEST_CASE("the load duration curve holds the energy and the time of the window", "[energy flow]") {
    const Result r = run_chain(leaky_chain, {"warm_up=7 min"});
    Int128 energy = 0;
    std::int64_t ns = 0;
    double before_w = value(r.metrics, "power.utility_peak") * (1 + 1e-12);
    for (const DurationStep& step : r.power.durations) {
        const double mean_w = joules_of(step.energy) / (static_cast<double>(step.ns) * 1e-9);
        CHECK(mean_w <= before_w);
        before_w = mean_w;
        energy += step.energy;
        ns += step.ns;
    }
    CHECK(joules_of(energy) == value(r.metrics, "energy.utility"));
    CHECK(static_cast<double>(ns) * 1e-9 == value(r.metrics, "run.counted"));
    // From 0:07 to 1:00 there are the quarters from 0:15 on.
    const double demand_w = value(r.metrics, "power.utility_demand_highest");
    CHECK(demand_w <= value(r.metrics, "power.utility_peak"));
    CHECK(demand_w >= value(r.metrics, "power.utility_mean"));
    CHECK(value(r.metrics, "power.utility_demand_monthly") == demand_w);
    CHECK(value(r.metrics, "power.utility_ramp_up_15min") >= value(r.metrics, "power.utility_ramp_up_1min"));
    CHECK(value(r.metrics, "power.utility_ramp_up_1min") >= value(r.metrics, "power.utility_step_up"));
    CHECK(value(r.metrics, "power.utility_step_up") > 0);
}
