// The result directory: what it refuses, what it replaces, and that result.json comes last.
#include "sim/report/result_directory.hpp"

#include <csignal>

#include <sys/resource.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/report/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;
using test::content_of;
using test::names_in;
using test::TemporaryFolder;
using Names = std::vector<std::string>;

const Names all_files{"columns.json",     "duration.csv",    "findings.csv", "heat_map.svg",
                      "heat_sankey.json", "heat_sankey.svg", "jobs.csv",     "ledger.csv",
                      "losses.csv",       "meta.json",       "one_line.svg", "power.csv",
                      "power_events.csv", "racks.csv",       "result.json",  "sankey.json",
                      "sankey.svg",       "scenario.yaml",   "series.csv",   "zones.csv"};

Result sample_result(std::size_t jobs = 1) {
    Result result;
    result.scenario = "hall";
    result.clusters = {"gpu"};
    result.jobs.resize(jobs);
    return result;
}

void write_sample(ResultDirectory& directory, const Meta& meta = {}, std::size_t jobs = 1) {
    const Result result = sample_result(jobs);
    directory.write(result, ListedJobs{result.jobs}, "name: hall\n", meta);
}

void write_into(const std::string& path, Overwrite overwrite, const Meta& meta = {}) {
    ResultDirectory directory{path, overwrite};
    write_sample(directory, meta);
}

}  // namespace

TEST_CASE("a new directory gets every file and its parents") {
    const TemporaryFolder scratch;
    write_into(scratch.path("a/b/c/"), Overwrite::refuse);
    CHECK(names_in(scratch.path("a/b/c")) == all_files);
    CHECK(content_of(scratch.path("a/b/c/scenario.yaml")) == "name: hall\n");
}

TEST_CASE("inlets.csv is there if there is more than one zone, and goes when it is replaced") {
    const TemporaryFolder scratch;
    {
        ResultDirectory directory{scratch.path(), Overwrite::refuse};
        Result result = sample_result();
        result.inlets.columns = {{"time_s", "s", "time"}, {"row-01_c", "degC", "inlet"}};
        directory.write(result, ListedJobs{result.jobs}, "name: hall\n", {});
    }
    CHECK(content_of(scratch.path("inlets.csv")) == "time_s,row-01_c\n");
    write_into(scratch.path(), Overwrite::own_files);
    CHECK(names_in(scratch.path()) == all_files);
}

TEST_CASE("an empty directory is used as it is") {
    const TemporaryFolder scratch;
    write_into(scratch.path(), Overwrite::refuse);
    CHECK(names_in(scratch.path()) == all_files);
}

TEST_CASE("a directory that holds anything is refused and stays as it is") {
    const TemporaryFolder scratch;
    write_file(scratch.path(), "notes.txt", "mine");
    CHECK_THROWS_WITH(
        (ResultDirectory{scratch.path(), Overwrite::refuse}),
        scratch.path() +
            ": the directory is not empty; choose another or add --force to replace its results");
    CHECK(names_in(scratch.path()) == Names{"notes.txt"});
}

TEST_CASE("forcing replaces results, removes leftover temporaries and keeps what is not ours") {
    const TemporaryFolder scratch;
    write_file(scratch.path(), "notes.txt", "mine");
    write_file(scratch.path(), "result.json", "old");
    write_file(scratch.path(), ".jobs.csv.4711.tmp", "torn");
    write_file(scratch.path(), ".notes.4711.tmp", "mine");
    fs::create_directory(scratch.path("plots"));
    write_into(scratch.path(), Overwrite::own_files);
    Names expected = all_files;
    expected.insert(expected.end(), {"notes.txt", ".notes.4711.tmp", "plots"});
    std::sort(expected.begin(), expected.end());
    CHECK(names_in(scratch.path()) == expected);
    CHECK(content_of(scratch.path("notes.txt")) == "mine");
    CHECK(content_of(scratch.path("result.json")).find("\"scenario\": \"hall\"") != std::string::npos);
}

TEST_CASE("forcing removes a link under our name, not what it points to") {
    const TemporaryFolder scratch;
    fs::create_directory(scratch.path("out"));
    write_file(scratch.path(), "precious", "untouched");
    fs::create_symlink(scratch.path("precious"), scratch.path("out/result.json"));
    write_into(scratch.path("out"), Overwrite::own_files);
    CHECK(content_of(scratch.path("precious")) == "untouched");
    CHECK_FALSE(fs::is_symlink(scratch.path("out/result.json")));
}

TEST_CASE("a directory under the name of a file of ours is an error, and keeps its content") {
    const TemporaryFolder scratch;
    fs::create_directories(scratch.path("jobs.csv/inside"));
    CHECK_THROWS_WITH(write_into(scratch.path(), Overwrite::own_files),
                      scratch.path("jobs.csv") + ": is a directory");
    CHECK(fs::exists(scratch.path("jobs.csv/inside")));
}

TEST_CASE("old results stay until new ones are written") {
    const TemporaryFolder scratch;
    write_file(scratch.path(), "result.json", "old");
    { const ResultDirectory directory{scratch.path(), Overwrite::own_files}; }
    CHECK(content_of(scratch.path("result.json")) == "old");
}

TEST_CASE("a directory that was created for nothing goes away again") {
    const TemporaryFolder scratch;
    { const ResultDirectory directory{scratch.path("new"), Overwrite::refuse}; }
    CHECK(names_in(scratch.path()).empty());
    fs::create_directory(scratch.path("old"));
    { const ResultDirectory directory{scratch.path("old"), Overwrite::refuse}; }
    CHECK(names_in(scratch.path()) == Names{"old"});
}

TEST_CASE("what is no directory cannot take results") {
    const TemporaryFolder scratch;
    write_file(scratch.path(), "file", "x");
    CHECK_THROWS_WITH((ResultDirectory{scratch.path("file"), Overwrite::own_files}),
                      scratch.path("file") + ": Not a directory");
    CHECK_THROWS_WITH((ResultDirectory{"/dev/full/x", Overwrite::refuse}), "/dev/full/x: Not a directory");
    CHECK_THROWS_AS((ResultDirectory{"", Overwrite::refuse}), IoError);
}

TEST_CASE("a write that fails half way leaves no result.json, not even the old one, and no torn file") {
    const TemporaryFolder scratch;
    write_into(scratch.path(), Overwrite::refuse);
    // 10,000 jobs of 32 bytes or more do not fit in 100 kB; the files before jobs.csv do.
    auto* const before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old_limit{};
    ::getrlimit(RLIMIT_FSIZE, &old_limit);
    const rlimit limit{100'000, old_limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ResultDirectory directory{scratch.path(), Overwrite::own_files};
    CHECK_THROWS_WITH(write_sample(directory, {}, 10'000), scratch.path("jobs.csv") + ": File too large");
    ::setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, before);
    CHECK(names_in(scratch.path()) == Names{"scenario.yaml", "series.csv"});
}

TEST_CASE("the same result gives the same bytes in every file but meta.json") {
    const TemporaryFolder a;
    const TemporaryFolder b;
    write_into(a.path(), Overwrite::refuse, {.host = "one"});
    write_into(b.path(), Overwrite::refuse, {.host = "two"});
    for (const std::string& name : all_files) {
        CAPTURE(name);
        CHECK((content_of(a.path(name)) == content_of(b.path(name))) == (name != "meta.json"));
    }
}

}  // namespace datahall
