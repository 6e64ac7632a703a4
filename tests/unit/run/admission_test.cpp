// What keeps jobs from starting, or stops them: higher priorities, maintenance, power caps.
#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>

#include "sim/run/jobs/maintenance.hpp"
#include "sim/run/jobs/preemption.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

const std::string scenario = one_rack + R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: low.csv, work_class: plain}}
  - {name: high, priority: 1, workload: {model: jobs_csv, file: high.csv, work_class: plain}}
)";

struct Rows {
    std::string low;  // "id,user,submit_s,reference_s,requested_devices" rows
    std::string high = "";
};

Result run_with(const Rows& rows, std::vector<std::string> overrides) {
    const ScratchScenario file{scenario};
    const std::string header = "id,user,submit_s,reference_s,requested_devices\n";
    std::ofstream{file.folder() / "low.csv"} << header << rows.low;
    const std::string at_the_end = "99,0,3599,1,1\n";  // a trace without a job is refused
    std::ofstream{file.folder() / "high.csv"} << header << (rows.high.empty() ? at_the_end : rows.high);
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

const Rows one_of_each{.low = "2,0,10,100,4\n", .high = "9,0,40,10,2\n"};

const std::string stops = "clusters[0].preemption=";

}  // namespace

TEST_CASE("victims are the lowest, latest jobs that are needed", "[preemption]") {
    const Victim early{.priority = 0, .start_ns = 5, .id = 1, .units = 4, .job = 1};
    const Victim late{.priority = 0, .start_ns = 10, .id = 2, .units = 1, .job = 2};
    const Victim higher{.priority = 1, .start_ns = 20, .id = 3, .units = 4, .job = 3};
    // The late one is taken first; with the early one it would be 5, and 4 suffice: it is dropped again.
    CHECK(choose_victims({early, late, higher}, 4) == std::vector{early});
    CHECK(choose_victims({early, late, higher}, 1) == std::vector{late});
    CHECK(choose_victims({early, late, higher}, 5) == std::vector{late, early});
    CHECK(choose_victims({early, late, higher}, 9) == std::vector{late, early, higher});
    CHECK(choose_victims({early, late, higher}, 10).empty());
    const Victim twin{.priority = 0, .start_ns = 10, .id = 7, .units = 1, .job = 4};
    CHECK(choose_victims({late, twin}, 1) == std::vector{twin});
}

TEST_CASE("without preemption a job of a higher priority waits", "[preemption]") {
    const Result r = run_with(one_of_each, {});
    CHECK(job(r, 9).start_ns == 110'000'000'000);
    CHECK(waited(job(r, 9), WaitCause::busy) == 70);
    CHECK(job(r, 2).stops == 0);
}

TEST_CASE("a requeued job starts again and its work is lost", "[preemption]") {
    // Job 2 runs from 10 to 40, waits for two devices until 50, and runs its 100 s again.
    const Result r = run_with(one_of_each, {stops + "{mode: requeue}"});
    CHECK(job(r, 9).start_ns == 40'000'000'000);
    CHECK(job(r, 2).start_ns == 10'000'000'000);
    CHECK(job(r, 2).end_ns == 150'000'000'000);
    CHECK(job(r, 2).stops == 1);
    CHECK(seconds(job(r, 2).redone_ns) == 30);
    CHECK(waited(job(r, 2), WaitCause::busy) == 10);
    CHECK(job(r, 2).state == JobState::completed);
    CHECK(value(r.metrics, "jobs.stops") == 1);
    CHECK(value(r.metrics, "work.redone") * 3'600 == Approx(4 * 30.0));
}

TEST_CASE("a job in its grace keeps its devices", "[preemption]") {
    const Result r = run_with(one_of_each, {stops + "{mode: requeue, grace: 5 s}"});
    CHECK(job(r, 9).start_ns == 45'000'000'000);
    CHECK(job(r, 2).end_ns == 155'000'000'000);
    CHECK(seconds(job(r, 2).redone_ns) == 35);
}

TEST_CASE("a job that ends within its grace was not stopped", "[preemption]") {
    const Result r = run_with(one_of_each, {stops + "{mode: requeue, grace: 90 s}"});
    CHECK(job(r, 2).end_ns == 110'000'000'000);
    CHECK(job(r, 2).stops == 0);
    CHECK(job(r, 9).start_ns == 110'000'000'000);
}

TEST_CASE("a suspended job goes on where it was, a checkpointed one from its last checkpoint",
          "[preemption]") {
    const Result suspended = run_with(one_of_each, {stops + "{mode: suspend}"});
    CHECK(job(suspended, 2).end_ns == 120'000'000'000);  // 100 s of run, 10 s of wait
    CHECK(job(suspended, 2).redone_ns == 0);
    const Result kept = run_with(one_of_each, {stops + "{mode: requeue, checkpoint: 20 s}"});
    CHECK(job(kept, 2).end_ns == 130'000'000'000);  // 20 of 30 s were kept
    CHECK(seconds(job(kept, 2).redone_ns) == 10);
}

TEST_CASE("a cancelled job ends where it is stopped", "[preemption]") {
    const Result r = run_with(one_of_each, {stops + "{mode: cancel}"});
    CHECK(job(r, 2).end_ns == 40'000'000'000);
    CHECK(job(r, 2).state == JobState::preempted);
    CHECK(value(r.metrics, "jobs.preempted") == 1);
}

TEST_CASE("a job is left alone until it has run for its least time", "[preemption]") {
    const Result r = run_with(one_of_each, {stops + "{mode: requeue, min_run: 60 s}"});
    CHECK(job(r, 9).start_ns == 70'000'000'000);  // 60 s after 10
}

TEST_CASE("windows repeat, and touch only what overlaps them", "[maintenance]") {
    const MaintenanceWindow window{
        .name = "m", .at = 100_s, .duration = 10_s, .every = 50_s, .first_node = 1, .nodes = 2};
    const Maintenance m{{&window, 1}, 4};
    constexpr std::int64_t s = 1'000'000'000;
    const auto nodes = [&](std::int64_t from, std::int64_t length) {
        std::vector<std::uint32_t> out;
        m.nodes_within(from * s, length * s, out);
        return out.size();
    };
    CHECK(nodes(0, 100) == 0);  // ends where the window begins
    CHECK(nodes(0, 101) == 2);
    CHECK(nodes(109, 1) == 2);
    CHECK(nodes(110, 40) == 0);  // between the first and the second
    CHECK(nodes(110, 41) == 2);
    CHECK(nodes(155, 1) == 2);
    CHECK(m.is_out(1, 150 * s));
    CHECK_FALSE(m.is_out(0, 150 * s));
    CHECK_FALSE(m.is_out(3, 150 * s));
    CHECK(m.next_change(0) == 100 * s);
    CHECK(m.next_change(100 * s) == 110 * s);
    CHECK(m.next_change(110 * s) == 150 * s);
}

TEST_CASE("no job is started that might run into maintenance of its nodes", "[maintenance]") {
    // One of two nodes is out from 50 to 150.  Job 2 needs both for 30 s at 30; job 3 fits on the other node
    // but stands behind it.
    const Rows rows{.low = "2,0,30,30,4\n3,0,35,100,2\n"};
    const std::vector<std::string> window{
        "clusters[0].maintenance=[{name: disks, at: 50 s, duration: 100 s, nodes: 1}]"};
    const Result r = run_with(rows, window);
    CHECK(job(r, 2).start_ns == 150'000'000'000);
    CHECK(waited(job(r, 2), WaitCause::maintenance) == 120);
    CHECK(job(r, 3).start_ns == 180'000'000'000);
    CHECK(waited(job(r, 3), WaitCause::order) == 115);
    CHECK(waited(job(r, 3), WaitCause::busy) == 30);  // while job 2 runs
    CHECK(value(r.metrics, "devices.out_of_service_mean") == Approx(2 * 100.0 / 3'600));
    // An idle node: 2 x 50 W and its supply's losses; the other is idle or at work for the same 100 s.
    const double out = value(r.metrics, "energy.maintenance");
    CHECK(out > 100 * 100.0);
    CHECK(out < 100 * 150.0);
    std::vector<std::string> backfilled = window;
    backfilled.emplace_back("clusters[0].scheduler={model: easy}");
    const Result easy = run_with(rows, backfilled);
    CHECK(job(easy, 3).start_ns == 35'000'000'000);
}

TEST_CASE("a job that maintenance alone keeps waiting starts at its end under every scheduler",
          "[maintenance]") {
    // Nothing runs, so that no job's end could wake a scheduler up.
    const char* const scheduler = GENERATE("fcfs", "easy", "conservative", "multifactor");
    CAPTURE(scheduler);
    const Result r = run_with({.low = "1,0,60,30,4\n"},
                              {"clusters[0].maintenance=[{name: disks, at: 50 s, duration: 100 s, nodes: 1}]",
                               std::string{"clusters[0].scheduler={model: "} + scheduler + "}"});
    CHECK(job(r, 1).start_ns == 150'000'000'000);
}

TEST_CASE("a job whose limit ends where maintenance begins may start", "[maintenance]") {
    const Result r = run_with({.low = "1,0,0,50,4\n2,0,1,10,1\n"},
                              {"clusters[0].maintenance=[{name: all, at: 50 s, duration: 100 s}]"});
    CHECK(job(r, 1).end_ns == 50'000'000'000);
    CHECK(job(r, 2).start_ns == 150'000'000'000);
}

TEST_CASE("a job waits for power rather than exceed a cap", "[power_cap]") {
    const Rows rows{.low = "1,0,0,100,2\n2,0,10,50,2\n"};
    const Result free = run_with(rows, {});
    CHECK(job(free, 2).start_ns == 10'000'000'000);
    const double peak = value(free.metrics, "power.utility_peak");
    const std::string cap = "power.job_caps=[{level: utility, cap: " + std::to_string(peak - 1) + " W}]";
    const Result capped = run_with(rows, {cap});
    CHECK(job(capped, 2).start_ns == 100'000'000'000);
    CHECK(waited(job(capped, 2), WaitCause::power) == 90);
    CHECK(value(capped.metrics, "power.utility_peak") < peak - 1);
    const std::string room = "power.job_caps=[{level: utility, cap: " + std::to_string(peak + 1) + " W}]";
    CHECK(job(run_with(rows, {room}), 2).start_ns == 10'000'000'000);
    // The bus below: its rating is far away, a cap of its own is not.
    CHECK(job(run_with(rows, {"power.job_caps=[{level: ups}]"}), 2).start_ns == 10'000'000'000);
    CHECK(job(run_with(rows, {"power.job_caps=[{level: ups, cap: 1 kW}]"}), 2).start_ns == 100'000'000'000);
}

TEST_CASE("a cap below what any job needs is a finding", "[power_cap]") {
    const Rows rows{.low = "1,0,0,100,2\n"};
    CHECK(has_finding(run_with(rows, {"power.job_caps=[{level: ups, cap: 300 W}]"}).findings, "F0504"));
    CHECK_FALSE(has_finding(run_with(rows, {"power.job_caps=[{level: ups, cap: 1 kW}]"}).findings, "F0504"));
}

TEST_CASE("a cap must name a level, maintenance must fit the cluster", "[power_cap]") {
    const Rows rows{.low = "1,0,0,1,1\n"};
    CHECK_THROWS_WITH(run_with(rows, {"power.job_caps=[{level: pdu}]"}),
                      Catch::Matchers::Contains("no level of the chain is named 'pdu'"));
    CHECK_THROWS_WITH(run_with(rows, {"power.job_caps=[{level: utility}]"}),
                      Catch::Matchers::Contains("expected a cap for utility, or power.grid_limit"));
    CHECK_THROWS_WITH(
        run_with(rows,
                 {"clusters[0].maintenance=[{name: m, at: 1 s, duration: 1 s, first_node: 1, nodes: 2}]"}),
        Catch::Matchers::Contains("expected nodes within the 2 of the cluster"));
}

TEST_CASE("all books balance with stops, maintenance and caps at once", "[preemption]") {
    // The books are audited at each instant and at the end; a run that does not balance throws.
    std::string low;
    std::string high;
    for (int i = 0; i < 120; ++i) {
        const auto n = std::to_string(i);
        low += n + ",0," + std::to_string(i * 23) + "," + std::to_string(40 + i * 37 % 90) + "," +
               std::to_string(1 + i % 4) + "\n";
        high += n + ",0," + std::to_string(i * 29) + "," + std::to_string(5 + i * 11 % 30) + "," +
                std::to_string(1 + i % 3) + "\n";
    }
    const std::string scheduler = GENERATE("fcfs", "easy", "conservative");
    const std::string mode = GENERATE("requeue", "suspend", "cancel");
    const std::string grace = GENERATE("0 s", "7 s");
    const Result r =
        run_with({low, high},
                 {"clusters[0].scheduler={model: " + scheduler + "}",
                  stops + "{mode: " + mode + ", grace: " + grace + ", min_run: 3 s}",
                  "clusters[0].maintenance=[{name: m, at: 100 s, duration: 60 s, every: 400 s, nodes: 1}]",
                  "power.job_caps=[{level: ups, cap: 1.2 kW}]"});
    CHECK(value(r.metrics, "jobs.stops") > 0);
    for (const JobRecord& j : r.jobs) {
        if (j.state != JobState::completed) continue;
        const std::int64_t wait = std::accumulate(j.waited_ns.begin(), j.waited_ns.end(), std::int64_t{0});
        CHECK(j.end_ns - j.submit_ns == wait + j.reference_ns + j.redone_ns);
    }
}
