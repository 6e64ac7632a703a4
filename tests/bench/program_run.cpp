#include "tests/bench/program_run.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace datahall::bench {
namespace {

double seconds_of(const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

std::filesystem::path path_of(std::string_view program) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

}  // namespace

bool has_program(std::string_view program) {
    return access(path_of(program).c_str(), X_OK) == 0;
}

ProgramRun run_program(std::vector<std::string> arguments, std::string_view program) {
    arguments.insert(arguments.begin(), path_of(program).string());
    std::vector<char*> argv;
    for (std::string& word : arguments) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error{arguments[0] + ": " + std::strerror(failed)};
    int status = 0;
    rusage used{};
    while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {}
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error{arguments[0] + " failed"};
    return {.cpu_s = seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
            .most_resident = static_cast<std::uint64_t>(used.ru_maxrss) * 1024};
}

}  // namespace datahall::bench
