// What the queue is held to, and how near it came.
//
// Every figure is a ratio within one run or a count: the machine's speed of the day drops out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/trial.hpp"

namespace datahall::bench {

/// Contestants that count as one: in each cell and round the fastest of them.
struct Rival {
    std::string_view name;
    std::vector<const Contestant*> members;
};
std::span<const Rival> rivals();

/// A rival's time over the ladder's, over the distributions of one size.
struct HoldRatio {
    const Rival* rival = nullptr;
    std::size_t entities = 0;
    std::size_t distributions = 0;
    double median = 0.0;  // of the medians over the rounds
    double worst = 0.0;
    std::string_view worst_distribution;
};
std::vector<HoldRatio> hold_ratios(std::span<const Row> rows);

struct Target {
    std::string what;
    double got = 0.0;
    double must = 0.0;
    double goal = 0.0;
    bool at_least = true;  // else at most

    bool met(double line) const { return at_least ? got >= line : got <= line; }
};
/// Those for which `rows` has what it takes.
std::vector<Target> targets_of(std::span<const Row> rows);

}  // namespace datahall::bench
