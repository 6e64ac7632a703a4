// Who has had what, by hand: five jobs of three users in a hall of four devices.
#include <algorithm>
#include <cmath>

#include "sim/run/jobs/job_time.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

constexpr std::int64_t s = 1'000'000'000;

// First come, first served, for 10 h.  1 runs at once; 2 and 3 start when it ends, at 3600 s; 3 runs beyond
// the end; 4 finds two devices where it needs three, and waits for ever; 5 is wider than the cluster.
const std::string five_jobs =
    "id,user,account,qos,submit_s,reference_s,estimate_s,requested_devices\n"
    "1,ann,physics,high,0,3600,7200,4\n"
    "2,bob,physics,low,600,1800,3600,2\n"
    "3,ann,chemistry,low,600,100000,,2\n"
    "4,ann,physics,low,1000,1800,,3\n"
    "5,cem,physics,low,2000,60,,9\n";

Result run_jobs(const std::string& jobs, std::vector<std::string> overrides = {}) {
    const ScratchScenario file{small_hall +
                               "demand:\n  - {name: night, cluster: gpu, workload: {model: jobs_csv, "
                               "file: jobs.csv, work_class: on_gpu}}\n"};
    std::ofstream{file.folder() / "jobs.csv"} << jobs;
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

const LedgerRow& row(const Result& r, const std::string& kind, const std::string& cluster,
                     const std::string& name) {
    const auto found = std::ranges::find_if(r.ledger, [&](const LedgerRow& row) {
        return row.kind == kind && row.cluster == cluster && row.name == name;
    });
    INFO("row " << kind << " " << cluster << " " << name);
    REQUIRE(found != r.ledger.end());
    return *found;
}

std::uint64_t count(const LedgerRow& row, JobState state) {
    return row.by_state[static_cast<std::size_t>(state)];
}

}  // namespace

TEST_CASE("the ledger has each user's and account's jobs, device-time and waits", "[ledger]") {
    const Result r = run_jobs(five_jobs);
    const LedgerRow& ann = row(r, "user", "gpu", "ann");
    CHECK(ann.jobs == 3);
    CHECK(count(ann, JobState::completed) == 1);
    CHECK(count(ann, JobState::running) == 1);
    CHECK(count(ann, JobState::queued) == 1);
    CHECK(*ann.held == Int128{4 * 3'600 + 2 * 32'400} * s);
    CHECK(*ann.used == *ann.held);  // the class has no host part
    CHECK(ann.waited_ns == Int128{0 + 3'000 + 35'000} * s);
    CHECK(*ann.wait_mean_s == 1'500.0);  // of the two that have started
    CHECK(*ann.slowdown_mean == 1.0);    // of the one that has ended

    const LedgerRow& bob = row(r, "user", "gpu", "bob");
    CHECK(*bob.held == Int128{2 * 1'800} * s);
    CHECK(*bob.slowdown_mean == Approx((3'000 + 1'800) / 1'800.0));
    const LedgerRow& cem = row(r, "user", "gpu", "cem");
    CHECK(count(cem, JobState::refused) == 1);
    CHECK_FALSE(cem.wait_mean_s);
    CHECK(*cem.energy == 0);

    CHECK(*row(r, "account", "gpu", "physics").held == Int128{4 * 3'600 + 2 * 1'800} * s);
    CHECK(*row(r, "account", "gpu", "chemistry").held == Int128{2 * 32'400} * s);
    CHECK(row(r, "qos", "gpu", "low").jobs == 4);
    CHECK(row(r, "partition", "gpu", "").jobs == 5);
    CHECK(row(r, "stream", "gpu", "night").jobs == 5);
    CHECK(*row(r, "idle", "gpu", "").held == Int128{4 * 36'000 - 4 * 3'600 - 2 * 32'400 - 2 * 1'800} * s);
    CHECK(row(r, "cluster", "host", "host").jobs == 0);
}

TEST_CASE("energy and overheads of the ledger are those of the meters", "[ledger]") {
    const Result r = run_jobs(five_jobs);
    double energy = 0;
    double overhead = 0;
    for (const LedgerRow& row : r.ledger) {
        if (row.kind != "user" && row.kind != "idle" && row.kind != "facility") continue;
        energy += joules_of(row.energy.value_or(0));
        overhead += joules_of(row.overhead.value_or(0));
    }
    CHECK(energy == Approx(value(r.metrics, "energy.nodes")).epsilon(1e-14));
    CHECK(energy + overhead == Approx(value(r.metrics, "energy.utility")).epsilon(1e-14));
    double of_jobs = 0;
    for (const JobRecord& job : r.jobs) of_jobs += job.overhead_j;
    CHECK(of_jobs == Approx(joules_of(*row(r, "cluster", "gpu", "gpu").overhead)).epsilon(1e-14));
    CHECK(joules_of(*row(r, "facility", "", "rest").overhead) < 1e-6);
}

TEST_CASE("a job record names whom the job belongs to and how its time was spent", "[ledger]") {
    const Result r = run_jobs(five_jobs);
    REQUIRE(r.jobs.size() == 5);
    const JobRecord& second = r.jobs[1];
    CHECK(r.owners[0][Identity::user][second.owner[Identity::user]] == "bob");
    CHECK(r.owners[0][Identity::account][second.owner[Identity::account]] == "physics");
    CHECK(r.streams[second.stream].name == "night");
    CHECK(second.estimate_ns == 3'600 * s);
    CHECK(second.waited_ns ==
          std::array<std::int64_t, wait_cause_count>{3'000 * s, 0, 0, 0, 0, 0, 0});  // busy
    CHECK(second.compute_ns == 1'800 * s);
    CHECK(second.network_ns == 0);
    CHECK(second.throttled_ns == 0);
    CHECK(*second.slowdown == Approx(4'800 / 1'800.0));
    const JobRecord& third = r.jobs[2];  // still runs
    CHECK(third.compute_ns == 32'400 * s);
    CHECK_FALSE(third.slowdown);
    CHECK(r.jobs[3].compute_ns == -1);
}

TEST_CASE("the schedule's figures are those of its jobs", "[ledger]") {
    const Result r = run_jobs(five_jobs);
    const auto is = [&](const char* name) { return value(r.metrics, name); };
    // Job 1 waits 0 s and runs 3600 s; job 2 waits 3000 s and runs 1800 s.  The others do not end.
    CHECK(is("jobs.response_mean") == Approx((3'600 + 4'800) / 2.0));
    CHECK(is("jobs.slowdown_mean") == Approx((1.0 + 4'800 / 1'800.0) / 2));
    CHECK(is("jobs.slowdown_per_device") == Approx((1.0 + 4'800 / (2 * 1'800.0)) / 2));
    // Two users have ended jobs, with means of 1 and 8/3: (11/3)^2 / (2 (1 + 64/9)).
    CHECK(is("jobs.fairness") == Approx((121.0 / 9) / (2 * 73.0 / 9)));
    CHECK(is("jobs.makespan") == 36'000.0);  // jobs are open at the end
    // 4 x 3600 + 2 x 1800 + 2 x 100000 + 3 x 1800 device seconds; four devices of the cluster and eight host
    // cores that count as two sockets, from 0 to 1000 s.
    CHECK(is("jobs.offered_load") == Approx((14'400 + 3'600 + 200'000 + 5'400) / (6.0 * 1'000)));
    CHECK(is("jobs.goodput") == 1.0);
    // Job 4 asks for three devices while two are free, from the end of job 2 at 5400 s on.
    CHECK(is("devices.capacity_lost") == Approx(2 * (36'000 - 5'400) / (6.0 * 36'000)));
}

TEST_CASE("a schedule that is over has the makespan of its jobs", "[ledger]") {
    const Result r = run_jobs("submit_s,reference_s,requested_devices\n100,50,4\n110,50,4\n");
    CHECK(value(r.metrics, "jobs.makespan") == 100.0);  // from 100 s to 200 s
    CHECK(value(r.metrics, "devices.capacity_lost") == 0.0);
    CHECK(value(r.metrics, "jobs.fairness") == 1.0);  // of one
}

TEST_CASE("trimmed figures leave out the jobs at both ends", "[ledger]") {
    // Job i of 200 comes at 5 i s and starts at 10 i s: it waits 5 i s, runs 10 s and ends at 10 i + 10 s.
    std::string jobs = "submit_s,reference_s,requested_devices\n";
    for (int i = 0; i < 200; ++i) jobs += std::to_string(5 * i) + ",10,4\n";
    const Result all = run_jobs(jobs);
    CHECK(value(all.metrics, "jobs.wait_mean") == Approx(5 * 99.5));
    CHECK(value(all.metrics, "jobs.slowdown_mean") == Approx(1 + 0.5 * 99.5));
    // The first two go, and those that end after the last arrival at 995 s: jobs 2 to 98 are left.
    const Result kept = run_jobs(jobs, {"trim=archive"});
    CHECK(value(kept.metrics, "jobs.wait_mean") == Approx(5 * 50.0));
    CHECK(value(kept.metrics, "jobs.slowdown_mean") == Approx(1 + 0.5 * 50.0));
    CHECK(value(kept.metrics, "jobs.completed") == 200);
    CHECK(kept.trace_hash == all.trace_hash);
}

TEST_CASE("a backlog has no waits to speak of", "[ledger]") {
    const Result r = run_jobs("submit_s,reference_s,requested_devices\n0,3600,2\n", {"view=saturated"});
    const LedgerRow& all = row(r, "cluster", "gpu", "gpu");
    CHECK(all.jobs > 20);
    CHECK_FALSE(all.wait_mean_s);
    CHECK_FALSE(all.slowdown_mean);
}

TEST_CASE("the parts of a run sum to it", "[ledger]") {
    const TimeFactor time{.width = 1, .factor = 1.0, .busy = 0.8, .network = 0.25};
    // 100 ns held, 20 of them lost to slow devices: of the 80 at nominal speed 40 had to be done again; of
    // the rest a quarter is the network's.  A fifth of the 80 is the host's.
    const TimeHeld held_100{.held_ns = 100, .slowed_ns = 20, .lost_ns = 40};
    const RunSplit split = split_run(time, held_100);
    CHECK(split.compute_ns == 30);
    CHECK(split.network_ns == 10);
    CHECK(split.throttled_ns == 20);
    CHECK(used_ns(time, held_100) == 84);
    for (const std::int64_t held : {std::int64_t{1}, std::int64_t{7}, INT64_MAX}) {
        for (const std::int64_t slowed : {std::int64_t{0}, held / 3, held}) {
            const RunSplit parts = split_run(time, {.held_ns = held, .slowed_ns = slowed});
            CHECK(parts.compute_ns + parts.network_ns + parts.throttled_ns == held);
            CHECK(parts.compute_ns >= 0);
        }
    }
}
