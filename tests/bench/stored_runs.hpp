// Holds every contestant to the firing sequences that are known (tests/support/firing_runs.hpp).
#pragma once

#include <string_view>
#include <vector>

namespace datahall::bench {

/// Names of contestants.
struct StoredRuns {
    std::vector<std::string_view> reproduced;  // all of them
    std::vector<std::string_view> unfinished;  // those before the first that took too long
};

/// Throws std::runtime_error if a contestant fires anything else.
StoredRuns check_stored_runs();

}  // namespace datahall::bench
