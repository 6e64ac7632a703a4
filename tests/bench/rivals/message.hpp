// What the benchmark and the program of a rival say to each other: words on the command line, one line back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {

/// One cell for one contestant.
struct Task {
    std::string contestant;
    Mode mode = Mode::hold;
    Cell cell;
};

std::vector<std::string> words_of(const Task& task);
/// Empty if `words` are not what words_of() gives.
std::optional<Task> task_of(std::span<const std::string> words);

std::string line_of(const Outcome& outcome);
/// Empty if `line` is not what line_of() gives.
std::optional<Outcome> outcome_of(const std::string& line);

/// How such a program ends if its system has no room for the cell.
inline constexpr int exit_no_room = 3;

}  // namespace datahall::bench
