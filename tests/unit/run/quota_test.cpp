// Limits and shares by the names in a trace: what a whole run makes of them.
#include <algorithm>
#include <fstream>
#include <string>

#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/job_records.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::literals;
using namespace datahall::test;

namespace {

const std::string scenario = one_rack + R"(
demand:
  - {name: jobs, workload: {model: jobs_csv, file: jobs.csv, work_class: plain}}
)";

// "id,user,account,submit_s,reference_s,estimate_s,requested_devices" rows.
Result run_with(const std::string& rows, std::vector<std::string> overrides) {
    const ScratchScenario file{scenario};
    std::ofstream{file.folder() / "jobs.csv"}
        << "id,user,account,submit_s,reference_s,estimate_s,requested_devices\n"
        << rows;
    return simulate(load(file.path(), std::move(overrides)), {.audit_every_instant = true});
}

const std::string limits = "clusters[0].limits=";

}  // namespace

TEST_CASE("a held job waits for its quota while others start", "[quota]") {
    // Ann may run one job: her second waits from 0 to 100 for that, while Bob's runs.
    const std::string rows = "1,ann,a,0,100,100,1\n2,ann,a,0,50,50,1\n3,bob,b,0,80,80,1\n";
    const Result r = run_with(rows, {limits + "{each_user: {max_jobs: 1}}"});
    CHECK(seconds(job(r, 2).start_ns) == 100);
    CHECK(waited(job(r, 2), WaitCause::quota) == 100);
    CHECK(seconds(job(r, 3).start_ns) == 0);
    const Result named = run_with(rows, {limits + "{each_user: {max_jobs: 1}, users: {ann: {max_jobs: 2}}}"});
    CHECK(seconds(job(named, 2).start_ns) == 0);
    CHECK(waited(job(named, 2), WaitCause::quota) == 0);
}

TEST_CASE("a job that is free again and lacks devices waits for those", "[quota]") {
    // Ann's second is held until 100.  Then Bob's third holds all four until 150.
    const std::string rows = "1,ann,a,0,100,100,1\n2,ann,a,0,50,50,4\n3,bob,b,0,150,150,3\n";
    const Result r = run_with(rows, {limits + "{each_user: {max_jobs: 1}}"});
    CHECK(seconds(job(r, 2).start_ns) == 150);
    CHECK(waited(job(r, 2), WaitCause::quota) == 100);
    CHECK(waited(job(r, 2), WaitCause::busy) == 50);
}

TEST_CASE("a job beyond its limits is refused and says why", "[quota]") {
    const Result r = run_with("1,ann,a,0,100,100,3\n2,ann,a,0,100,100,2\n",
                              {limits + "{accounts: {a: {max_devices: 2}}}"});
    CHECK(job(r, 1).state == JobState::refused);
    CHECK(job(r, 1).reason == std::string{"above the limits of its account"});
    CHECK(seconds(job(r, 2).start_ns) == 0);
}

TEST_CASE("a budget of device hours counts what was used, and gives back what was not", "[quota]") {
    // 2 device hours: the first may take 1.9 of them and uses 0.5, so that the second (1 h) starts at 900 s
    // and the third (0.6 h) is refused: 1.5 are used when it comes.
    const std::string rows = "1,ann,a,0,900,3420,2\n2,ann,a,0,1800,1800,2\n3,ann,a,2800,1080,1080,2\n";
    const Result r = run_with(rows, {limits + "{each_user: {max_device_hours: 2}}"});
    CHECK(seconds(job(r, 2).start_ns) == 900);
    CHECK(waited(job(r, 2), WaitCause::quota) == 900);
    CHECK(job(r, 3).state == JobState::refused);
    CHECK(job(r, 3).reason == std::string{"above the limits of its user"});
}

TEST_CASE("shares and priorities go by the names of the trace", "[quota]") {
    // One job at a time.  Ann has used the cluster until 100; Bob comes first then, unless Ann has so many
    // shares, or her account such a priority, that she does.
    const std::string rows = "1,ann,a,0,100,100,4\n2,ann,a,1,10,10,4\n3,bob,b,2,10,10,4\n";
    const std::string model = "clusters[0].scheduler=";
    const auto first = [&](const std::string& scheduler) {
        const Result r = run_with(rows, {model + scheduler});
        return job(r, 2).start_ns < job(r, 3).start_ns ? 2 : 3;
    };
    CHECK(first("{model: fcfs}") == 2);
    CHECK(first("{model: multifactor}") == 3);
    CHECK(first("{model: multifactor, accounts: {b: {shares: 0}}}") == 2);
    CHECK(first("{model: multifactor, weights: {assoc: 100000}, accounts: {a: {priority: 1}}}") == 2);
    CHECK(first("{model: multifactor, users: {bob: {nice: 20000}}}") == 2);
}

TEST_CASE("a saturated cluster whose users are at their limits does not fill up for ever", "[quota]") {
    const Result r = run_with("1,ann,a,0,600,600,1\n2,bob,b,1,600,600,1\n",
                              {limits + "{each_user: {max_jobs: 1}}", "view=saturated"});
    std::size_t running = 0;
    for (const JobRecord& j : r.jobs) running += j.start_ns == 0 ? 1u : 0u;
    CHECK(running == 2);
    CHECK(r.jobs.size() < 2'000);
}

TEST_CASE("limits are read from a scenario, and their mistakes are told", "[quota]") {
    const std::string rows = "1,ann,a,0,100,100,3\n";
    CHECK_THROWS_AS(run_with(rows, {limits + "{each_user: {max_jobs: -1}}"}), ConfigError);
    CHECK_THROWS_AS(run_with(rows, {limits + "{each_person: {max_jobs: 1}}"}), ConfigError);
    CHECK_THROWS_AS(run_with(rows, {limits + "{users: {ann: {jobs: 1}}}"}), ConfigError);
}

TEST_CASE("a limit for a name that no job has is a finding", "[quota]") {
    const std::string rows = "1,ann,a,0,100,100,1\n";
    const auto with = [&](const std::string& user) {
        return run_with(rows, {limits + "{users: {" + user + ": {max_jobs: 1}}}"}).findings;
    };
    CHECK(has_finding(with("anne"), "F0505"));
    CHECK_FALSE(has_finding(with("ann"), "F0505"));
}
