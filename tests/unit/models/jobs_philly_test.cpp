// The reader of the Philly job list: the shipped file, its traps, its window.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;
constexpr const char* header = "timestamp,duration,num_gpus,gpu_time,cluster\n";

const std::string& shipped() {
    static const std::string text = unpacked(DATAHALL_SOURCE_DIR "/scenarios/data/jobs/philly_jobs.csv.gz");
    return text;
}

std::unique_ptr<Workload> philly(Settings& settings) {
    Models models;
    register_builtin(models);
    settings.set("work_class", "training");
    return models.workload.find("philly")->make(settings);
}

WorkloadWindow window_from(const CivilTime& start, std::int64_t seconds) {
    WorkloadWindow window;
    window.start = from_civil(start);
    window.horizon_ns = seconds * s;
    return window;
}

std::string refused_column(const std::string& text) {
    Settings settings;
    settings.lines("file", text);
    try {
        philly(settings)->open(window_from({.year = 2017}, 1));
    } catch (const ConfigError& error) {
        return error.problems().at(0).path;
    }
    return "nothing refused";
}

}  // namespace

TEST_CASE("the shipped Philly list has its published statistics", "[jobs][trace]") {
    // Counts, means and dates as computed from the list by its editors, independently of this reader.
    Settings settings;
    settings.lines("file", shipped());
    const auto workload = philly(settings);
    workload->open(window_from({2017, 9, 4, 10, 30, 41}, 4'000'000'000));
    const auto jobs = drain(*workload);
    const ImportReport r = workload->report();

    CHECK(r.records == 82247);
    CHECK(r.kept == 82247);
    CHECK(jobs.size() == 82247);
    CHECK(r.users == 15);
    CHECK(r.out_of_order > 0);
    CHECK(r.without_estimate == 82247);
    CHECK(*r.first_submit == from_civil({2017, 9, 4, 10, 30, 41}));
    CHECK(*r.last_submit == from_civil({2017, 12, 22, 8, 2, 11}));
    CHECK(r.device_seconds / 3600 == Approx(978078.5).epsilon(0.001));

    std::vector<std::int64_t> run;
    std::map<std::uint32_t, int> by_width;
    double sum = 0;
    for (const auto& job : jobs) {
        run.push_back(job.run_ns / s);
        sum += static_cast<double>(job.run_ns / s);
        ++by_width[job.devices];
    }
    std::ranges::sort(run);
    CHECK(sum / 82247 == Approx(13135.9).epsilon(0.001));
    CHECK(run.front() == 1);
    CHECK(run[run.size() / 2] == 1144);
    CHECK(run[run.size() * 95 / 100] == 43648);
    CHECK(run.back() == 4628226);
    CHECK(by_width == std::map<std::uint32_t, int>{{1, 76627},
                                                   {2, 1818},
                                                   {4, 1870},
                                                   {8, 1643},
                                                   {12, 7},
                                                   {16, 199},
                                                   {24, 7},
                                                   {32, 67},
                                                   {64, 6},
                                                   {128, 3}});
    CHECK(std::ranges::is_sorted(jobs, {}, &JobRequest::submit_ns));
    CHECK(r.sizes.front().jobs == 76627);
}

TEST_CASE("philly serves the window that the scenario asks for, from its own dates or stated ones",
          "[jobs][trace]") {
    const std::string text = std::string{header} + "2017-10-09 00:00:10,66.0,1,66.0,b\n" +
                             "2017-10-09 00:00:00,5.0,2,10.0,a\n2017-10-09 00:00:20,7.0,1,7.0,b\n\n";
    Settings by_start;
    by_start.lines("file", text);
    auto workload = philly(by_start);
    workload->open(window_from({.year = 2017, .month = 10, .day = 9}, 20));
    auto jobs = drain(*workload);
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0] == JobRequest{2, 0, 5 * s, 5 * s, 2, 0, false});
    CHECK(jobs[1] == JobRequest{1, 10 * s, 66 * s, 66 * s, 1, 1, false, 1});
    CHECK(workload->report().outside_window == 1);
    CHECK(workload->report().out_of_order == 1);

    Settings from;
    from.lines("file", text).set("from", static_cast<double>(from_civil({2017, 10, 9, 0, 0, 5}).seconds));
    workload = philly(from);
    workload->open(window_from({.year = 2024}, 100));
    jobs = drain(*workload);
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].submit_ns == 5 * s);
    CHECK(jobs[1].submit_ns == 15 * s);
}

TEST_CASE("a window after the last job is refused rather than idle", "[jobs][trace]") {
    Settings settings;
    settings.lines("file", std::string{header} + "2017-10-09 00:00:10,66.0,1,66.0,b\n");
    CHECK_THROWS_WITH(philly(settings)->open(window_from({.year = 2024}, 100)), Catch::Contains("from"));
}

TEST_CASE("a longer horizon only adds jobs, and copies multiply what the whole trace holds",
          "[jobs][trace]") {
    const auto serve = [](std::int64_t seconds) {
        Settings settings;
        settings.lines("file", shipped()).set("copies", 3).set("copy_shift", 86'400.0 * 20);
        const auto workload = philly(settings);
        workload->open(window_from({2017, 10, 1}, seconds));
        return drain(*workload);
    };
    const auto few = serve(86'400);
    const auto more = serve(2 * 86'400);
    REQUIRE(few.size() > 100);
    REQUIRE(more.size() > few.size());
    CHECK(std::equal(few.begin(), few.end(), more.begin()));
    CHECK(std::ranges::is_sorted(more, {}, &JobRequest::submit_ns));

    Settings settings;
    settings.lines("file", shipped()).set("copies", 3);
    const auto workload = philly(settings);
    workload->open(window_from({2017, 9, 1}, 4'000'000'000));
    std::uint64_t jobs = 0;
    while (workload->next_job()) ++jobs;
    CHECK(jobs == 3 * 82247);
    CHECK(workload->report().served_device_seconds == Approx(3 * workload->report().device_seconds));
}

TEST_CASE("philly names the column of a value that cannot be", "[jobs][trace]") {
    const std::string h = header;
    CHECK(refused_column(h + "yesterday,66.0,1,66.0,b\n") == "timestamp");
    CHECK(refused_column(h + "2017-10-09 00:00:10,long,1,66.0,b\n") == "duration");
    CHECK(refused_column(h + "2017-10-09 00:00:10,66.0,x,66.0,b\n") == "num_gpus");
    CHECK(refused_column(h + "2017-10-09 00:00:10,66.0,2,66.0,b\n") == "gpu_time");
    CHECK(refused_column("timestamp,duration,num_gpus,cluster\n") == "gpu_time");
    CHECK(refused_column(h + "2017-10-09 00:00:10,66.0,1\n") == "");
    CHECK(refused_column("") == "");
    CHECK(refused_column(h + "2017-10-09 00:00:10,66.0,1,66.0,b\n") == "nothing refused");
}

TEST_CASE("philly drops jobs without GPUs or run time, in this order", "[jobs][trace]") {
    Settings settings;
    settings.lines("file", std::string{header} + "2017-10-09 00:00:10,0.0,0,0.0,b\n" +
                               "2017-10-09 00:00:10,0.5,1,0.5,b\n2017-10-09 00:00:10,1.0,1,1.0,b\n");
    const auto workload = philly(settings);
    workload->open(window_from({2017, 10, 9}, 100));
    CHECK(drain(*workload).size() == 1);
    CHECK(workload->report().dropped[0].jobs == 1);
    CHECK(workload->report().dropped[1].jobs == 1);
}
