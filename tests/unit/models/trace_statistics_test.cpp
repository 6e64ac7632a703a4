// What our readers find in recorded traces that may not ship, against figures computed from the files by
// other programs.  DATAHALL_TRACES names the folder that holds swf/, gpu_jobs/ and llm/; without it the test
// says so and is skipped (exit 77).
#define CATCH_CONFIG_RUNNER
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "models/workload/node_list.hpp"
#include "models/workload/request_trace.hpp"
#include "sim/config/line_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

constexpr int skipped = 77;

std::string path_of(const std::string& name) {
    return std::string{std::getenv("DATAHALL_TRACES")} + "/" + name;
}

std::unique_ptr<LineSource> lines_of(const std::string& name) {
    return make_line_source(unpacked(path_of(name)), name);
}

struct Values {
    double mean = 0;
    std::int64_t median = 0, p95 = 0, most = 0;
};

Values values_of(std::vector<std::int64_t> v) {
    std::ranges::sort(v);
    double sum = 0;
    for (const std::int64_t x : v) sum += static_cast<double>(x);
    const std::size_t n = v.size();
    return {sum / static_cast<double>(n), v[n / 2], v[std::min(n - 1, n * 95 / 100)], v.back()};
}

struct Figures {
    ImportReport report;
    Values run_s, devices;
};

Figures figures_of(const std::string& model, const std::string& file, double processors = 0) {
    Models models;
    register_builtin(models);
    Settings settings;
    settings.set("work_class", "x").lines("file", unpacked(path_of(file)));
    if (processors > 0) settings.set("processors", processors);
    const auto workload = models.workload.find(model)->make(settings);
    REQUIRE(workload);
    workload->open(whole_trace());
    std::vector<std::int64_t> run, devices;
    for (const JobRequest& job : drain(*workload)) {
        run.push_back(job.run_ns / 1'000'000'000);
        devices.push_back(job.devices);
    }
    return {workload->report(), values_of(std::move(run)), values_of(std::move(devices))};
}

struct Log {
    const char* file;
    double processors;
    std::uint64_t records, kept, no_processors, no_run_time, killed;
    std::uint32_t users;
    double span_d, load;
    Values run, devices;
};

// Feitelson's archive: what independent cleaning finds in the four logs.
const Log logs[] = {
    {"KTH-SP2-1996-2.1-cln.swf.gz",
     100,
     27992,
     27992,
     0,
     0,
     0,
     212,
     332.9,
     0.686,
     {8573, 805, 45534, 0},
     {7.70, 3, 0, 100}},
    {"LLNL-Thunder-2007-1.1-cln.swf.gz",
     4008,
     121039,
     113613,
     2248,
     5178,
     1101,
     283,
     150.2,
     0.865,
     {2330, 58, 14352, 0},
     {44.2, 8, 0, 3860}},
    {"NASA-iPSC-1993-3.1-cln.swf.gz",
     128,
     18239,
     18066,
     0,
     173,
     0,
     69,
     92.0,
     0.466,
     {772, 88, 3723, 0},
     {16.8, 4, 0, 128}},
    {"lublin_256.swf.gz",
     256,
     10000,
     10000,
     0,
     0,
     0,
     1,
     89.2,
     1.061,
     {4863, 137, 20673, 0},
     {22.1, 8, 0, 256}},
};

}  // namespace

TEST_CASE("the four recorded logs have their published figures", "[trace]") {
    for (const Log& log : logs) {
        INFO(log.file);
        const Figures f = figures_of("swf", std::string{"swf/"} + log.file, log.processors);
        CHECK(f.report.records == log.records);
        CHECK(f.report.kept == log.kept);
        CHECK(f.report.dropped[0].jobs == log.no_processors);
        CHECK(f.report.dropped[1].jobs == log.no_run_time);
        CHECK(f.report.killed_at_limit == log.killed);
        CHECK(f.report.users == log.users);
        CHECK(static_cast<double>(f.report.span_s) / 86'400 == Approx(log.span_d).margin(0.05));
        CHECK(*offered_load(f.report, log.processors) == Approx(log.load).margin(0.0005));
        CHECK(f.run_s.mean == Approx(log.run.mean).epsilon(0.001));
        CHECK(f.run_s.median == log.run.median);
        CHECK(f.run_s.p95 == log.run.p95);
        CHECK(f.devices.mean == Approx(log.devices.mean).epsilon(0.003));  // given to three digits
        CHECK(f.devices.median == log.devices.median);
        CHECK(f.devices.most == log.devices.most);
    }
}

TEST_CASE("the logs' traps are counted", "[trace]") {
    const ImportReport kth = figures_of("swf", "swf/KTH-SP2-1996-2.1-cln.swf.gz").report;
    CHECK(kth.marks[1].records == 20483);  // completed
    CHECK(kth.marks[0].records == 7509);   // failed
    CHECK(kth.without_estimate == 0);
    const ImportReport thunder = figures_of("swf", "swf/LLNL-Thunder-2007-1.1-cln.swf.gz").report;
    CHECK(thunder.out_of_order == 808);
    CHECK(thunder.step_back_s == 0);         // all of them have no submit time
    CHECK(thunder.marks[5].records == 155);  // allocated other than requested
    CHECK(thunder.machine == 4008);
}

TEST_CASE("Alibaba's pods and nodes have their published counts", "[trace]") {
    const Figures pods = figures_of("alibaba_pods", "gpu_jobs/openb_pod_list_default.csv.gz");
    CHECK(pods.report.records == 8152);
    CHECK(pods.report.dropped[0].jobs == 1088);  // no GPUs
    CHECK(pods.report.marks[0].records == 5193);
    CHECK(pods.report.marks[1].records == 1870);
    CHECK(pods.report.marks[2].records == 897);
    CHECK(pods.report.marks[3].records == 192);
    CHECK(pods.report.marks[5].records == 3078);  // a part of a GPU
    // Counted with awk: scheduled pods with a GPU, and what they run for.
    CHECK(pods.report.dropped[1].jobs == 861);
    CHECK(pods.report.kept == 6203);
    CHECK(pods.run_s.mean == Approx(30851.1).epsilon(0.001));
    REQUIRE(pods.report.sizes.size() == 4);
    CHECK(pods.report.sizes[0].jobs == 6129);
    CHECK(pods.report.sizes[3].jobs == 44);
    const auto file = lines_of("gpu_jobs/openb_node_list_all_node.csv");
    const NodeCounts nodes = count_nodes(*file);
    CHECK(nodes.nodes == 1523);
    CHECK(nodes.nodes_with_gpus == 1213);
    CHECK(nodes.gpus == 6212);
    CHECK(nodes.cpu_milli == 125'514'000);
    CHECK(nodes.memory_mib / 1024 == 597'684);
    CHECK(nodes.shapes.front().nodes == 549);
    CHECK(nodes.shapes.front().model == "G2");
}

TEST_CASE("Azure's conversations have their published figures", "[trace]") {
    const auto file = lines_of("llm/AzureLLMInferenceTrace_conv.csv.gz");
    const RequestSummary s = summarize_requests(*file);
    CHECK(s.requests == 19366);
    CHECK(s.out_of_order == 0);
    CHECK(s.span_s() == Approx(3501.72).margin(0.005));
    CHECK(s.input.sum == 22361870);
    CHECK(s.output.sum == 4088665);
    CHECK(s.input.median == 1020);
    CHECK(s.input.p99 == 4142);
    CHECK(s.input.least == 2);
    CHECK(s.input.most == 14050);
    CHECK(s.output.median == 129);
    CHECK(s.output.p99 == 601);
    CHECK(s.output.least == 7);
    CHECK(s.output.most == 1000);
    CHECK(s.gap_mean_s == Approx(0.18083).epsilon(0.001));
    CHECK(s.gap_cv == Approx(1.094).epsilon(0.001));
    CHECK(s.busiest_second == 19);
    const RequestSummary code = summarize_requests(*lines_of("llm/AzureLLMInferenceTrace_code.csv.gz"));
    CHECK(code.requests == 8819);
    CHECK(code.input.sum == 18059974);
    CHECK(code.output.sum == 245896);
}

int main(int argc, char** argv) {
    if (!std::getenv("DATAHALL_TRACES")) {
        std::puts("skipped: DATAHALL_TRACES names no folder of recorded traces");
        return skipped;
    }
    return Catch::Session().run(argc, argv);
}
