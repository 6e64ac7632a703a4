#include "tests/bench/elsewhere.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/rivals/message.hpp"

namespace datahall::bench {
namespace {

std::filesystem::path path_of(std::string_view program) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error{error, std::generic_category(), what};
}

// A started program and what it prints.
class Child {
public:
    Child(const std::string& path, std::vector<std::string> words) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
        read_end_ = ends[0];
        words.insert(words.begin(), path);
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        posix_spawn_file_actions_t actions{};
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        const int error = posix_spawn(&pid_, path.c_str(), &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        if (error != 0) fail(error, path);
    }
    ~Child() { close(read_end_); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    std::string read_all() {
        std::string text;
        std::array<char, 256> part{};
        for (;;) {
            const ssize_t n = read(read_end_, part.data(), part.size());
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return text;
            text.append(part.data(), static_cast<std::size_t>(n));
        }
    }
    /// As waitpid() gives it.
    int status() {
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0) {
            if (errno != EINTR) fail(errno, "waitpid");
        }
        return status;
    }

private:
    pid_t pid_ = 0;
    int read_end_ = -1;
};

// The shell's and the loader's word for a program that cannot be started: a library is missing.
constexpr int exit_not_started = 127;

bool is_exit(int status, int code) {
    return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

}  // namespace

Outcome measure_elsewhere(const Contestant& contestant, Mode mode, const Cell& cell) {
    const std::filesystem::path path = path_of(contestant.program);
    if (access(path.c_str(), X_OK) != 0) return {.ending = Ending::not_installed};
    Child child{path.string(), words_of({std::string{contestant.name}, mode, cell})};
    const std::string line = child.read_all();
    const int status = child.status();
    if (is_exit(status, exit_not_started)) return {.ending = Ending::not_installed};
    const bool is_out_of_time =
        WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    if (is_out_of_time || is_exit(status, exit_no_room)) return {.ending = Ending::unfinished};
    const auto outcome = outcome_of(line);
    if (status != 0 || !outcome) {
        throw std::runtime_error{fmt::format("{} ended with status {} while it measured {}, and printed '{}'",
                                             contestant.program, status, contestant.name, line)};
    }
    return *outcome;
}

}  // namespace datahall::bench
