// Published closed forms, met by whole scenarios.
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

TEST_CASE("Frontier's idle and peak power are those of its published model", "[claims]") {
    // ExaDigiT/RAPS: 74 cabinets and 25 pumping units draw 7.306524 MW idle and 28.227884 MW at peak;
    // losses of converters and rectifiers 0.570752 and 1.809297 MW.
    const auto [name, utility, losses] = GENERATE(table<const char*, double, double>(
        {{"idle", 7.306524e6, 0.570752e6}, {"peak", 28.227884e6, 1.809297e6}}));
    const Result r = simulate(load(shipped + "/claims/frontier_" + name + ".yaml"), {});
    CHECK(value(r.metrics, "power.utility_mean") == Approx(utility).epsilon(1e-6));

    // The 48 V converters are part of the node meters: their loss is S - P = (P + 13) / 0.98 - P.
    const double seconds = value(r.metrics, "run.duration");
    const double node_ac = value(r.metrics, "energy.nodes") / seconds / 9472;
    const double converters = 9472 * (node_ac - (0.98 * node_ac - 13));
    CHECK(value(r.metrics, "energy.losses") / seconds + converters == Approx(losses).epsilon(1e-6));
}

TEST_CASE("16,384 accelerators on three tiers take 49,152 cables", "[claims]") {
    const Plan plan = make_plan(load(shipped + "/claims/fabric_16384.yaml"));
    CHECK(value(plan.metrics, "network.links") == 49'152);
    CHECK(value(plan.metrics, "network.switches_leaf") == 512);
    CHECK(value(plan.metrics, "network.switches_spine") == 512);
    CHECK(value(plan.metrics, "network.switches_core") == 256);
    // Any sane layout with four nodes a rack: 450 to 690 miles.
    CHECK(value(plan.metrics, "network.cable_miles_ordered") > 450);
    CHECK(value(plan.metrics, "network.cable_miles_ordered") < 690);
    CHECK(plan.findings.empty());
}
