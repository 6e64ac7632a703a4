// The engine against ends that SimGrid 3.32 and two further solvers computed (tests/data/fabric/README.md).
#include "tests/unit/flows/flow_sets.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

struct Size {
    const char* name;
    std::size_t flows;
    std::size_t links;
    std::size_t hops;
    double makespan_s;
    bool is_audited;
};

// From the table of the sets.
constexpr Size sizes[] = {{"perm16", 16, 55, 56, 0.002684355, true},
                          {"shift16", 240, 64, 864, 0.020132659, true},
                          {"a2a16", 240, 64, 864, 0.000314573, true},
                          {"a2a16o", 240, 48, 864, 0.000503316, true},
                          {"incast16", 18, 24, 62, 0.004500000, true},
                          {"stagger16", 200, 64, 706, 0.020375531, true},
                          {"stagger16o", 200, 48, 706, 0.021699883, true},
                          {"degraded16", 200, 64, 706, 0.036345714, true},
                          {"perm1024", 1024, 3698, 4044, 0.006710886, true},
                          {"permvar1024", 1024, 3698, 4044, 0.009526000, true},
                          {"shift1024", 32768, 4096, 99328, 0.042949673, false},
                          {"stagger1024", 20000, 4096, 78794, 0.043929601, false},
                          {"perm8192", 8192, 39665, 47060, 0.008053064, false},
                          {"shift8192", 65536, 20832, 150080, 0.010737418, false}};

double total_bytes(const std::vector<Flow>& flows) {
    return std::accumulate(flows.begin(), flows.end(), 0.0,
                           [](double sum, const Flow& f) { return sum + f.bytes; });
}

}  // namespace

TEST_CASE("every flow of the reference sets ends when the reference says") {
    for (const Size& size : sizes) {
        INFO(size.name);
        const FlowSet set = read_flow_set(size.name);
        REQUIRE(set.flows.size() == size.flows);
        REQUIRE(set.finishes.size() == size.flows);
        CHECK(set.routes.capacities.size() == size.links);
        CHECK(set.routes.hops.size() == size.hops);
        GivenPaths paths{set.routes};
        FlowRun run{set.flows, paths, set.routes.capacities, {.is_audited = size.is_audited}};
        run.run();
        CHECK(wrong_ends(set, run.finishes()) == 0);
        CHECK(std::fabs(run.end_s() - size.makespan_s) < 1e-9);

        // Bytes are kept: each flow's on each of its links, and nothing else.
        double hops = 0.0;
        for (std::uint32_t f = 0; f < set.flows.size(); ++f) {
            hops += set.flows[f].bytes * static_cast<double>(set.routes.path(f).size());
        }
        double carried = 0.0;
        for (std::size_t l = 0; l < run.links().size(); ++l) {
            carried += run.links()[l].bytes;
            CHECK(run.links()[l].peak <= set.routes.capacities[l] * (1 + 2e-9));
            // No link carries its bytes faster than it can.
            CHECK(run.links()[l].bytes <= run.end_s() * set.routes.capacities[l] * (1 + 1e-9));
        }
        CHECK(carried == Approx(hops).epsilon(1e-9));
        CHECK(total_bytes(set.flows) > 0);
    }
}

TEST_CASE("incast leaves bystanders 14 of 15 parts of an access link") {
    const FlowSet set = read_flow_set("incast16");
    GivenPaths paths{set.routes};
    FlowRun run{set.flows, paths, set.routes.capacities};
    run.run();
    // 15 flows of 15 MB into one link of 50 GB/s: 225 MB / 50 GB/s = 4.5 ms.  The others have 14/15 of
    // theirs: 30 MB / (50 GB/s * 14 / 15) = 0.642857142857 ms after their start.
    std::size_t incast = 0;
    std::size_t bystanders = 0;
    for (std::uint32_t f = 0; f < set.flows.size(); ++f) {
        const double took = run.finish_s(f) - static_cast<double>(set.flows[f].start_ns) * 1e-9;
        incast += std::fabs(took - 4.5e-3) < 3e-9 ? 1 : 0;
        bystanders += std::fabs(took - 30e6 / (50e9 * 14 / 15)) < 3e-9 ? 1 : 0;
    }
    CHECK(incast == 15);
    CHECK(bystanders == 3);
}

TEST_CASE("a permutation over a tree with static routes has known losses") {
    const FlowSet set = read_flow_set("perm1024");
    GivenPaths paths{set.routes};
    FlowRun run{set.flows, paths, set.routes.capacities};
    run.run();
    // 64 MiB over 50 GB/s alone: 1.342177280 ms; 419, 380, 162, 48 and 15 flows take 1 to 5 times as long.
    std::vector<std::size_t> times(6);
    for (std::uint32_t f = 0; f < set.flows.size(); ++f) {
        const double factor = run.finish_s(f) / (64 * 1024 * 1024 / 50e9);
        const auto whole = static_cast<std::size_t>(std::lround(factor));
        REQUIRE(whole < times.size());
        CHECK(factor == Approx(static_cast<double>(whole)).epsilon(1e-9));
        ++times[whole];
    }
    CHECK(times == std::vector<std::size_t>{0, 419, 380, 162, 48, 15});
}

TEST_CASE("capacity and bytes scale time as they should") {
    const FlowSet set = read_flow_set("a2a16o");  // all start at once
    GivenPaths paths{set.routes};
    std::vector<double> thrice = set.routes.capacities;
    for (double& c : thrice) c *= 3.0;
    FlowRun fast{set.flows, paths, thrice};
    fast.run();
    std::vector<Flow> double_flows = set.flows;
    for (Flow& f : double_flows) f.bytes *= 2.0;
    FlowRun heavy{double_flows, paths, set.routes.capacities};
    heavy.run();
    for (std::size_t f = 0; f < set.flows.size(); ++f) {
        CHECK(fast.finishes()[f] == Approx(set.finishes[f] / 3.0).epsilon(1e-8));
        CHECK(heavy.finishes()[f] == Approx(set.finishes[f] * 2.0).epsilon(1e-8));
    }
}
