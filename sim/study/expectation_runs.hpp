// Scenario files that are simulated to see whether what they expect comes true.
//
// Mistakes are found first, by a run of one simulated second in this process: it knows the name and the unit
// of every figure.  Then each file runs in a worker.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/config/scenario.hpp"
#include "sim/study/expectations.hpp"
#include "sim/study/process_pool.hpp"

namespace datahall {

/// Throws what load_scenario_file() does.
using FileLoader = std::function<Scenario(const std::string& file)>;

/// What a file expects.  Throws a ConfigError if it expects nothing, unknown figures or impossible bands.
std::vector<Expectation> expectations_of(const std::string& file, const FileLoader& load);

/// A file whose expectations can be checked.
struct CheckableFile {
    std::string file;
    std::vector<Expectation> expected;
};

struct CheckedFile {
    std::string file;
    std::vector<Verdict> verdicts;  // one for each expectation; none if the run failed
    std::string failure;            // empty: it ran to its end
    int exit_code = 0;              // of the failure
};

/// In the order of the files.
std::vector<CheckedFile> run_checks(const std::vector<CheckableFile>& files, const FileLoader& load,
                                    const PoolOptions& pool);

}  // namespace datahall
