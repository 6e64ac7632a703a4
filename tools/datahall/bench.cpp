// `datahall bench`: starts the benchmark, a program beside this one.
//
// The contestants are built with other flags than the product, and no user of the product pays for them.
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "tools/datahall/bench_options.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 8> examples{
    "datahall bench -o results/bench",
    "datahall bench queue --mode hold --entities 10000 --rounds 5",
    "datahall bench simulation",
    "datahall bench --full --format json > bench.json",
    "datahall bench jobs --traces traces",
    "datahall bench power",
    "datahall bench cooling",
    "datahall bench fabric --rounds 1",
};

std::string path_of_bench() {
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    return (program.parent_path() / "datahall-bench").string();
}

int run(const Arguments&, Session& session) {
    const std::string path = path_of_bench();
    if (access(path.c_str(), X_OK) != 0) {
        throw UsageError{
            fmt::format(
                "the benchmark is not built: {}; `cmake --build` with the target datahall-bench makes it",
                path),
            "bench"};
    }
    std::vector<std::string> words{session.command_line.begin() + 1, session.command_line.end()};
    words.front() = path;
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(path.c_str(), argv.data());
    throw IoError{fmt::format("cannot start {}: {}", path, std::strerror(errno))};
}

}  // namespace

constinit const Verb bench_verb{
    .name = "bench",
    .summary = "time the event queue beside others, whole runs, schedulers, power, cooling, flows",
    .operands = bench_operands,
    .examples = examples,
    .options = bench_options,
    .run = run};

}  // namespace datahall
