#include "tests/bench/time_split.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace datahall::bench {
namespace {

constexpr int skipped = 77;  // what the script exits with where valgrind is missing
constexpr std::array parts_of_the_run{"queue", "handlers", "settle", "metrics"};

// A name in the folder for temporaries; the file is gone with it.
class Scratch {
public:
    Scratch()
        : path_{std::filesystem::temp_directory_path() / ("datahall-split-" + std::to_string(getpid()))} {}
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::filesystem::path program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "datahall";
}

// The exit code of a command whose standard output goes to a file.
int run_into(const std::string& file, std::vector<std::string> words) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    pid_t child = 0;
    const int failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw NotMeasured{words[0] + ": " + std::strerror(failed)};
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Split read_split(const std::string& name, const std::string& file) {
    Split split{.name = name, .instructions = {}, .events = 0};
    std::ifstream lines{file};
    std::string line;
    std::getline(lines, line);  // the header
    while (std::getline(lines, line)) {
        const std::size_t comma = line.find(',');
        const double count = std::stod(line.substr(comma + 1));
        if (line.starts_with("events,")) {
            split.events = static_cast<std::uint64_t>(count);
        } else {
            split.instructions[line.substr(0, comma)] = count;
        }
    }
    return split;
}

}  // namespace

double Split::of_the_run() const {
    double sum = 0;
    for (const char* part : parts_of_the_run) sum += instructions.at(part);
    return sum;
}

Split& Split::operator+=(const Split& o) {
    for (const auto& [part, count] : o.instructions) instructions[part] += count;
    events += o.events;
    return *this;
}

Split split_of_run(const std::string& name, const std::vector<std::string>& arguments) {
    const std::string script = DATAHALL_SOURCE_DIR "/tools/where_time_goes.py";
    const std::string datahall = program().string();
    if (access(script.c_str(), R_OK) != 0) throw NotMeasured{script + " is not there"};
    if (access(datahall.c_str(), X_OK) != 0) throw NotMeasured{"the program datahall is not built"};
    const Scratch out;
    std::vector<std::string> words{"python3", script, "--csv", datahall, "run"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const int code = run_into(out.path(), std::move(words));
    if (code == skipped) throw NotMeasured{"valgrind is not installed"};
    if (code != 0) throw NotMeasured{"tools/where_time_goes.py failed"};
    return read_split(name, out.path());
}

}  // namespace datahall::bench
