// What a run says of heat: flows that balance, zones that sum, inlets over time.
#include <algorithm>
#include <functional>

#include "sim/run/sampler.hpp"
#include "sim/run/world.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

Int128 through(const EnergyFlow& flow, const std::string& name, std::uint32_t EnergyLink::*end) {
    Int128 sum = 0;
    for (const EnergyLink& l : flow.links) {
        if (flow.nodes[l.*end].name == name) sum += l.energy;
    }
    return sum;
}
Int128 out_of(const Result& r, const std::string& name) {
    return through(r.heat.flow, name, &EnergyLink::from);
}
Int128 into(const Result& r, const std::string& name) {
    return through(r.heat.flow, name, &EnergyLink::to);
}

void check_balance(const Result& r) {
    for (const EnergyNode& n : r.heat.flow.nodes) {
        INFO(n.name);
        CHECK(into(r, n.name) + out_of(r, n.name) > 0);
        if (n.kind == "level") CHECK(into(r, n.name) == out_of(r, n.name));
    }
    CHECK(std::ranges::all_of(r.heat.flow.links, [](const EnergyLink& l) { return l.energy > 0; }));
    CHECK(joules_of(out_of(r, "racks")) == value(r.metrics, "energy.it"));
    CHECK(joules_of(out_of(r, "compressors (air)")) == value(r.metrics, "cooling.air_compressors"));
    Int128 heat = 0;
    for (const ZoneReport& z : r.heat.zones) heat += z.circuit == "air" ? z.heat : 0;
    Int128 made = 0;
    for (const EnergyLink& l : r.heat.flow.links) {
        const bool is_new = r.heat.flow.nodes[l.from].name != "from stores";
        if (r.heat.flow.nodes[l.to].name == "hall air" && is_new) made += l.energy;
    }
    CHECK(heat == made);
    CHECK(joules_of(heat) == value(r.metrics, "cooling.air_heat"));
}

// Eight hours in Phoenix around a loss of chillers from 10:00 to 11:00, without jobs that take long to draw.
Result lost_chiller(std::vector<std::string> overrides) {
    overrides.insert(overrides.end(),
                     {"duration=16 h", "faults[0].at=10 h", "faults[0].duration=1 h", "expect=[]"});
    return simulate(load(shipped + "/studies/chiller_loss.yaml", std::move(overrides)), {});
}

}  // namespace

TEST_CASE("heat flows balance in a run without faults", "[heat report]") {
    const Result r = simulate(load(shipped + "/starter/gpu_hall.yaml", {"warm_up=0 s"}), {.until = 1.0_d});
    check_balance(r);
    CHECK(r.heat.inlets.size() == r.floor.racks.size());
    CHECK(r.inlets.columns.empty());
}

TEST_CASE("heat flows balance while chillers are lost and what was stored is moved afterwards",
          "[heat report]") {
    const bool by_row = GENERATE(false, true);
    const std::vector<std::string> zones{by_row ? "cooling.zones.per=row" : "cooling.zones.per=hall"};
    const auto with = [&](const char* warm_up, const char* lost) {
        std::vector<std::string> all = zones;
        all.insert(all.end(), {warm_up, lost});
        return lost_chiller(all);
    };
    const Result all = with("warm_up=0 s", "faults[0].lost=100 %");
    check_balance(all);
    // From the middle of the loss on: heat of before comes out of the hall and its water.
    const Result later = with("warm_up=10.9 h", "faults[0].lost=100 %");
    check_balance(later);
    CHECK(out_of(later, "from stores") > 0);
    // To the middle of the loss: what has not been moved is stored.
    const Result half = with("warm_up=1 h", "faults[0].lost=50 %");
    check_balance(half);
}

TEST_CASE("heat flows of a liquid-cooled hall balance, with and without reuse", "[heat report]") {
    const Result r = simulate(load(shipped + "/starter/gb200_hall.yaml", {"warm_up=2 h"}), {.until = 12.0_h});
    for (const EnergyNode& n : r.heat.flow.nodes) {
        INFO(n.name);
        if (n.kind == "level") CHECK(into(r, n.name) == out_of(r, n.name));
    }
    CHECK(into(r, "coolant") > into(r, "hall air"));
    CHECK(joules_of(out_of(r, "racks")) == value(r.metrics, "energy.it"));
}

TEST_CASE("inlets over time have a column for each zone, and looking at them changes nothing",
          "[heat report]") {
    const auto run = [](Seconds interval) {
        return simulate(load(shipped + "/starter/gpu_hall.yaml", {"warm_up=0 s", "cooling.zones.per=row"}),
                        {.until = 6.0_h, .series_interval = interval});
    };
    const Result often = run(60.0_s);
    const Result seldom = run(3600.0_s);
    CHECK(often.trace_hash == seldom.trace_hash);
    CHECK(seldom.inlets.rows() == 7);  // every hour, and both ends
    CHECK(often.inlets.rows() == often.series.rows());
    const auto air =
        static_cast<std::size_t>(std::ranges::count(often.heat.zones, "air", &ZoneReport::circuit));
    REQUIRE(often.inlets.columns.size() == 1 + air);
    CHECK(often.inlets.columns[1].name == often.heat.zones[0].zone + "_c");
    for (std::size_t row = 0; row < often.inlets.rows(); ++row) {
        for (std::size_t z = 0; z < air; ++z) {
            const double inlet = often.inlets.values[row * (1 + air) + 1 + z];
            CHECK(inlet <= often.heat.zones[z].hottest_c + 1e-9);
        }
    }
}

TEST_CASE("inlets that would be too many are thinned out, and their time says so", "[heat report]") {
    const Scenario scenario = load(shipped + "/starter/gpu_hall.yaml", {"cooling.zones.per=row"});
    const Facility facility = build_facility(scenario);
    JobStore jobs{{.has_records = false}};
    World world{scenario.config(), facility, AuditEvery::run, jobs};
    world.start(1, 0, Instant{} + 100.0_s);
    const auto columns = static_cast<std::int64_t>(facility.zones.size()) + 1;
    // 101 samples, of which 30 may be kept: every fourth, 26 of them.
    Sampler sampler{1.0_s, Instant{} + 100.0_s, world, 30 * columns};
    for (int i = 0; i <= 100; ++i) sampler.sample(world);
    const Series inlets = sampler.take_inlets();
    CHECK(inlets.rows() == 26);
    CHECK(inlets.values[static_cast<std::size_t>(columns)] == 4.0);
    CHECK(inlets.columns[0].meaning == "Simulated time since the start; a row for every 4 of series.csv");
}
