// Runs cells on all contestants, interleaved, and keeps what came out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {

struct TrialOptions {
    bool full = false;        // ten million entities, long cells, all contestants everywhere
    int rounds = 3;           // of each cell; at least 1
    std::vector<Mode> modes;  // empty: all
    std::vector<const Distribution*> distributions;  // empty: those of each mode
    std::vector<std::size_t> entities;               // empty: those of each mode
};

/// One contestant in one cell.
struct Row {
    Mode mode = Mode::hold;
    const Distribution* distribution = nullptr;
    std::size_t entities = 0;
    const Contestant* contestant = nullptr;
    std::vector<double> ns;      // a pop, by round; empty unless measured
    std::vector<double> ratios;  // to the ladder's time in the same round
    Outcome last;

    bool is_measured() const { return last.ending == Ending::measured; }
    double least_ns() const;      // REQUIRES: is_measured()
    double median_ratio() const;  // REQUIRES: is_measured()
};

/// All rows in the order in which they were measured.  Calls `tell` before each cell.
/// Throws std::runtime_error if two contestants fire different sequences.
std::vector<Row> run_trial(const TrialOptions& options, const std::function<void(const std::string&)>& tell);

double median(std::vector<double> values);  // REQUIRES: not empty

}  // namespace datahall::bench
