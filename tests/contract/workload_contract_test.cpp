// Runs against every registered workload, with settings from the table below: a new workload must add
// a line there.
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/builtin.hpp"
#include "models/workload/fields.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"

using namespace datahall;

namespace {

// A line every ten minutes for ten days.
std::string table(std::string text, std::string (*line)(int i, Utc time)) {
    const Utc start = from_civil({2024, 5, 1, 0, 0, 0});
    for (int i = 1; i <= 1440; ++i) text += line(i, {start.seconds + 600 * i});
    return text;
}
std::string sacct(int i, Utc time) {
    std::string when = timestamp(time);
    when[10] = 'T';
    return std::to_string(i) + "|u" + std::to_string(i % 7) + "|" + when + "|" +
           std::to_string(60 * i % 997) + "|COMPLETED|cpu=8,gres/gpu=" + std::to_string(1 + i % 8) + "\n";
}
std::string jobs_csv(int i, Utc) {
    return std::to_string(i) + "," + std::to_string(i % 7) + "," + std::to_string(600 * i) + ".25," +
           std::to_string(i % 997) + "," + std::to_string(i % 9) + "\n";
}
std::string pods(int i, Utc) {
    return std::to_string(i % 3) + ",1000,LS,Running," + std::to_string(600 * i) + "," +
           std::to_string(700 * i) + "," + std::to_string(600 * i + 5) + "\n";
}
std::string requests(int i, Utc time) {
    return timestamp(time) + ".5," + std::to_string(100 * i) + "," + std::to_string(i) + "\n";
}

Settings example_of(const std::string& name) {
    Settings s;
    s.set("work_class", "example");
    if (name == "swf") {
        return s.lines("file", unpacked(DATAHALL_SOURCE_DIR "/scenarios/data/jobs/synthetic_128.swf.gz"));
    }
    if (name == "philly") {
        s.set("from", static_cast<double>(from_civil({2017, 10, 1}).seconds));
        return s.lines("file", unpacked(DATAHALL_SOURCE_DIR "/scenarios/data/jobs/philly_jobs.csv.gz"));
    }
    if (name == "sacct")
        return s.lines("file", table("JobIDRaw|User|Submit|ElapsedRaw|State|AllocTRES\n", sacct));
    if (name == "jobs_csv")
        return s.lines("file", table("id,user,submit_s,reference_s,requested_devices\n", jobs_csv));
    if (name == "alibaba_pods") {
        return s.lines(
            "file",
            table("num_gpu,gpu_milli,qos,pod_phase,creation_time,deletion_time,scheduled_time\n", pods));
    }
    if (name == "azure_llm") {
        s.set("input_rate", 1000).set("output_rate", 100);
        return s.lines("file", table("TIMESTAMP,ContextTokens,GeneratedTokens\n", requests));
    }
    if (name == "lublin") return s.set("machine", 128);
    if (name == "steady") return s.set("jobs", 1e6).set("run", 60).set("every", 10);
    if (name == "services") return s.set("devices", 400).set("width", 10).set("services", 5);
    if (name == "synthetic") return s.set("interarrival", 30).set("run_mean", 600).set("users", 5);
    FAIL("no example settings for workload " << name);
    return s;
}

struct Stream {
    std::vector<JobRequest> jobs;
    ImportReport report;
};

Stream stream(const Registry<Workload>::Entry& entry, const std::string& name, std::int64_t days) {
    Settings settings = example_of(name);
    const auto workload = entry.make(settings);
    REQUIRE(workload);
    CHECK(workload->work_class() == "example");
    WorkloadWindow window;
    window.start = {1'700'000'000};
    window.horizon_ns = days * 86'400 * std::int64_t{1'000'000'000};
    window.path = "hall/cluster";
    workload->open(window);
    Stream s;
    while (const auto job = workload->next_job()) s.jobs.push_back(*job);
    CHECK_FALSE(workload->next_job());
    s.report = workload->report();
    workload->open(window);  // starts over
    for (const JobRequest& job : s.jobs) REQUIRE(workload->next_job() == job);
    CHECK_FALSE(workload->next_job());
    CHECK(workload->report().served == s.report.served);
    return s;
}

void check_books(const ImportReport& r, std::size_t jobs) {
    std::uint64_t dropped = 0;
    for (const DropCount& drop : r.dropped) dropped += drop.jobs;
    CHECK(r.kept + dropped == r.records);
    CHECK(r.served == jobs);
    CHECK_FALSE(r.source.empty());
    std::uint64_t in_classes = 0;
    double device_seconds = 0;
    for (const SizeClass& size : r.sizes) {
        in_classes += size.jobs;
        device_seconds += size.device_seconds;
        CHECK(size.from <= size.to);
    }
    CHECK(in_classes == r.kept);
    CHECK(device_seconds == Approx(r.device_seconds).epsilon(1e-12));
}

}  // namespace

TEST_CASE("every workload streams valid jobs in order, repeats itself and keeps its books",
          "[contract][jobs]") {
    Models models;
    register_builtin(models);
    REQUIRE(models.workload.entries().size() >= 4);
    for (const auto& [name, entry] : models.workload.entries()) {
        INFO("model " << name);
        const Stream two_days = stream(entry, name, 2);
        REQUIRE(two_days.jobs.size() > 100);
        std::int64_t before = 0;
        for (const JobRequest& job : two_days.jobs) {
            REQUIRE(job.submit_ns >= before);
            REQUIRE(job.submit_ns < 2 * 86'400 * std::int64_t{1'000'000'000});
            REQUIRE(job.run_ns > 0);
            REQUIRE(job.estimate_ns >= job.run_ns);
            REQUIRE(job.devices > 0);
            REQUIRE(job.user < two_days.report.users);
            before = job.submit_ns;
        }
        check_books(two_days.report, two_days.jobs.size());
        CHECK(stream(entry, name, 2).jobs == two_days.jobs);

        const Stream four_days = stream(entry, name, 4);
        REQUIRE(four_days.jobs.size() > two_days.jobs.size());
        CHECK(std::equal(two_days.jobs.begin(), two_days.jobs.end(), four_days.jobs.begin()));
    }
}
