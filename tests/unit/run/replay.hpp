// Start times of a run and of the independent reference scheduler, as one digest each.
#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/sha256.hpp"
#include "tests/unit/run/engine.hpp"

namespace datahall::test {

/// SHA-256 of "<id> <start>\\n" in ascending id, seconds after the first submission.
inline std::string start_hash(const Result& r) {
    std::map<std::uint64_t, std::int64_t> starts;
    for (const JobRecord& j : r.jobs) starts[j.id] = j.start_ns / 1'000'000'000;
    std::ostringstream text;
    for (const auto& [id, start] : starts) text << id << ' ' << start << '\n';
    return Sha256::of(text.str());
}

/// From tests/data/scheduling/expected.csv: the whole log with the users' estimates.
inline std::vector<std::string> reference_row(const std::string& file, const std::string& policy) {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/scheduling/expected.csv"};
    for (std::string line; std::getline(in, line);) {
        std::vector<std::string> cells;
        std::istringstream row{line};
        for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
        if (cells.size() < 24 || cells[0] != file || cells[2] != policy) continue;
        if (cells[3] == "0" && cells[4] == "0") return cells;
    }
    return {"no row for " + file};
}
inline std::string reference_hash(const std::string& file, const std::string& policy) {
    return reference_row(file, policy).back();
}

}  // namespace datahall::test
