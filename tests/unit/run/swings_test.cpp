// Running jobs that swing: against the power tree with their nodes in both phases, and as books.
#include "sim/run/power/swings.hpp"

#include "sim/build/power/loss.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

constexpr std::int64_t watt = 1'000'000;  // uW

// Two racks of four nodes behind a PDU each, on one transformer.
Facility two_pdus() {
    Facility f;
    f.power_levels = {{"transformer", "t"}, {"pdu", "p"}};
    PowerElement transformer;
    transformer.feeds = f.add_feeds({no_index});
    transformer.loss = compile_loss({.a = 0.001, .c = 0.009}, 200_kW, 1, f.loss_points);
    f.elements.push_back(transformer);
    NodeTypeRow type;
    type.devices = 8;
    type.power.idle_w = 2'000;
    type.power.device_w = 6'000;
    f.node_types.push_back(type);
    for (std::uint32_t r = 0; r < 2; ++r) {
        PowerElement pdu{.level = 1, .depth = 1};
        pdu.feeds = f.add_feeds({0});
        pdu.loss = compile_loss({.a = 0.003, .c = 0.012 + 0.02 * r}, 50_kW, 1, f.loss_points);
        f.elements.push_back(pdu);
        Rack rack;
        rack.node_type = 0;
        rack.first_node = 4 * r;
        rack.nodes = 4;
        rack.feeds = f.add_feeds({1 + r});
        f.racks.push_back(rack);
        f.rack_of_node.insert(f.rack_of_node.end(), 4, r);
    }
    for (MechanicalLoad& load : f.mechanical) load.feeds = f.add_feeds({no_index});
    f.zone_of_rack.assign(f.racks.size(), 0);
    f.zones.resize(1);
    return f;
}

constexpr std::int64_t eight_at(double activity) {
    return static_cast<std::int64_t>(activity * 8e9);
}

SwingingJob on_nodes(std::vector<std::uint32_t> nodes) {
    SwingingJob job{.name = "job 1 of test", .timing = {.period_s = 5, .duty = 0.8, .rise_s = 0.05}};
    for (const std::uint32_t n : nodes)
        job.nodes.push_back(
            {.node = n, .up = eight_at(0.1), .down = eight_at(-0.4), .filler = eight_at(0.02)});
    return job;
}

struct Plant {
    Facility facility = two_pdus();
    PowerFlow power{facility};
    NodeTable nodes{facility, power};
    SwingsConfig config;
    Swings swings{config, facility, nodes, power};

    void settle(Instant now) {
        nodes.settle(now);
        power.settle(now);
        swings.settle(now);
    }
};

}  // namespace

TEST_CASE("a job swings at the meter by what its phases make it read", "[swings]") {
    Plant p;
    const std::uint32_t bill = p.nodes.open_bill();
    const std::vector<std::uint32_t> held{1, 2, 5};
    for (const std::uint32_t n : held) p.nodes.take(n, bill, {.units = 8, .activity = eight_at(0.8)});
    p.swings.begin(on_nodes(held));
    p.settle({});
    // The same by hand: the tree with these nodes at 0.9 and at 0.4, its losses in full.
    const auto utility = [&](double activity) {
        PowerFlow other{p.facility};
        NodeTable table{p.facility, other};
        const std::uint32_t b = table.open_bill();
        for (const std::uint32_t n : held) table.take(n, b, {.units = 8, .activity = eight_at(activity)});
        table.settle({});
        other.settle({});
        return static_cast<double>(other.utility().level());
    };
    // Linear in the losses, which are not quite: within a few parts in a thousand.
    CHECK(static_cast<double>(p.swings.sums().swing) == Approx(utility(0.9) - utility(0.4)).epsilon(2e-3));
    CHECK(p.swings.sums().swing > 3 * 3'000 * watt);  // at the racks: 0.5 of 6 kW on three nodes
    CHECK(p.swings.sums().filler == 3 * 120 * watt);
}

TEST_CASE("sums of swings are exact: nothing is left when all jobs have ended", "[swings]") {
    Plant p;
    SplitMix draw{3};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> running;  // number, bill = node
    std::vector<std::uint32_t> idle{0, 1, 2, 3, 4, 5, 6, 7};
    std::vector<std::uint32_t> bills;
    for (int n = 0; n < 8; ++n) bills.push_back(p.nodes.open_bill());
    for (int step = 1; step <= 2'000; ++step) {
        const Instant now{step * 1'000'000'000LL};
        const Int128 variance = p.swings.sums().variance;
        const bool begins = !idle.empty() && (running.empty() || draw.below(2) == 0);
        if (begins) {
            std::swap(idle[draw.below(static_cast<std::uint32_t>(idle.size()))], idle.back());
            const std::uint32_t n = idle.back();
            idle.pop_back();
            p.nodes.take(n, bills[n], {.units = 8, .activity = eight_at(0.8)});
            SwingingJob job = on_nodes({n});
            job.timing.period_s = 1 + draw.below(9);
            running.emplace_back(p.swings.begin(std::move(job)), n);
        } else {
            std::swap(running[draw.below(static_cast<std::uint32_t>(running.size()))], running.back());
            const auto [number, n] = running.back();
            running.pop_back();
            idle.push_back(n);
            p.nodes.release(n, bills[n], now);
            p.swings.end(number);
        }
        p.settle(now);
        CHECK((begins ? p.swings.sums().variance > variance : p.swings.sums().variance < variance));
        if (p.swings.unaccounted() != SwingSums{}) FAIL("the sums are not those of the running jobs");
    }
    for (const auto& [number, n] : running) p.swings.end(number);
    p.settle({3'000'000'000'000});
    CHECK(p.swings.sums() == SwingSums{});
    CHECK(p.swings.level().swing == 0);
    CHECK(p.swings.level().sigma == 0);
}

TEST_CASE("a job that comes and goes at one instant leaves nothing", "[swings]") {
    Plant p;
    p.swings.end(p.swings.begin(on_nodes({0})));
    const std::uint32_t stays = p.swings.begin(on_nodes({1}));  // with the same number
    p.settle({});
    CHECK(p.swings.sums().jobs == 1);
    p.swings.end(stays);
    p.settle({5});
    CHECK(p.swings.sums() == SwingSums{});
}

TEST_CASE("a limit knows how far, how long and by whom it was exceeded", "[swings]") {
    SwingLimit limit{Limited::swing, 100};
    CHECK_FALSE(limit.set({0}, 100));
    CHECK(limit.set({10}, 150));
    limit.blame("a");
    CHECK_FALSE(limit.set({20}, 120));
    CHECK(limit.set({30}, 180));
    limit.blame("b");
    CHECK_FALSE(limit.set({40}, 0));
    CHECK_FALSE(limit.set({60}, 130));
    CHECK(limit.first() == Instant{10});
    CHECK(limit.worst() == 180);
    CHECK(limit.job() == "b");
    CHECK(limit.over_ns({65}) == 30 + 5);
    limit.restart({70});
    CHECK(limit.first() == Instant{70});
    CHECK(limit.worst() == 130);
    CHECK(limit.over_ns({75}) == 5);
}
