// One cell, within the CPU time that it may take.
#include <algorithm>
#include <new>
#include <optional>

#include <fmt/format.h>
#include <sys/resource.h>

#include "tests/bench/rivals/message.hpp"
#include "tests/bench/rivals/program.hpp"

namespace datahall::bench {
namespace {

constexpr int exit_usage = 2;

// SIGXCPU ends the program then, and nothing is dumped.
void limit_cpu_time(int seconds) {
    const auto soft = static_cast<rlim_t>(seconds);
    const rlimit time{soft, soft + 1};
    const rlimit no_dump{0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &no_dump);
}

Measure measure_of(const Task& task) {
    const auto here = rivals_here();
    const auto named = std::ranges::find(here, task.contestant, &Contestant::name);
    if (named == here.end()) return nullptr;
    return task.cell.stored != nullptr ? (*named)->stored : (*named)->in(task.mode);
}

int run(std::span<const std::string> words) {
    const std::optional<Task> task = task_of(words);
    const Measure measure = task ? measure_of(*task) : nullptr;
    if (measure == nullptr) {
        fmt::print(stderr, "this program is started by datahall-bench\n");
        return exit_usage;
    }
    limit_cpu_time(task->cell.limit_s);
    fmt::print("{}", line_of(measure(task->cell)));
    return 0;
}

}  // namespace
}  // namespace datahall::bench

int main(int argc, char** argv) {
    try {
        return datahall::bench::run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const std::bad_alloc&) {
        return datahall::bench::exit_no_room;
    }
}
