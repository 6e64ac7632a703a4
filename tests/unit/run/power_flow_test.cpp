#include "sim/run/power/power_flow.hpp"

#include "datahall/equipment.hpp"

#include "sim/build/power/loss.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;
using namespace datahall::literals;

namespace {

constexpr std::int64_t watt = 1'000'000;  // uW

// Two transformers over six PDUs over twelve racks; the cooling hangs on the first transformer.
Facility three_levels() {
    Facility f;
    const LossCurve transformer{.a = 0.001, .c = 0.009};
    const LossCurve pdu{.a = 0.003, .c = 0.012};
    f.power_levels = {{"transformer", "t"}, {"pdu", "p"}};
    for (std::uint32_t i = 0; i < 2; ++i) {
        PowerElement e;
        e.level = 0;
        e.feeds = f.add_feeds({no_index});
        e.loss = compile_loss(transformer, 500_kW, 1, f.loss_points);
        f.elements.push_back(e);
    }
    for (std::uint32_t i = 0; i < 6; ++i) {
        PowerElement e;
        e.level = 1;
        e.depth = 1;
        e.feeds = f.add_feeds({i / 3});
        e.loss = compile_loss(pdu, 100_kW, 1, f.loss_points);
        e.heat_to_hall = 1.0;
        e.fixed_uw = 100 * watt;
        f.elements.push_back(e);
    }
    for (std::uint32_t r = 0; r < 12; ++r) {
        Rack rack;
        rack.feeds = f.add_feeds({2 + r / 2});
        rack.constant = 50_W;
        f.racks.push_back(rack);
    }
    for (MechanicalLoad& load : f.mechanical) load.feeds = f.add_feeds({0});
    f.zone_of_rack.assign(f.racks.size(), 0);
    f.zones.resize(1);
    f.other_uw = 1'000 * watt;
    return f;
}

}  // namespace

TEST_CASE("incremental power equals a full recomputation after any sequence of changes", "[power]") {
    const Facility f = three_levels();
    PowerFlow flow{f};
    SplitMix random{5};
    std::vector<std::int64_t> load(f.racks.size());
    for (int step = 0; step < 5'000; ++step) {
        const std::uint32_t r = random.below(12);
        const std::int64_t wanted = random.below(40'000) * watt + random.below(1'000'000);
        flow.change_rack(r, wanted - load[r]);
        load[r] = wanted;
        if (random.below(5) == 0) flow.set_mechanical(PlantDrive::machines, random.below(100'000) * watt);
        flow.settle({step * std::int64_t{1'000'000'000}});
        REQUIRE(flow.utility().level() == flow.recomputed_utility_uw());
    }
}

TEST_CASE("utility energy is IT, losses, cooling and constant loads, exactly", "[power]") {
    const Facility f = three_levels();
    PowerFlow flow{f};
    SplitMix random{6};
    for (std::int64_t step = 0; step < 1'000; ++step) {
        flow.change_rack(random.below(12), random.below(3'000) * watt + random.below(1'000));
        flow.set_mechanical(PlantDrive::machines, random.below(100'000) * watt);
        flow.settle({step * 777'777'777});
    }
    const Instant end{1'000'000'000'000};
    const Int128 fixed = Int128{600 * watt} * end.ns;
    CHECK(flow.utility().total(end) == flow.it().total(end) + flow.losses(0).total(end) +
                                           flow.losses(1).total(end) + flow.mechanical().total(end) +
                                           flow.other().total(end) + fixed);
}

TEST_CASE("catalogue curves meet their published efficiencies", "[power]") {
    std::vector<LossPoint> points;
    const auto efficiency = [&](const LossCurve& curve, double x) {
        const LossRow row = compile_loss(curve, 1_MW, 1, points);
        return x / (x + loss_w(row, points, x * 1e6) / 1e6);
    };
    // 80 PLUS Platinum, 230 V internal redundant: 90 / 94 / 91 % at 20 / 50 / 100 %
    const LossCurve platinum{.a = 0.02847, .b = -0.05665, .c = 0.12708};
    CHECK(efficiency(platinum, 0.2) == Approx(0.90).margin(0.0005));
    CHECK(efficiency(platinum, 0.5) == Approx(0.94).margin(0.0005));
    CHECK(efficiency(platinum, 1.0) == Approx(0.91).margin(0.0005));
    // 80 PLUS Titanium is not a quadratic: a table, exact at its points
    const LossCurve titanium{.load = {0.1, 0.2, 0.5, 1.0}, .efficiencies = {0.90, 0.94, 0.96, 0.91}};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(efficiency(titanium, titanium.load[i]) == Approx(titanium.efficiencies[i]).epsilon(1e-12));
    }
    // Frontier's rectifier: input = (output + 17 W) / 0.96 for each of four units
    const LossCurve affine{.efficiency = 0.96, .constant = 17_W};
    const LossRow four = compile_loss(affine, 15_kW, 4, points);
    CHECK(40'000 + loss_w(four, points, 40'000) == Approx(4 * (10'000 + 17) / 0.96).epsilon(1e-12));
}
