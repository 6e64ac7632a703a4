// Any bytes as a trace of the format that the first byte names: jobs in order that add up, or a ConfigError
// of a named file.
#include <array>
#include <string>

#include "datahall/config_error.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/builtin.hpp"
#include "sim/config/line_source.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/settings.hpp"

using namespace datahall;

namespace {

constexpr std::array<const char*, 6> formats{"swf",      "sacct",        "philly",
                                             "jobs_csv", "alibaba_pods", "azure_llm"};

std::unique_ptr<Workload> make(const std::string& format, const std::string& text) {
    const LineLimits limits{.line = 10'000, .total = 2'000'000, .ratio = 200};
    Models models;
    register_builtin(models);
    Settings settings;
    settings.set("work_class", "x").source("file", [&] { return make_line_source(text, "trace", limits); });
    if (format == "azure_llm") {
        settings.set("input_rate", 1000).set("output_rate", 1000).set("step", 86'400);
    } else {
        settings.set("align", "start");
    }
    return models.workload.find(format)->make(settings);
}

void check_job(const JobRequest& job, std::int64_t before_ns) {
    require(job.submit_ns >= before_ns, "jobs come in the order of submission");
    require(job.run_ns > 0 && job.estimate_ns >= job.run_ns, "a job runs, within its estimate");
    require(job.devices > 0, "a job has a device");
}

void check_books(const ImportReport& r, std::uint64_t jobs) {
    std::uint64_t dropped = 0;
    for (const DropCount& d : r.dropped) dropped += d.jobs;
    require(r.kept + dropped == r.records, "records are kept or dropped");
    require(r.served == jobs, "served jobs are counted");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string text{reinterpret_cast<const char*>(bytes) + 1, size - 1};
    const auto workload = make(formats[bytes[0] % formats.size()], text);
    require(workload != nullptr, "the settings are right");
    try {
        constexpr std::int64_t ten_years_ns = 315'360'000'000'000'000;
        WorkloadWindow window;
        window.horizon_ns = ten_years_ns;
        workload->open(window);
        std::uint64_t jobs = 0;
        std::int64_t before_ns = 0;
        for (; const auto job = workload->next_job(); ++jobs) {
            check_job(*job, before_ns);
            before_ns = job->submit_ns;
            if (jobs == 100'000) return 0;  // replicas of ten years take long, and say nothing new
        }
        check_books(workload->report(), jobs);
    } catch (const ConfigError& e) {
        const std::string& code = e.problems().front().code;
        require(code == "E0604" || code == "E0605" || code == "E0606", "an error has its code");
    }
    return 0;
}
