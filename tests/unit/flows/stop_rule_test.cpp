// Linked with a solver whose stopping rule is wrong: what the other tests rely on must notice.
#include "tests/support/catch.hpp"
#include "tests/unit/flows/flow_sets.hpp"

using namespace datahall;

TEST_CASE("a solver that stops too early gives wrong ends in the sets with staggered starts") {
    for (const char* name : {"stagger16", "stagger1024"}) {
        INFO(name);
        const FlowSet set = read_flow_set(name);
        GivenPaths paths{set.routes};
        FlowRun run{set.flows, paths, set.routes.capacities};
        run.run();
        CHECK(wrong_ends(set, run.finishes()) > 0);
    }
}

TEST_CASE("a solver that stops too early fails the certificate") {
    const FlowSet set = read_flow_set("stagger16");
    GivenPaths paths{set.routes};
    FlowRun run{set.flows, paths, set.routes.capacities, {.is_audited = true}};
    CHECK_THROWS_WITH(run.run(), Catch::Contains("not max-min fair"));
}
