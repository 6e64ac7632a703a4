// What became of expectations: lines for people, and JUnit for CI servers.
#pragma once

#include <string>
#include <vector>

#include "sim/report/junit.hpp"
#include "sim/study/expectation_runs.hpp"

namespace datahall {

/// "49152", "440 mi to 720 mi", "at least 500 mi": the band as it was written.
std::string band_text(const Expectation& expected);

/// A line for each expectation below its file, and a summary:
///
///     claims/fabric_16384.yaml
///       ok      network.links: 49152, expected 49152 (one cable for each accelerator and tier)
///     1 file, 1 expectation: all met
std::string expectation_lines(const std::vector<CheckedFile>& checked);

/// One suite a file, one case an expectation.
std::vector<JunitSuite> junit_suites(const std::vector<CheckedFile>& checked);

}  // namespace datahall
