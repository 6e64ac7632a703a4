// Flows as events: starts, ends, failures, new routes.
#include "sim/fabric/flow_run.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

/// One path for all flows, and another one once they are routed again.
class TwoWays final : public FlowPaths {
public:
    explicit TwoWays(std::vector<PathHop> now, std::vector<PathHop> later = {}, Seconds latency = {})
        : now_{std::move(now)}, later_{std::move(later)}, latency_{latency} {}
    std::span<const PathHop> path(std::uint32_t) override { return now_; }
    Seconds latency(std::span<const PathHop>) const override { return latency_; }
    void route_again(std::span<const LinkChange>) override { now_ = later_; }

private:
    std::vector<PathHop> now_, later_;
    Seconds latency_;
};

constexpr double capacity = 100.0;  // bytes/s
const std::vector<double> two_links{capacity, capacity};
constexpr std::int64_t second = 1'000'000'000;

}  // namespace

TEST_CASE("flows that share a link for a while end as their shares say") {
    // 1,000 bytes alone take 10 s.  The second comes at 5 s, when 500 are left: both have 50 B/s, the first
    // ends at 15 s; the second has sent 500 by then and the rest takes 5 s alone.
    const std::vector<Flow> flows{{0, 1, 1000, 0}, {0, 1, 1000, 5 * second}};
    TwoWays paths{{{0, 1.0}}};
    FlowRun run{flows, paths, two_links};
    run.run();
    CHECK(run.finish_s(0) == Approx(15.0).epsilon(1e-12));
    CHECK(run.finish_s(1) == Approx(20.0).epsilon(1e-12));
    CHECK(run.links()[0].bytes == Approx(2000.0).epsilon(1e-12));
    CHECK(run.links()[0].peak == Approx(capacity).epsilon(1e-12));
    CHECK(run.links()[1].bytes == 0.0);
}

TEST_CASE("flows without bytes or without a way to go end when they start") {
    const std::vector<Flow> flows{{3, 3, 1000, 2 * second}, {0, 1, 0, second}, {0, 1, 100, 0}};
    TwoWays paths{{{0, 1.0}}};
    FlowRun run{flows, paths, two_links};
    run.run();
    CHECK(run.finish_s(0) == 2.0);
    CHECK(run.finish_s(1) == 1.0);
    CHECK(run.finish_s(2) == Approx(1.0));
}

TEST_CASE("a latency delays a start and takes no bandwidth") {
    const std::vector<Flow> flows{{0, 1, 100, second}};
    TwoWays paths{{{0, 1.0}}, {}, Seconds::from_si(0.25)};
    FlowRun run{flows, paths, two_links};
    run.run();
    CHECK(run.finish_s(0) == Approx(2.25).epsilon(1e-12));
}

TEST_CASE("a link at a quarter of its speed takes four times as long") {
    const std::vector<Flow> flows{{0, 1, 1000, 0}};
    TwoWays paths{{{0, 1.0}}};
    FlowRun run{flows, paths, std::vector<double>{capacity / 4, capacity}};
    run.run();
    CHECK(run.finish_s(0) == Approx(40.0).epsilon(1e-12));
}

TEST_CASE("a flow waits for the repair of its link, and loses nothing") {
    // 300 bytes by 3 s, nothing until 8 s, the other 700 by 15 s.
    const std::vector<Flow> flows{{0, 1, 1000, 0}};
    TwoWays paths{{{0, 1.0}}};
    FlowRun run{flows, paths, two_links, {.changes = {{3 * second, 0, 0.0}, {8 * second, 0, capacity}}}};
    run.run();
    CHECK(run.finish_s(0) == Approx(15.0).epsilon(1e-12));
}

TEST_CASE("a flow over a link that stays down never ends") {
    const std::vector<Flow> flows{{0, 1, 1000, 0}};
    TwoWays paths{{{0, 1.0}}};
    FlowRun run{flows, paths, two_links, {.changes = {{3 * second, 0, 0.0}}}};
    run.run();
    CHECK(run.finish_s(0) < 0.0);
}

TEST_CASE("new routes take over the bytes that are left") {
    // 300 bytes over link 0, two seconds of nothing until the new routes are there, 700 over link 1.
    const std::vector<Flow> flows{{0, 1, 1000, 0}, {0, 1, 0, second}};
    TwoWays paths{{{0, 1.0}}, {{1, 1.0}}};
    FlowRun run{flows, paths, two_links, {.changes = {{3 * second, 0, 0.0}}, .reroute_ns = 2 * second}};
    run.run();
    CHECK(run.finish_s(0) == Approx(12.0).epsilon(1e-12));
    CHECK(run.links()[0].bytes == Approx(300.0).epsilon(1e-12));
    CHECK(run.links()[1].bytes == Approx(700.0).epsilon(1e-12));
}

TEST_CASE("a flow without a route waits until there is one") {
    const std::vector<Flow> flows{{0, 1, 1000, 0}};
    TwoWays paths{{}, {{1, 1.0}}};
    FlowRun run{flows, paths, two_links, {.changes = {{3 * second, 0, 50.0}}, .reroute_ns = second}};
    run.run();
    CHECK(run.finish_s(0) == Approx(14.0).epsilon(1e-12));
}

TEST_CASE("a cap of a flow's rate holds on every path") {
    const std::vector<Flow> flows{{0, 1, 100, 0, 1.0, 10.0}};
    TwoWays paths{{{0, 1.0}}, {{1, 1.0}}};
    FlowRun run{flows, paths, two_links, {.changes = {{2 * second, 0, 0.0}}, .reroute_ns = 0}};
    run.run();
    CHECK(run.finish_s(0) == Approx(10.0).epsilon(1e-12));
}
