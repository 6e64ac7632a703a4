#include "tests/bench/rivals/message.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

namespace datahall::bench {
namespace {

constexpr std::string_view stored = "stored";  // in place of a mode; the row in place of a distribution

// Mode and increments.
bool read_load(const std::string& mode, const std::string& load, Task& task) {
    if (mode == stored) {
        const auto is_row = [&load](const FiringRun& r) { return load == std::to_string(&r - firing_runs); };
        task.cell.stored = std::ranges::find_if(firing_runs, is_row);
        return task.cell.stored != std::end(firing_runs);
    }
    const auto named = std::ranges::find(mode_names, mode);
    const auto distribution = std::ranges::find(distributions(), load, &Distribution::name);
    if (named == mode_names.end() || distribution == distributions().end()) return false;
    task.mode = Mode{static_cast<int>(named - mode_names.begin())};
    task.cell.distribution = &*distribution;
    return true;
}

}  // namespace

std::vector<std::string> words_of(const Task& task) {
    const Cell& cell = task.cell;
    const bool is_stored = cell.stored != nullptr;
    return {task.contestant,
            std::string{is_stored ? stored : mode_names[static_cast<std::size_t>(task.mode)]},
            is_stored ? std::to_string(cell.stored - firing_runs) : std::string{cell.distribution->name},
            std::to_string(cell.entities),
            std::to_string(cell.warm_up),
            std::to_string(cell.pops),
            std::to_string(cell.limit_s)};
}

std::optional<Task> task_of(std::span<const std::string> words) {
    if (words.size() != 7) return std::nullopt;
    Task task{.contestant = words[0], .mode = Mode::hold, .cell = {}};
    if (!read_load(words[1], words[2], task)) return std::nullopt;
    std::istringstream numbers{fmt::format("{}", fmt::join(words.subspan(3), " "))};
    numbers >> task.cell.entities >> task.cell.warm_up >> task.cell.pops >> task.cell.limit_s;
    if (!numbers) return std::nullopt;
    return task;
}

std::string line_of(const Outcome& o) {
    return fmt::format("{} {} {} {} {}\n", o.ns_per_pop, o.pops, o.checksum, o.allocations, o.bytes);
}

std::optional<Outcome> outcome_of(const std::string& line) {
    Outcome o;
    std::istringstream numbers{line};
    numbers >> o.ns_per_pop >> o.pops >> o.checksum >> o.allocations >> o.bytes;
    if (!numbers) return std::nullopt;
    return o;
}

}  // namespace datahall::bench
