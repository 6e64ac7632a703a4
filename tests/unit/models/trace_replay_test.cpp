// Replays the recorded logs of tests/data/scheduling/expected.csv that may not ship with the
// project.  Their folder comes from the environment: $DATAHALL_TRACES/swf/<file>.  Without it, or
// without any of the files, the program ends with the code that ctest reads as "skipped".
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/unit/models/jobs_replay.hpp"

namespace {

constexpr int skipped = 77;

bool is_as_expected(const Replayed& got, const std::map<std::string, std::string>& row) {
    const ScheduleFacts& f = got.facts;
    return f.sha256 == row.at("sha256") && std::to_string(f.sum_wait_s) == row.at("sum_wait_s") &&
           std::to_string(f.zero_wait) == row.at("zero_wait") &&
           std::to_string(f.max_wait_s) == row.at("max_wait_s") &&
           std::to_string(f.makespan_s) == row.at("makespan_s") &&
           std::fabs(f.utilisation - std::stod(row.at("utilisation"))) < 1e-8 &&
           std::fabs(f.slowdown10 - std::stod(row.at("slowdown10"))) < 1e-6 &&
           std::to_string(got.report.records) == row.at("records") &&
           std::to_string(got.report.kept) == row.at("kept") &&
           std::to_string(got.report.dropped.at(0).jobs) == row.at("no_processors") &&
           std::to_string(got.report.dropped.at(1).jobs) == row.at("no_run_time") &&
           std::to_string(got.report.dropped.at(2).jobs) == row.at("too_wide");
}

}  // namespace

int main() {
    const char* const folder = std::getenv("DATAHALL_TRACES");
    if (folder == nullptr) {
        std::puts("skipped: DATAHALL_TRACES does not name a folder with swf/*.swf.gz");
        return skipped;
    }
    datahall::Models models;
    datahall::register_builtin(models);
    int replayed = 0;
    int wrong = 0;
    for (const auto& row : expected_schedules()) {
        const std::string path = std::string{folder} + "/swf/" + row.at("file");
        if (!std::filesystem::exists(path)) continue;
        const auto begin = std::chrono::steady_clock::now();
        const Replayed got = replay_row(models, path, row);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        const bool right = is_as_expected(got, row);
        std::printf("%s %s %s limit %s perfect %s: %u users, %lld s of waiting, %.3f s\n",
                    right ? "ok   " : "WRONG", row.at("file").c_str(), row.at("policy").c_str(),
                    row.at("limit").c_str(), row.at("perfect").c_str(), got.report.users,
                    static_cast<long long>(got.facts.sum_wait_s), took.count());
        ++replayed;
        wrong += right ? 0 : 1;
    }
    if (replayed == 0) {
        std::puts("skipped: none of the logs is there");
        return skipped;
    }
    return wrong == 0 ? 0 : 1;
}
