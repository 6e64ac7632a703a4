// Who shares an input with flows that are held up further on, and what it costs where nothing is dropped.
#include "sim/fabric/head_of_line.hpp"

#include <cmath>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/flows/flow_sets.hpp"

using namespace datahall;

namespace {

using Paths = std::vector<std::vector<PathHop>>;

constexpr double capacity = 100.0;  // bytes/s
constexpr std::int64_t second = 1'000'000'000;

std::vector<PathHop> over(std::initializer_list<std::uint32_t> links) {
    std::vector<PathHop> path;
    for (const std::uint32_t link : links) path.push_back({link, 1.0});
    return path;
}

RouteTable table_of(const Paths& paths, std::size_t links) {
    RouteTable table{.capacities = std::vector(links, capacity), .names = {}, .first = {0}, .hops = {}};
    for (const std::vector<PathHop>& path : paths) {
        table.hops.insert(table.hops.end(), path.begin(), path.end());
        table.first.push_back(static_cast<std::uint32_t>(table.hops.size()));
    }
    return table;
}

// Hosts A and B behind one leaf: their NICs are links 0 and 1, its uplink is 2.  A sends to a hot receiver,
// link 3, as do hosts behind links 5, 6 and 7; B to an idle one, link 4.
const Paths hot_and_idle{over({0, 2, 3}), over({1, 2, 4}), over({5, 3}), over({6, 3}), over({7, 3})};
constexpr std::uint32_t from_a = 0;
constexpr std::uint32_t from_b = 1;

// Rates of flows that are all there, max-min and per_vl.
struct Rates {
    MaxMin max_min;
    HeadOfLineRates limited;
    explicit Rates(const Paths& paths, std::vector<double> capacities, double cap_of_b = MaxMin::unlimited)
        : max_min{capacities}, limited{capacities.size()} {
        for (std::size_t f = 0; f < paths.size(); ++f)
            max_min.add({paths[f], 1.0, f == from_b ? cap_of_b : MaxMin::unlimited});
        max_min.solve();
        limited.limit(max_min);
    }
};

std::vector<std::uint32_t> victims_of(const std::vector<Flow>& flows, const Paths& paths) {
    const RouteTable table = table_of(paths, 10);
    GivenPaths given{table};
    FlowRun run{flows, given, table.capacities};
    run.run();
    std::vector<std::uint32_t> victims;
    for (std::uint32_t f = 0; f < flows.size(); ++f) {
        if (run.exposure().is_victim(f)) victims.push_back(f);
    }
    CHECK(run.exposure().victims() == victims.size());
    return victims;
}

}  // namespace

TEST_CASE("a flow to an idle host is slowed as much as the one to a hot host behind the same uplink") {
    // The hot receiver gives each of its four 25.  Max-min leaves B the other 75 of the uplink.  Alone on the
    // uplink A and B would have 50 each, and A has half of that: so has B.
    const Rates rates{hot_and_idle, std::vector(8, capacity)};
    CHECK(rates.max_min.rate(from_a) == Approx(25.0).epsilon(1e-12));
    CHECK(rates.max_min.rate(from_b) == Approx(75.0).epsilon(1e-12));
    CHECK(rates.limited.rate(from_a) == Approx(25.0).epsilon(1e-12));
    CHECK(rates.limited.rate(from_b) == Approx(25.0).epsilon(1e-12));
    CHECK(rates.limited.load(2) == Approx(50.0).epsilon(1e-12));
    CHECK(rates.limited.load(3) == Approx(100.0).epsilon(1e-12));
}

TEST_CASE("a flow with a cap of its own gets the same part of that") {
    // B could send 10; half of it gets on.
    const Rates rates{hot_and_idle, std::vector(8, capacity), 10.0};
    CHECK(rates.max_min.rate(from_b) == Approx(10.0).epsilon(1e-12));
    CHECK(rates.limited.rate(from_b) == Approx(5.0).epsilon(1e-12));
}

TEST_CASE("a NIC slower than the share of the uplink counts as the demand") {
    // A could send 40 over its NIC and has 25 of them; B would have 50 of the uplink: 50 * 25 / 40.
    std::vector<double> capacities(8, capacity);
    capacities[0] = 40.0;
    const Rates rates{hot_and_idle, capacities};
    CHECK(rates.limited.rate(from_a) == Approx(25.0).epsilon(1e-12));
    CHECK(rates.limited.rate(from_b) == Approx(31.25).epsilon(1e-12));
}

TEST_CASE("nobody is slowed where the input itself is what holds all of them up") {
    // Two flows share link 0 and part: 50 each, whatever lies beyond.
    const Rates rates{{over({0, 1}), over({0, 2})}, std::vector(3, capacity)};
    CHECK(rates.limited.rate(0) == Approx(50.0).epsilon(1e-12));
    CHECK(rates.limited.rate(1) == Approx(50.0).epsilon(1e-12));
}

TEST_CASE("a jam grows from link to link against the flow") {
    // Flow 0 over 1 and 2 is held up at the hot link 2: 25.  Flow 1 over 0, 1 and 3 shares link 1 with it:
    // half of its 50, and now it is held up there.  Flow 2 over 0 and 4 shares link 0 with flow 1, which has
    // half of the 50 that it would have there: 25 in place of 50.
    const Paths paths{over({1, 2}), over({0, 1, 3}), over({0, 4}), over({5, 2}), over({6, 2}), over({7, 2})};
    const Rates rates{paths, std::vector(8, capacity)};
    CHECK(rates.max_min.rate(1) == Approx(50.0).epsilon(1e-12));
    CHECK(rates.max_min.rate(2) == Approx(50.0).epsilon(1e-12));
    CHECK(rates.limited.rate(0) == Approx(25.0).epsilon(1e-12));
    CHECK(rates.limited.rate(1) == Approx(25.0).epsilon(1e-12));
    CHECK(rates.limited.rate(2) == Approx(25.0).epsilon(1e-12));
}

TEST_CASE("a dead link slows only the flows that take it") {
    std::vector<double> capacities(8, capacity);
    capacities[3] = 0.0;
    const Rates rates{hot_and_idle, capacities};
    CHECK(rates.limited.rate(from_a) == 0.0);
    CHECK(rates.limited.rate(from_b) == Approx(100.0).epsilon(1e-12));
}

TEST_CASE("branches of a split flow are not inputs of each other") {
    // Flow 0 goes over 0, half of it over 1 and half over 2, then 3.  Link 2 is hot with two more: they have
    // 1/2.5 of it, 40, as has flow 0.  Flow 1 on link 1 beside it is no victim; flow 2, which shares link 0,
    // is: 40 / 50 of its 50, though max-min leaves it 60.
    const std::vector<PathHop> split{{0, 1.0}, {1, 0.5}, {2, 0.5}, {3, 1.0}};
    const Paths paths{split, over({1, 4}), over({0, 5}), over({2, 6}), over({2, 7})};
    const Rates rates{paths, std::vector(8, capacity)};
    CHECK(rates.max_min.rate(0) == Approx(40.0).epsilon(1e-12));
    CHECK(rates.max_min.rate(2) == Approx(60.0).epsilon(1e-12));
    CHECK(rates.limited.rate(1) == Approx(80.0).epsilon(1e-12));
    CHECK(rates.limited.rate(2) == Approx(40.0).epsilon(1e-12));
    const std::vector<Flow> flows(paths.size(), {0, 1, 1000, 0});
    CHECK(victims_of(flows, paths) == std::vector<std::uint32_t>{2});
}

TEST_CASE("a victim shares an input with a flow that is held up where it does not go itself") {
    // B alone: all others go to the hot receiver, and who waits there for the same link is no victim.
    const std::vector<Flow> all_at_once(hot_and_idle.size(), {0, 1, 1000, 0});
    CHECK(victims_of(all_at_once, hot_and_idle) == std::vector<std::uint32_t>{from_b});

    // B comes when A has long been held up.
    std::vector<Flow> flows = all_at_once;
    flows[from_b].start_ns = 5 * second;
    CHECK(victims_of(flows, hot_and_idle) == std::vector<std::uint32_t>{from_b});

    // The others come when A and B are on their way: A, held up at the uplink before, now is beyond it.
    flows = all_at_once;
    for (const std::size_t f : {2UL, 3UL, 4UL}) flows[f].start_ns = 5 * second;
    CHECK(victims_of(flows, hot_and_idle) == std::vector<std::uint32_t>{from_b});

    // B comes when A has gone: 1,000 bytes at 25 B/s take 40 s.
    flows = all_at_once;
    flows[from_b].start_ns = 41 * second;
    CHECK(victims_of(flows, hot_and_idle).empty());
}

TEST_CASE("without shared inputs nobody is a victim or slowed") {
    Paths paths = hot_and_idle;
    paths[from_b] = over({1, 8, 4});
    CHECK(victims_of(std::vector<Flow>(paths.size(), {0, 1, 1000, 0}), paths).empty());
    const Rates rates{paths, std::vector(9, capacity)};
    for (std::uint32_t f = 0; f < paths.size(); ++f)
        CHECK(rates.limited.rate(f) == Approx(rates.max_min.rate(f)).epsilon(1e-12));
}

TEST_CASE("a run with head-of-line blocking follows the slower rates") {
    // A sends 1,000 bytes at 25 B/s until 40 s, as do the others to the hot host.  B with 2,000 bytes has 75
    // B/s by max-min: 26.67 s; else 25 B/s until 40 s, and the other 1,000 bytes at 100 B/s.
    std::vector<Flow> flows(hot_and_idle.size(), {0, 1, 1000, 0});
    flows[from_b].bytes = 2000;
    const RouteTable table = table_of(hot_and_idle, 8);
    GivenPaths paths{table};
    FlowRun free{flows, paths, table.capacities};
    free.run();
    CHECK(free.finish_s(from_b) == Approx(2000.0 / 75.0).epsilon(1e-12));
    FlowRun jammed{flows, paths, table.capacities, {.head_of_line = HeadOfLine::per_vl}};
    jammed.run();
    CHECK(jammed.finish_s(from_a) == Approx(40.0).epsilon(1e-12));
    CHECK(jammed.finish_s(from_b) == Approx(50.0).epsilon(1e-12));
    CHECK(jammed.links()[2].bytes == Approx(3000.0).epsilon(1e-12));
    CHECK(jammed.links()[2].peak == Approx(100.0).epsilon(1e-12));
    CHECK(jammed.exposure().is_victim(from_b));
}

TEST_CASE("bystanders of an incast are its victims, and wait for it where nothing is dropped") {
    const FlowSet set = read_flow_set("incast16");
    GivenPaths paths{set.routes};
    FlowRun free{set.flows, paths, set.routes.capacities};
    free.run();
    // Hosts 1 to 15 send to host 0; flows 15, 16 and 17 share the NICs of hosts 5 and 8 with two of them.
    CHECK(free.exposure().victims() == 3);
    for (const std::uint32_t f : {15U, 16U, 17U}) CHECK(free.exposure().is_victim(f));

    // On each of the two NICs the flow of the incast has 1/15 of the link, of the 1/2 or, from 2 ms on at
    // host 5, of the 1/3 that it would have there: so have the bystanders, 10/3 GB/s until 4.5 ms.  By then
    // flow 15 has sent 15 MB, 16 from 0.1 ms 14.67 MB, 17 from 2 ms 8.33 MB.  Now 15 and 17 share a NIC, 16
    // and 17 the link to host 9: 25 GB/s each.  15 ends after its other 15 MB, 0.6 ms; 16 after 15.33 MB,
    // 0.6133 ms; 17 has sent 15.33 MB more by then, and its last 6.33 MB go at 50 GB/s: 0.1267 ms.
    FlowRun jammed{set.flows, paths, set.routes.capacities, {.head_of_line = HeadOfLine::per_vl}};
    jammed.run();
    for (std::uint32_t f = 0; f < 15; ++f) CHECK(std::fabs(jammed.finish_s(f) - 4.5e-3) < 3e-9);
    CHECK(std::fabs(jammed.finish_s(15) - 5.1e-3) < 3e-9);
    CHECK(std::fabs(jammed.finish_s(16) - 5.113333333e-3) < 3e-9);
    CHECK(std::fabs(jammed.finish_s(17) - 5.24e-3) < 3e-9);
}

TEST_CASE("with head-of-line blocking bytes are kept, no link is overloaded, and all is not done sooner") {
    for (const char* name : {"shift16", "a2a16o", "stagger16", "stagger16o", "degraded16", "permvar1024"}) {
        INFO(name);
        const FlowSet set = read_flow_set(name);
        GivenPaths paths{set.routes};
        FlowRun free{set.flows, paths, set.routes.capacities};
        free.run();
        FlowRun jammed{set.flows, paths, set.routes.capacities, {.head_of_line = HeadOfLine::per_vl}};
        jammed.run();
        double hops = 0.0;
        double late = 0.0;
        for (std::uint32_t f = 0; f < set.flows.size(); ++f) {
            hops += set.flows[f].bytes * static_cast<double>(set.routes.path(f).size());
            CHECK(jammed.finish_s(f) >= 0.0);
            late += jammed.finish_s(f) - free.finish_s(f);
        }
        double carried = 0.0;
        for (std::size_t l = 0; l < jammed.links().size(); ++l) {
            carried += jammed.links()[l].bytes;
            CHECK(jammed.links()[l].peak <= set.routes.capacities[l] * (1 + 2e-9));
        }
        CHECK(carried == Approx(hops).epsilon(1e-9));
        CHECK(late >= 0.0);
    }
}

TEST_CASE("slowed rates are never above the max-min ones, and links sum them up") {
    constexpr std::uint32_t of_a_level = 4;
    std::size_t slowed = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SplitMix random{seed};
        std::vector<double> capacities;
        for (std::uint32_t l = 0; l < 4 * of_a_level; ++l) capacities.push_back(1 + random.below(9));
        MaxMin rates{capacities};
        HeadOfLineRates limited{capacities.size()};
        std::map<std::uint32_t, double> known;  // rates by what limit() has said
        for (int batch = 0; batch < 20; ++batch) {
            for (std::uint32_t n = random.below(4); n > 0; --n) {
                std::vector<PathHop> path;
                for (std::uint32_t level = random.below(2); level < 4; ++level)
                    path.push_back({level * of_a_level + random.below(of_a_level), 1.0});
                known[rates.add({path, 1.0 + random.below(2)})] = 0.0;
            }
            if (!known.empty() && random.below(2) == 0) {
                rates.remove(known.begin()->first);
                limited.forget(known.begin()->first);
                known.erase(known.begin());
            }
            rates.solve();
            for (const RateChange& change : limited.limit(rates)) {
                REQUIRE(known.at(change.flow) == change.before);
                known[change.flow] = limited.rate(change.flow);
            }
            std::vector<double> loads(capacities.size());
            for (const auto& [flow, rate] : known) {
                REQUIRE(limited.rate(flow) == rate);
                REQUIRE(rate > 0.0);
                REQUIRE(rate <= rates.rate(flow) * (1 + 1e-12));
                if (rate < rates.rate(flow) * 0.999) ++slowed;
                for (const MaxMin::Hop& hop : rates.path(flow)) loads[hop.link] += rate;
            }
            for (std::uint32_t l = 0; l < loads.size(); ++l) {
                if (loads[l] > 0.0) REQUIRE(limited.load(l) == Approx(loads[l]).epsilon(1e-9));
                REQUIRE(loads[l] <= capacities[l] * (1 + 2e-9));
            }
        }
    }
    CHECK(slowed > 1000);
}
