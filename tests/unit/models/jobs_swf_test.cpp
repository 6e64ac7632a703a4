// The reader of Standard Workload Format: cleaning, traps, alignment, copies.
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

std::unique_ptr<Workload> swf(Settings& settings) {
    Models models;
    register_builtin(models);
    return models.workload.find("swf")->make(settings);
}

// job submit wait run allocated cpu memory requested limit ...
std::string line(int job, double submit, double run, int allocated, int requested, double limit,
                 int user = 1) {
    std::ostringstream out;
    out << job << ' ' << submit << " -1 " << run << ' ' << allocated << " -1 -1 " << requested << ' ' << limit
        << " -1 1 " << user << " 1 1 1 1 -1 -1\n";
    return out.str();
}

struct Imported {
    std::vector<JobRequest> jobs;
    ImportReport report;
};

Imported imported(Settings& settings, WorkloadWindow window = whole_trace()) {
    const auto workload = swf(settings);
    REQUIRE(workload);
    workload->open(window);
    auto jobs = drain(*workload);
    CHECK_FALSE(workload->next_job());  // still at the end
    return {jobs, workload->report()};
}

Imported imported(const std::string& text) {
    Settings settings;
    settings.set("work_class", "batch").set("processors", 10).lines("file", text);
    return imported(settings);
}

Problem refused(const std::string& text) {
    try {
        imported(text);
    } catch (const ConfigError& error) {
        return error.problems().at(0);
    }
    FAIL("nothing was refused");
    return {};
}

constexpr std::int64_t s = 1'000'000'000;

}  // namespace

TEST_CASE("swf cleans a log in the stated order and counts every drop", "[jobs][trace]") {
    const auto [jobs, report] = imported("; Version: 2.2\n" + line(1, 100, 50, 4, 4, 60) +  // kept
                                         line(2, 110, 50, -1, 3, 60) +   // allocation unknown: the request
                                         line(3, 120, 50, -1, 0, 60) +   // no processors
                                         line(4, -1, 0, -1, -1, -1) +    // no processors is tested first
                                         line(5, 130, 0, 4, 4, 60) +     // no run time
                                         line(6, -1, 50, 4, 4, 60) +     // no submit time
                                         line(7, 140, 50, 11, 11, 60) +  // wider than 10
                                         line(8, 150, 90, 4, 4, 60) +    // killed at 60
                                         line(9, 160, 50, 4, 4, -1));    // estimate = run
    REQUIRE(jobs.size() == 4);
    CHECK(jobs[0] == JobRequest{1, 0, 50 * s, 60 * s, 4, 0, false});
    CHECK(jobs[1] == JobRequest{2, 10 * s, 50 * s, 60 * s, 3, 0, false});
    CHECK(jobs[2] == JobRequest{8, 50 * s, 60 * s, 60 * s, 4, 0, true});
    CHECK(jobs[3] == JobRequest{9, 60 * s, 50 * s, 50 * s, 4, 0, false});
    CHECK(report.records == 9);
    CHECK(report.kept == 4);
    CHECK(report.dropped[0].jobs == 2);
    CHECK(report.dropped[1].jobs == 2);
    CHECK(report.dropped[2].jobs == 1);
    CHECK(report.dropped[3].jobs == 0);
    CHECK(report.killed_at_limit == 1);
    CHECK(report.without_estimate == 1);
    CHECK(report.out_of_order == 2);  // the two lines with submit -1
    CHECK(report.users == 1);
    CHECK(report.widest == 4);
    CHECK(report.device_seconds == 4 * 50 + 3 * 50 + 4 * 60 + 4 * 50);
    CHECK(report.span_s == 60);
    CHECK(*offered_load(report, 10) == Approx(790.0 / 600.0));
    REQUIRE(report.sizes.size() == 1);  // 3 and 4 devices: one class
    CHECK(report.sizes[0].from == 3);
    CHECK(report.sizes[0].to == 4);
    CHECK(report.sizes[0].jobs == 4);
}

TEST_CASE("swf counts the processors that a job got, not those that it asked for", "[jobs][trace]") {
    const auto jobs = imported(line(1, 0, 5, 4, 6, 5) + line(2, 0, 5, 0, 6, 5)).jobs;
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].devices == 4);
    CHECK(jobs[1].devices == 6);
}

TEST_CASE("swf sorts by submit time and keeps the order of ties", "[jobs][trace]") {
    const auto [jobs, report] = imported(line(7, 50, 1, 1, 1, 1, 30) + line(5, 40, 1, 1, 1, 1, 20) +
                                         line(6, 50, 1, 1, 1, 1, 20) + line(5, 40, 1, 1, 1, 1, 10));
    std::vector<std::uint64_t> ids;
    std::vector<std::uint32_t> users;
    for (const auto& job : jobs) {
        ids.push_back(job.id);
        users.push_back(job.user);
    }
    CHECK(ids == std::vector<std::uint64_t>{5, 5, 7, 6});
    CHECK(users == std::vector<std::uint32_t>{0, 1, 2, 0});  // numbered by their first job
    CHECK(report.out_of_order == 2);
    CHECK(report.duplicate_ids == 1);
    CHECK(report.users == 3);
}

TEST_CASE("swf reads what real logs contain", "[jobs][trace]") {
    const auto [jobs, report] =
        imported(";\n; Note: no colon games: MaxProcs: 3\n;MaxProcs: 5\n\n   " +
                 line(1, 0.9, 10.7, 2, 2, 9999999999.0) + line(2, 700000, 5, 1, 1, 5));
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].run_ns == 10 * s);                  // fractions are cut
    CHECK(jobs[0].estimate_ns == 4'000'000'000 * s);  // 126 years stand for "for ever"
    CHECK(report.long_gaps == 1);                     // 700000 s > 7 d = 604800 s
}

TEST_CASE("swf takes the machine's size from the header unless it is given", "[jobs][trace]") {
    Settings from_header;
    from_header.set("work_class", "batch")
        .lines("file", "; MaxProcs: 4\n" + line(1, 0, 1, 5, 5, 1) + line(2, 0, 1, 4, 4, 1));
    CHECK(imported(from_header).report.dropped[2].jobs == 1);

    Settings nowhere;
    nowhere.set("work_class", "batch").lines("file", line(1, 0, 1, 5, 5, 1));
    CHECK_THROWS_AS(imported(nowhere), ConfigError);
}

TEST_CASE("swf names the column of a value that it cannot read", "[jobs][trace]") {
    std::string text = line(1, 0, 1, 1, 1, 1);
    CHECK(refused("1 0 0 x 1 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1\n").path == "run time");
    CHECK(refused("1 0 0 1 1 -1 -1 1 1 -1 1 ? 1 1 1 1 -1 -1\n").path == "user");
    CHECK(refused(text + "2 0 0 1 1\n").where.line == 2);
    CHECK(refused("; MaxProcs: many\n").path == "MaxProcs");
    CHECK(refused("-3 0 0 1 1 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1\n").path == "job number");
}

TEST_CASE("swf refuses wrong settings", "[jobs][trace]") {
    Settings unknown;
    unknown.set("work_class", "batch").set("colour", 1).lines("file", "");
    CHECK_FALSE(swf(unknown));
    Settings no_file;
    no_file.set("work_class", "batch");
    CHECK_FALSE(swf(no_file));
    Settings negative;
    negative.set("work_class", "batch").set("scale_arrivals", 0.0).lines("file", "");
    CHECK_FALSE(swf(negative));
}

TEST_CASE("an empty log is an empty stream", "[jobs][trace]") {
    const auto [jobs, report] = imported("; MaxProcs: 4\n");
    CHECK(jobs.empty());
    CHECK(report.records == 0);
    CHECK_FALSE(offered_load(report, 10));
}

TEST_CASE("swf aligned to the calendar serves the jobs of the scenario's dates", "[jobs][trace]") {
    const std::string text = "; UnixStartTime: 1000\n" + line(1, 10, 1, 1, 1, 1) + line(2, 20, 1, 1, 1, 1) +
                             line(3, 30, 1, 1, 1, 1) + line(4, 40, 1, 1, 1, 1);
    Settings settings;
    settings.set("work_class", "batch").set("processors", 4).set("align", "calendar").lines("file", text);
    WorkloadWindow window;
    window.start = {1020};
    window.horizon_ns = 20 * s;  // the job at 1040 is the first that is not needed
    const auto [jobs, report] = imported(settings, window);
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].submit_ns == 0);
    CHECK(jobs[1].submit_ns == 10 * s);
    CHECK(report.served == 2);
    CHECK(report.outside_window == 2);
    CHECK(report.first_submit->seconds == 1010);
}

TEST_CASE("copies of a trace wrap around its end and keep their numbers apart", "[jobs][trace]") {
    // Span 0..9 s: first 0, last 9, so 10 s.  The second copy is 4 s later: 0 -> 4, 7 -> 1, 9 -> 3.
    Settings settings;
    settings.set("work_class", "batch").set("processors", 4).set("copies", 2).set("copy_shift", 4);
    settings.lines("file", line(1, 0, 1, 1, 1, 1) + line(2, 7, 1, 1, 1, 1) + line(3, 9, 1, 1, 1, 1));
    const auto [jobs, report] = imported(settings);
    std::vector<std::pair<std::int64_t, std::uint64_t>> got;
    for (const auto& job : jobs) got.emplace_back(job.submit_ns / s, job.id);
    using Expected = std::vector<std::pair<std::int64_t, std::uint64_t>>;
    CHECK(got == Expected{{0, 1}, {1, 6}, {3, 7}, {4, 5}, {7, 2}, {9, 3}});  // + 4 = largest number + 1
    CHECK(report.kept == 3);
    CHECK(report.served == 6);
    CHECK(report.outside_window == 0);
}

TEST_CASE("copies that fall on one instant come in the order of the copies", "[jobs][trace]") {
    Settings settings;
    settings.set("work_class", "batch").set("processors", 4).set("copies", 3).set("copy_shift", 0.0);
    settings.lines("file", line(1, 0, 1, 1, 1, 1) + line(2, 0, 1, 1, 1, 1));
    std::vector<std::uint64_t> ids;
    for (const auto& job : imported(settings).jobs) ids.push_back(job.id);
    // Numbers of a copy are 3 above those of the copy before.  Each copy keeps the order of the trace.
    CHECK(ids == std::vector<std::uint64_t>{1, 2, 4, 5, 7, 8});
}

TEST_CASE("arrivals twice as fast are submitted in half the time", "[jobs][trace]") {
    Settings settings;
    settings.set("work_class", "batch").set("processors", 4).set("scale_arrivals", 2);
    settings.lines("file", line(1, 100, 8, 1, 1, 9) + line(2, 103, 8, 1, 1, 9));
    const auto jobs = imported(settings).jobs;
    CHECK(jobs[1].submit_ns == 1'500'000'000);
    CHECK(jobs[1].run_ns == 8 * s);  // the work stays
}

TEST_CASE("the shipped log holds the faults that were planted in it", "[jobs][trace]") {
    Settings settings;
    settings.set("work_class", "batch");
    settings.lines("file", unpacked(DATAHALL_SOURCE_DIR "/scenarios/data/jobs/synthetic_128.swf.gz"));
    const auto [jobs, report] = imported(settings);
    // tools/make_swf.py, plant_faults(); the killed jobs as the reference scheduler counts them.
    CHECK(report.records == 4000);
    CHECK(report.kept == 3996);
    CHECK(report.dropped[0].jobs == 1);
    CHECK(report.dropped[1].jobs == 2);
    CHECK(report.dropped[2].jobs == 1);
    CHECK(report.killed_at_limit == 62);
    CHECK(report.without_estimate == 1);
    CHECK(report.out_of_order == 3);  // two swapped lines ten apart (two drops) and a submit of -1
    CHECK(report.widest == 128);
    CHECK(report.device_seconds == 232706729);  // the area that the reference scheduler states
    CHECK(report.first_submit->seconds == 1704067200 + 270);
    CHECK(*offered_load(report, 128) == Approx(0.85).margin(0.05));
    CHECK(jobs.front().submit_ns == 0);
}
