// Looking at a run does not change it.
#include "sim/run/audits.hpp"
#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

Result short_run(RunOptions options) {
    options.until = 2.0_d;
    return simulate(load(shipped + "/starter/gpu_hall.yaml"), options);
}

void check_equal(const Result& a, const Result& b) {
    CHECK(a.trace_hash == b.trace_hash);
    CHECK(a.scenario_hash == b.scenario_hash);
    REQUIRE(a.metrics.size() == b.metrics.size());
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        INFO(a.metrics[i].name);
        CHECK(a.metrics[i].value == b.metrics[i].value);
    }
    CHECK(a.jobs.size() == b.jobs.size());
}

}  // namespace

TEST_CASE("a series every minute and one every hour leave the same result", "[run]") {
    const Result minutes = short_run({.series_interval = 60.0_s});
    const Result hours = short_run({.series_interval = 3600.0_s});
    CHECK(minutes.series.rows() == 2'881);  // 2 days of minutes and both ends
    CHECK(hours.series.rows() == 49);
    check_equal(minutes, hours);

    // The meter in the series reaches the total of the run.
    const std::size_t columns = minutes.series.columns.size();
    const double last = minutes.series.values[2'880 * columns + 5];
    CHECK(minutes.series.columns[5].name == "utility_energy_j");
    CHECK(last == value(minutes.metrics, "energy.utility"));
}

TEST_CASE("auditing every instant changes nothing and finds the books in order", "[run]") {
    check_equal(short_run({.audit_every_instant = true}), short_run({}));
}

TEST_CASE("progress reports change nothing", "[run]") {
    double last = 0;
    const Result watched = short_run({.progress = [&](const Progress& p) {
        CHECK(p.fraction >= last);
        last = p.fraction;
    }});
    CHECK(last == 1.0);
    check_equal(watched, short_run({}));
}

TEST_CASE("a run that reaches its limit of events says so", "[run]") {
    CHECK_THROWS_AS(short_run({.max_events = 10}), LimitError);
}

TEST_CASE("an interrupted run is incomplete, and its books still balance", "[run]") {
    volatile std::sig_atomic_t flag = 0;
    const Result r = short_run({.interrupt = &flag, .progress = [&](const Progress& p) {
                                    if (p.fraction > 0.5) flag = 1;
                                }});
    CHECK_FALSE(r.complete);
    CHECK(value(r.metrics, "run.duration") < 2 * 86'400.0);
    for (const Audit& a : r.audits) CHECK(a.passed);
}
