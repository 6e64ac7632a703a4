// The runs that tables of published figures wait for.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/study/expectation_runs.hpp"
#include "tools/datahall/verify_table.hpp"

namespace datahall {

/// Loads the scenario of a run.
using VerifyLoader = std::function<Scenario(const VerifyRun& run)>;

/// How many runs there are.
std::size_t count_runs(std::span<const VerifyTable> tables);

/// Simulates each run in a worker and completes the rows.  Returns 0, or the exit code of the first failed
/// run in the order 3, 4, 5, 70; rows of a failed run say why.
int complete_rows(std::span<VerifyTable> tables, const VerifyLoader& load, const PoolOptions& pool);

}  // namespace datahall
