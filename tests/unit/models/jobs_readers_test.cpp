// Readers of sacct, our own job table, pod lists, request traces and node lists: cleaning, traps, refusals.
#include "models/workload/local_clock.hpp"
#include "models/workload/node_list.hpp"
#include "models/workload/request_trace.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;

struct Imported {
    std::vector<JobRequest> jobs;
    ImportReport report;
    std::uint64_t dropped(const std::string& reason) const {
        for (const DropCount& d : report.dropped) {
            if (d.reason == reason) return d.jobs;
        }
        FAIL("no reason " << reason);
        return 0;
    }
    std::uint64_t marked(const std::string& what) const {
        for (const MarkCount& m : report.marks) {
            if (m.what == what) return m.records;
        }
        FAIL("no mark " << what);
        return 0;
    }
};

Imported imported(const std::string& model, Settings& settings, const std::string& text) {
    Models models;
    register_builtin(models);
    settings.set("work_class", "x").lines("file", text);
    const auto workload = models.workload.find(model)->make(settings);
    REQUIRE(workload);
    workload->open(whole_trace());
    auto jobs = drain(*workload);
    return {std::move(jobs), workload->report()};
}

Imported imported(const std::string& model, const std::string& text) {
    Settings settings;
    return imported(model, settings, text);
}

// The column of a refusal, or "nothing refused".
std::string refused(const std::string& model, const std::string& text) {
    try {
        imported(model, text);
    } catch (const ConfigError& error) {
        return error.problems().at(0).path;
    }
    return "nothing refused";
}

const std::string sacct_header =
    "JobIDRaw|User|Submit|Start|ElapsedRaw|TimelimitRaw|NNodes|NCPUS|ReqTRES|AllocTRES|State\n";

std::string sacct_line(const std::string& id, const std::string& submit, const std::string& elapsed,
                       const std::string& limit, const std::string& tres, const std::string& state) {
    return id + "|ann|" + submit + "|Unknown|" + elapsed + "|" + limit + "|2|64||" + tres + "|" + state +
           "\n";
}

const std::string eight = "billing=64,cpu=64,gres/gpu:h100=8,gres/gpu=8,mem=512G,node=2";

}  // namespace

TEST_CASE("sacct counts GPUs once, drops steps and what had not ended, and marks the states",
          "[jobs][trace]") {
    const auto got = imported(
        "sacct",
        sacct_header + sacct_line("10", "2024-05-01T12:00:00", "3600", "120", eight, "COMPLETED") +
            sacct_line("10.batch", "2024-05-01T12:00:00", "3600", "", eight, "COMPLETED") +
            sacct_line("11", "2024-05-01T12:00:05", "7300", "120", "cpu=8,gres/gpu:a100=1,gres/gpu:h100=2",
                       "TIMEOUT") +
            sacct_line("12", "2024-05-01T12:00:06", "0", "UNLIMITED", eight, "CANCELLED by 1000") +
            sacct_line("13", "2024-05-01T12:00:07", "60", "Partition_Limit", "cpu=8", "FAILED") +
            sacct_line("14", "2024-05-01T12:00:08", "60", "60", eight, "RUNNING") +
            sacct_line("15", "Unknown", "60", "60", eight, "NODE_FAIL") +
            sacct_line("16", "2024-05-01T12:00:09", "60", "Partition_Limit", eight, "OUT_OF_MEMORY") + "\n");
    REQUIRE(got.jobs.size() == 3);
    CHECK(got.jobs[0] == JobRequest{10, 0, 3600 * s, 7200 * s, 8, 0, false});
    CHECK(got.jobs[1] == JobRequest{11, 5 * s, 7200 * s, 7200 * s, 3, 0, true});
    CHECK(got.jobs[2] == JobRequest{16, 9 * s, 60 * s, 60 * s, 8, 0, false});
    CHECK(got.report.records == 8);
    CHECK(got.dropped("step of a job") == 1);
    CHECK(got.dropped("had not ended") == 1);
    CHECK(got.dropped("no submit time") == 1);
    CHECK(got.dropped("no devices") == 1);
    CHECK(got.dropped("no run time") == 1);
    CHECK(got.marked("CANCELLED") == 1);
    CHECK(got.marked("COMPLETED") == 1);  // the step is not a job
    CHECK(got.report.without_estimate == 1);
    CHECK(*got.report.first_submit == from_civil({2024, 5, 1, 12, 0, 0}));
}

TEST_CASE("sacct counts processors or nodes where it is asked to", "[jobs][trace]") {
    const std::string text =
        sacct_header + sacct_line("10", "2024-05-01T12:00:00", "60", "1", eight, "COMPLETED");
    Settings cpus;
    cpus.set("count", "cpus");
    CHECK(imported("sacct", cpus, text).jobs.at(0).devices == 64);
    Settings nodes;
    nodes.set("count", "nodes");
    CHECK(imported("sacct", nodes, text).jobs.at(0).devices == 2);
}

TEST_CASE("sacct reads job arrays, trailing bars and a JobID alone", "[jobs][trace]") {
    const auto got = imported("sacct",
                              "JobID|Submit|ElapsedRaw|State|ReqTRES|\n"
                              "123_4|2024-05-01T12:00:00|60|COMPLETED|cpu=1,gres/gpu=2|\n"
                              "123_5|2024-05-01T12:00:00|60|COMPLETED|cpu=1,gres/gpu=2|\n");
    REQUIRE(got.jobs.size() == 2);
    CHECK(got.jobs[0].id == 1);
    CHECK(got.jobs[1].id == 2);
    CHECK(got.jobs[1].devices == 2);
    CHECK(got.report.duplicate_ids == 0);
}

TEST_CASE("sacct names the column of a value that cannot be", "[jobs][trace]") {
    const auto with = [](const std::string& line) { return refused("sacct", sacct_header + line); };
    CHECK(with(sacct_line("1", "yesterday", "1", "1", eight, "FAILED")) == "Submit");
    CHECK(with(sacct_line("1", "2024-05-01 12:00:00", "1", "1", eight, "FAILED")) == "Submit");
    CHECK(with(sacct_line("1", "2024-05-01T12:00:00", "x", "1", eight, "FAILED")) == "ElapsedRaw");
    CHECK(with(sacct_line("1", "2024-05-01T12:00:00", "1", "1-00:00", eight, "FAILED")) == "TimelimitRaw");
    CHECK(with(sacct_line("1", "2024-05-01T12:00:00", "1", "1", "gres/gpu=8K8", "FAILED")) == "AllocTRES");
    CHECK(with(sacct_line("1", "2024-05-01T12:00:00", "1", "1", "gres/gpu=1e18", "FAILED")) == "AllocTRES");
    CHECK(with("1|2|3\n") == "");
    CHECK(refused("sacct", "JobIDRaw|Submit|State\n") == "ElapsedRaw");
    CHECK(refused("sacct", "") == "");
}

TEST_CASE("a wall clock reads as UTC, and the hour that autumn repeats as its first pass", "[jobs][trace]") {
    const auto utc = [](const CivilTime& wall, const LocalClock& clock) {
        return from_local(from_civil(wall), clock);
    };
    const LocalClock paris{3600, SummerTime::europe};  // 2024: 31 March to 27 October
    CHECK(utc({2024, 1, 1, 12, 0, 0}, paris).utc == from_civil({2024, 1, 1, 11, 0, 0}));
    CHECK(utc({2024, 7, 1, 12, 0, 0}, paris).utc == from_civil({2024, 7, 1, 10, 0, 0}));
    CHECK(utc({2024, 3, 31, 1, 59, 59}, paris).utc == from_civil({2024, 3, 31, 0, 59, 59}));
    CHECK(utc({2024, 3, 31, 3, 0, 0}, paris).utc == from_civil({2024, 3, 31, 1, 0, 0}));
    CHECK(utc({2024, 10, 27, 1, 59, 59}, paris).utc == from_civil({2024, 10, 26, 23, 59, 59}));
    CHECK_FALSE(utc({2024, 10, 27, 1, 59, 59}, paris).is_ambiguous);
    CHECK(utc({2024, 10, 27, 2, 30, 0}, paris).utc == from_civil({2024, 10, 27, 0, 30, 0}));
    CHECK(utc({2024, 10, 27, 2, 30, 0}, paris).is_ambiguous);
    CHECK(utc({2024, 10, 27, 3, 0, 0}, paris).utc == from_civil({2024, 10, 27, 2, 0, 0}));

    const LocalClock chicago{-6 * 3600, SummerTime::united_states};  // 2024: 10 March to 3 November
    CHECK(utc({2024, 3, 10, 1, 59, 59}, chicago).utc == from_civil({2024, 3, 10, 7, 59, 59}));
    CHECK(utc({2024, 3, 10, 3, 0, 0}, chicago).utc == from_civil({2024, 3, 10, 8, 0, 0}));
    CHECK(utc({2024, 11, 3, 0, 30, 0}, chicago).utc == from_civil({2024, 11, 3, 5, 30, 0}));
    CHECK(utc({2024, 11, 3, 1, 30, 0}, chicago).is_ambiguous);
    CHECK(utc({2024, 11, 3, 1, 30, 0}, chicago).utc == from_civil({2024, 11, 3, 6, 30, 0}));
    CHECK(utc({2024, 11, 3, 2, 0, 0}, chicago).utc == from_civil({2024, 11, 3, 8, 0, 0}));
    CHECK(utc({2024, 7, 1, 12, 0, 0}, {5 * 3600 + 1800, SummerTime::none}).utc ==
          from_civil({2024, 7, 1, 6, 30, 0}));
}

TEST_CASE("jobs.csv reads back to the nanosecond, from the zero of its clock", "[jobs][trace]") {
    const std::string text =
        "id,cluster,user,submit_s,reference_s,requested_devices,state,estimate_s\n"
        "7,gpu,3,0.000000001,1.5,8,completed,\n"
        "8,cpu,3,5,60,1,refused,\n"
        "9,gpu,4,123456.123456789,10,2,queued,5.5\n"
        "10,gpu,4,200000,0,2,queued,\n";
    Settings settings;
    settings.set("cluster", "gpu");
    const auto got = imported("jobs_csv", settings, text);
    REQUIRE(got.jobs.size() == 2);
    CHECK(got.jobs[0] == JobRequest{7, 1, 1'500'000'000, 1'500'000'000, 8, 0, false});
    CHECK(got.jobs[1] == JobRequest{9, 123'456'123'456'789, 5'500'000'000, 5'500'000'000, 2, 1, true});
    CHECK(got.dropped("of another cluster") == 1);
    CHECK(got.dropped("no run time or no submit time") == 1);
    CHECK(imported("jobs_csv", text).jobs.size() == 3);
    CHECK(refused("jobs_csv", "submit_s,reference_s\n") == "requested_devices");
    CHECK(refused("jobs_csv", "submit_s,reference_s,requested_devices\nnan,1,1\n") == "submit_s");
    CHECK(refused("jobs_csv", "submit_s,reference_s,requested_devices\n1,1,1e18\n") == "requested_devices");
    CHECK(refused("jobs_csv", "submit_s,reference_s,requested_devices\n1,1\n") == "");
}

TEST_CASE("a trace without dates refuses to be aligned to the calendar", "[jobs][trace]") {
    Settings settings;
    settings.set("align", "calendar");
    CHECK_THROWS_WITH(imported("jobs_csv", settings, "submit_s,reference_s,requested_devices\n1,1,1\n"),
                      Catch::Contains("'align: calendar' needs a trace with dates"));
}

TEST_CASE("pods without a GPU or a start are dropped, parts of a GPU are marked", "[jobs][trace]") {
    const std::string text =
        "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,"
        "scheduled_time\n"
        "a,1,1,1,460,,LS,Running,100,500,120\n"
        "b,1,1,0,0,,LS,Running,100,500,120\n"
        "c,1,1,8,1000,,BE,Pending,100,500,\n"
        "d,1,1,8,1000,,BE,Failed,50,100,100\n"
        "e,1,1,8,1000,V100M32|T4,BE,Succeeded,50,100,60\n";
    const auto got = imported("alibaba_pods", text);
    REQUIRE(got.jobs.size() == 2);
    CHECK(got.jobs[0] == JobRequest{5, 50 * s, 40 * s, 40 * s, 8, 0, false});
    CHECK(got.jobs[1] == JobRequest{1, 100 * s, 380 * s, 380 * s, 1, 1, false, 0, 0, 1});
    CHECK(got.dropped("no GPUs") == 1);
    CHECK(got.dropped("never scheduled") == 1);
    CHECK(got.dropped("no run time or no submit time") == 1);
    CHECK(got.marked("asked for a part of a GPU") == 1);
    CHECK(got.marked("Failed") == 1);
    Settings drop;
    drop.set("shared_gpus", "drop");
    CHECK(imported("alibaba_pods", drop, text).jobs.size() == 1);
}

TEST_CASE("pods ask for exactly what they asked for where nodes are shared", "[jobs][trace]") {
    const std::string text =
        "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,"
        "scheduled_time\n"
        "a,4000,100,1,460,,LS,Running,100,500,120\n"
        "b,8000,200,0,0,,LS,Running,110,500,120\n"
        "c,4000,100,1,460,,LS,Running,120,500,130\n"
        "d,1,1,8,1000,,BE,Failed,150,100,100\n";
    Settings settings;
    settings.set("work_class", "x").set("shared_gpus", "exact").lines("file", text);
    Models models;
    register_builtin(models);
    const auto pods = models.workload.find("alibaba_pods")->make(settings);
    WorkloadWindow window;
    window.horizon_ns = 86'400 * s;
    pods->open(window);
    const auto shapes = pods->shapes();
    REQUIRE(shapes.size() == 2);  // none of the pod that is dropped
    CHECK(shapes[0].request == ShareRequest{4'000, 100, 1, 460});
    CHECK(shapes[0].jobs == 2);
    CHECK(shapes[1].request == ShareRequest{8'000, 200, 0, 0});
    const std::vector<JobRequest> jobs = drain(*pods);
    REQUIRE(jobs.size() == 3);
    CHECK(jobs[0].shape == 0);
    CHECK(jobs[0].devices == 1);
    CHECK(jobs[1].shape == 1);
    CHECK(jobs[1].devices == 0);
    CHECK(jobs[2].shape == 0);
}

TEST_CASE("replicas of a language model follow the tokens that are asked for", "[jobs][trace]") {
    // Rates 1000 and 100 per s, steps of 10 s, half busy: one replica does 5 s of work a step.
    // Step 0: 4000/1000 + 300/100 = 7 s -> 2.  Step 1: nothing -> 1.  Step 2: 20000/1000 = 20 s -> 4.
    const std::string text =
        "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        "2023-11-16 18:15:46.5000000,1000,100\n"
        "2023-11-16 18:15:56.4999999,3000,200\n"
        "2023-11-16 18:16:06.5000000,20000,0\n";
    Settings settings;
    settings.set("input_rate", 1000).set("output_rate", 100).set("step", 10).set("utilization", 0.5);
    settings.set("width", 8).set("repeat", 2);
    const auto got = imported("azure_llm", settings, text);
    std::vector<std::int64_t> submits;
    for (const auto& job : got.jobs) submits.push_back(job.submit_ns / s);
    CHECK(submits == std::vector<std::int64_t>{0, 0, 10, 20, 20, 20, 20, 30, 30, 40, 50, 50, 50, 50});
    CHECK(got.jobs[0] == JobRequest{1, 0, 10 * s, 10 * s, 8, 0, false});
    CHECK(got.marked("input tokens of the trace") == 24'000);
}

TEST_CASE("requests are summed up exactly, with times to the tenth of a microsecond", "[jobs][trace]") {
    const TextLines file{
        "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        "2023-11-16 18:15:46.0000001,10,1\n2023-11-16 18:15:46.5000000,30,2\n"
        "2023-11-16 18:15:47,20,3\n2023-11-16 18:15:46.9,40,4\n"};
    const RequestSummary r = summarize_requests(file);
    CHECK(r.requests == 4);
    CHECK(r.out_of_order == 1);
    CHECK(r.last_ns - r.first_ns == 999'999'900);
    CHECK(r.input.sum == 100);
    CHECK(r.input.median == 30);  // the third of 10, 20, 30, 40
    CHECK(r.input.p99 == 40);
    CHECK(r.busiest_second == 2);
    const auto refuses = [](const std::string& line) {
        const TextLines bad{"TIMESTAMP,ContextTokens,GeneratedTokens\n" + line};
        CHECK_THROWS_AS(summarize_requests(bad), ConfigError);
    };
    refuses("2023-11-16T18:15:46,1,1\n");
    refuses("2023-11-16 18:15:46.,1,1\n");
    refuses("2023-11-16 18:15:46.x,1,1\n");
    refuses("2023-11-16 18:15:46,-1,1\n");
    refuses("2023-11-16 18:15:46,1e18,1\n");
    refuses("2023-11-16 18:15:46,1\n");
}

TEST_CASE("a node list is counted by shape", "[jobs][trace]") {
    const TextLines file{
        "sn,cpu_milli,memory_mib,gpu,model\na,96000,1024,8,G2\nb,96000,1024,8,G2\nc,32000,2048,0,\n"};
    const NodeCounts c = count_nodes(file);
    CHECK(c.nodes == 3);
    CHECK(c.nodes_with_gpus == 2);
    CHECK(c.gpus == 16);
    CHECK(c.cpu_milli == 224'000);
    REQUIRE(c.shapes.size() == 2);
    CHECK(c.shapes[0].nodes == 2);
    CHECK(c.shapes[0].model == "G2");
    const TextLines bad{"sn,cpu_milli,memory_mib,gpu,model\na,96000,1024,-8,G2\n"};
    CHECK_THROWS_AS(count_nodes(bad), ConfigError);
}
