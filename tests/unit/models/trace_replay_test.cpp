// Replays the recorded logs of tests/data/scheduling/expected.csv that may not ship with the
// project.  Their folder comes from the environment: $DATAHALL_TRACES/swf/<file>.  Without it, or
// without any of the files, the program ends with the code that ctest reads as "skipped".
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/unit/models/jobs_replay.hpp"

namespace {

constexpr int skipped = 77;

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
        const Replayed got = replay_row(models, path, row);
        const std::string wrong_cells = differences(got, row);
        std::printf("%s %s %s limit %s perfect %s: %u users, %s s of waiting, %.3f s of CPU time %s\n",
                    wrong_cells.empty() ? "ok   " : "WRONG", row.at("file").c_str(), row.at("policy").c_str(),
                    row.at("limit").c_str(), row.at("perfect").c_str(), got.users,
                    got.cells.at("sum_wait_s").c_str(), got.seconds, wrong_cells.c_str());
        ++replayed;
        wrong += wrong_cells.empty() ? 0 : 1;
    }
    if (replayed == 0) {
        std::puts("skipped: none of the logs is there");
        return skipped;
    }
    return wrong == 0 ? 0 : 1;
}
