// Whom the jobs of each trace format belong to.
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

// One line for each job: user/account/partition/qos.
std::vector<std::string> owners(const std::string& model, Settings& settings) {
    Models models;
    register_builtin(models);
    settings.set("work_class", "x");
    const auto workload = models.workload.find(model)->make(settings);
    REQUIRE(workload);
    workload->open(whole_trace());
    std::vector<std::string> lines;
    for (const JobRequest& job : drain(*workload)) {
        std::string line;
        for (const Identity kind : identities)
            line += (kind == Identity::user ? "" : "/") + workload->name_of(kind, job.owner()[kind]);
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> owners(const std::string& model, const std::string& text) {
    Settings settings;
    settings.lines("file", text);
    return owners(model, settings);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("swf jobs belong to user, group, partition and queue by their numbers", "[jobs][trace]") {
    // Fields 12 user, 13 group, 15 queue, 16 partition; -1 is unknown.
    CHECK(owners("swf",
                 "; MaxProcs: 8\n"
                 "1 0 -1 9 1 -1 -1 1 -1 -1 1 17 3 -1 2 5 -1 -1\n"
                 "2 5 -1 9 1 -1 -1 1 -1 -1 1 4 -1 -1 -1 -1 -1 -1\n") == Lines{"17/3/5/2", "4///"});
}

TEST_CASE("sacct jobs belong to whom their columns say, in any order of the columns", "[jobs][trace]") {
    const std::string job = "|2024-05-01T12:00:00|60|cpu=8,gres/gpu=1|COMPLETED|";
    CHECK(owners("sacct", "JobIDRaw|Submit|ElapsedRaw|AllocTRES|State|QOS|User|Partition|Account\n1" + job +
                              "high|ann|long|physics\n2" + job + "low|bob|long|physics\n") ==
          Lines{"ann/physics/long/high", "bob/physics/long/low"});
    CHECK(owners("sacct", "JobIDRaw|Submit|ElapsedRaw|AllocTRES|State|User\n1" + job + "ann\n") ==
          Lines{"ann///"});
}

TEST_CASE("a virtual cluster of the Philly list is the account", "[jobs][trace]") {
    CHECK(owners("philly",
                 "timestamp,duration,num_gpus,gpu_time,cluster\n"
                 "2017-10-09 07:01:55,60.0,2,120.0,6214e9\n") == Lines{"6214e9/6214e9//"});
}

TEST_CASE("a pod's class of service is its QOS", "[jobs][trace]") {
    CHECK(owners("alibaba_pods",
                 "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
                 "deletion_time,scheduled_time\n"
                 "p1,1000,100,1,1000,,LS,Succeeded,10,100,20\n") == Lines{"LS///LS"});
}

TEST_CASE("our own table may name whom a job belongs to", "[jobs][trace]") {
    const std::string job = ",0,60,1\n";
    CHECK(owners("jobs_csv",
                 "qos,account,user,partition,submit_s,reference_s,requested_devices\n"
                 "high,physics,\"a,b\",long" +
                     job) == Lines{"a,b/physics/long/high"});
    CHECK(owners("jobs_csv", "submit_s,reference_s,requested_devices\n0,60,1\n") == Lines{"///"});
}

TEST_CASE("groups are the accounts of made-up users", "[jobs]") {
    Settings settings;
    settings.set("interarrival", 3600).set("run_mean", 60).set("users", 6).set("groups", 2).set("jobs", 50);
    for (const std::string& line : owners("synthetic", settings)) {
        const int user = std::stoi(line);
        CHECK(line == std::to_string(user) + "/" + std::to_string(user % 2) + "//");
    }
}

TEST_CASE("copies of a trace belong to the same people, and names outlive another opening", "[jobs][trace]") {
    Models models;
    register_builtin(models);
    Settings settings;
    settings.set("work_class", "x")
        .set("copies", 2)
        .lines("file", "user,submit_s,reference_s,requested_devices\nbob,9,60,1\nann,0,60,1\n");
    const auto workload = models.workload.find("jobs_csv")->make(settings);
    REQUIRE(workload);
    for (int opening = 0; opening < 2; ++opening) {
        workload->open(whole_trace());
        const auto jobs = drain(*workload);
        REQUIRE(jobs.size() == 4);
        for (const JobRequest& job : jobs) CHECK(job.user < 2);
        CHECK(workload->name_of(Identity::user, 0) == "ann");  // by the first job
        CHECK(workload->name_of(Identity::user, 1) == "bob");
    }
}
