// A run that forgets its jobs against one that keeps each as it is to the end: every byte is the same.
#include <csignal>

#include "sim/report/columns_json.hpp"
#include "sim/report/result_csv.hpp"
#include "sim/report/result_json.hpp"
#include "sim/run/world.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

struct Outputs {
    std::string result, jobs, ledger, findings, columns;
    std::uint64_t spilled = 0;
};

template <class Write>
std::string text_of(const Write& write) {
    std::string text;
    write([&](std::string_view bytes) { text += bytes; });
    return text;
}

Outputs outputs(Scenario&& scenario, RunOptions options, JobStoreOptions keeping) {
    const bool has_records = keeping.has_records;
    JobStore jobs{std::move(keeping)};
    options.jobs = &jobs;
    const Result r = simulate(std::move(scenario), options);
    Outputs out{.result = result_json(r)};
    out.ledger = text_of([&](const Sink& sink) { write_ledger_csv(r.ledger, sink); });
    out.findings = text_of([&](const Sink& sink) { write_findings_csv(r.findings, sink); });
    out.columns = columns_json(r, jobs);
    if (has_records) out.jobs = text_of([&](const Sink& sink) { write_jobs_csv(r, jobs, sink); });
    out.spilled = jobs.spilled_bytes();
    return out;
}

// What comes out is the same, whatever is kept; what `text` must say in jobs.csv shows that the case is one.
template <class Load>
void check_streams(const Load& load, const RunOptions& options, const std::vector<std::string>& says) {
    const Outputs whole = outputs(load(), options, {.forget = Forget::when_run_ends});
    const TemporaryFolder folder;
    const Outputs spilled = outputs(load(), options, {.folder = folder.path(), .block = 7});
    const Outputs held = outputs(load(), options, {});
    const Outputs figures = outputs(load(), options, {.has_records = false, .block = 5});
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK(spilled.spilled > 0);
    CHECK(whole.spilled + held.spilled + figures.spilled == 0);
    for (const Outputs* o : {&spilled, &held, &figures}) {
        CHECK(o->result == whole.result);
        CHECK(o->ledger == whole.ledger);
        CHECK(o->findings == whole.findings);
        CHECK(o->columns == whole.columns);
    }
    CHECK(spilled.jobs == whole.jobs);
    CHECK(held.jobs == whole.jobs);
    for (const std::string& word : says) {
        CAPTURE(word);
        CHECK(whole.jobs.find(word) != std::string::npos);
    }
}

void check_shipped(const std::string& name, const std::vector<std::string>& overrides, Seconds until,
                   const std::vector<std::string>& says = {}) {
    CAPTURE(name);
    check_streams([&] { return load(shipped + "/starter/" + name + ".yaml", overrides); },
                  {.audit_every_instant = true, .until = until}, says);
}

// Two streams, one of a higher priority; jobs of 1 to 4 devices, of which there are four.
const std::string two_streams = one_rack + R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: low.csv, work_class: plain}}
  - {name: high, priority: 1, workload: {model: jobs_csv, file: high.csv, work_class: plain}}
)";

std::string random_rows(std::uint64_t seed, int jobs, std::uint32_t every) {
    SplitMix random{seed};
    std::string rows = "id,user,account,submit_s,reference_s,estimate_s,requested_devices\n";
    std::uint32_t submit = 0;
    for (int i = 0; i < jobs; ++i) {
        submit += random.below(every);
        const std::uint32_t run = 1 + random.below(random.below(8) == 0 ? 900 : 60);
        // One in twenty is wider than the cluster.
        const std::uint32_t width = random.below(20) == 0 ? 9 : 1 + random.below(4);
        rows += std::to_string(1'000 - i) + ",u" + std::to_string(random.below(5)) + ",a" +
                std::to_string(random.below(2)) + "," + std::to_string(submit) + "," + std::to_string(run) +
                "," + std::to_string(run + random.below(30)) + "," + std::to_string(width) + "\n";
    }
    return rows;
}

void write_rows(const ScratchScenario& file) {
    std::ofstream{file.folder() / "low.csv"} << random_rows(1, 150, 40);
    std::ofstream{file.folder() / "high.csv"} << random_rows(2, 40, 150);
}

void check_small(const std::vector<std::string>& overrides, const std::vector<std::string>& says,
                 RunOptions options = {.audit_every_instant = true}) {
    const ScratchScenario file{two_streams};
    write_rows(file);
    check_streams([&] { return load(file.path(), overrides); }, options, says);
}

}  // namespace

TEST_CASE("a run that forgets its jobs has the same outputs: jobs stopped for others", "[streaming]") {
    const std::string stops = "clusters[0].preemption=";
    check_small({}, {"completed", "refused", "queued"});
    check_small({stops + "{mode: requeue}"}, {"completed", "refused"});
    check_small({stops + "{mode: requeue, checkpoint: 10 s, grace: 5 s}"}, {"completed"});
    check_small({stops + "{mode: suspend, min_run: 20 s}"}, {"completed"});
    check_small({stops + "{mode: cancel}"}, {"preempted", "completed"});
    check_small({stops + "{mode: cancel, grace: 15 s}"}, {"preempted", "completed"});
}

TEST_CASE("a run that forgets its jobs has the same outputs: warm-up, trim, a backlog", "[streaming]") {
    check_small({"warm_up=20 min"}, {"completed"});
    check_small({"trim=archive"}, {"completed"});
    check_small({"warm_up=10 min", "trim=archive", "clusters[0].preemption={mode: requeue}"}, {"completed"});
    check_small({"view=saturated", "warm_up=10 min", "clusters[0].preemption={mode: cancel}"}, {"completed"});
    check_small({"warm_up=50 min"}, {"running"}, {.until = 40.0_min});
}

TEST_CASE("a run that forgets its jobs has the same outputs: limits, partitions, reservations",
          "[streaming]") {
    check_small({"clusters[0].limits={each_user: {max_devices: 2}}", "clusters[0].scheduler={model: easy}"},
                {"completed"});
    check_small({"clusters[0].partitions=[{name: all, default: true}, {name: one, first_node: 1, tier: 5}]",
                 "demand[1].partition=one", "clusters[0].scheduler={model: conservative}"},
                {"completed", "refused"});
    check_small({"clusters[0].power_saving={idle_after: 20 s, shut_down: 5 s, boot: 10 s}"}, {"completed"});
}

TEST_CASE("a run that forgets its jobs has the same outputs: jobs that lose their power", "[streaming]") {
    const std::string outage = "faults=[{name: grid, element: utility, at: 20 min, duration: 5 min}]";
    check_small({outage}, {"completed"});
    check_small({outage, "clusters[0].node_loss={jobs: cancel}"}, {"completed", "node_fail"});
}

TEST_CASE("an interrupted run that forgets its jobs has the same partial outputs", "[streaming]") {
    volatile std::sig_atomic_t flag = 0;
    const RunOptions options{.interrupt = &flag, .progress = [&](const Progress& p) {
                                 flag = p.fraction > 0.4 && p.fraction < 1.0 ? 1 : 0;
                             }};
    const auto check_interrupted = [&](const std::vector<std::string>& overrides) {
        const ScratchScenario file{two_streams};
        write_rows(file);
        check_streams(
            [&] {
                flag = 0;  // of the run before
                return load(file.path(), overrides);
            },
            options, {"completed", "running"});
    };
    check_interrupted({"clusters[0].preemption={mode: requeue}"});
    check_interrupted({"warm_up=50 min", "trim=archive"});
}

TEST_CASE("a run that forgets its jobs has the same outputs: halls that ship", "[streaming]") {
    check_shipped("gpu_hall", {"warm_up=6 h"}, 1.0_d, {"completed", "running"});
    check_shipped("gpu_hall", {"view=saturated", "cooling.air.preset=legacy_crac_7C"}, 12.0_h);
    check_shipped("shared_hall", {"trim=archive"}, 1.0_d);
    check_shipped("partitioned_hall", {"warm_up=12 h"}, 1.0_d);
    check_shipped("pods_hall", {"warm_up=6 h"}, 1.0_d);
    check_shipped("philly_replay", {"demand[0].workload.copies=3"}, 2.0_d);
}

TEST_CASE("memory of a run does not grow with the jobs that have ended", "[streaming]") {
    // A job of a device every 60 s for 150 s: of four devices two or three are held, so no job waits, and at
    // most three are there at once, besides those that end at the instant at which another comes.
    const ScratchScenario file{
        one_rack +
        "demand: [{name: one, workload: {model: steady, work_class: plain, jobs: 1000000, "
        "run: 150 s, every: 60 s}}]\n"};
    const auto after = [&](std::int64_t hours) {
        Scenario scenario = load(file.path());
        const Facility facility = build_facility(scenario);
        const TemporaryFolder folder;
        JobStore jobs{{.folder = folder.path(), .block = 100}};
        World world{scenario.config(), facility, AuditEvery::run, jobs};
        const Instant end{hours * 3'600'000'000'000};
        world.start(1, 0, end);
        world.queue().run_until(end);
        const Cluster& cluster = *world.clusters()[0];
        CHECK(cluster.jobs().arrived() == static_cast<std::uint64_t>(hours * 60));
        CHECK(cluster.past().sums().jobs + cluster.jobs().size() == cluster.jobs().arrived());
        CHECK(cluster.jobs().slots() <= 4);
        CHECK(world.nodes().bills() <= 4);
        CHECK(cluster.past().log().held_bytes() <= 100 * sizeof(JobRow));
        return cluster.jobs().slots();
    };
    CHECK(after(10) == after(1'000));
}
