// Holds every contestant to the firing sequences that are known (tests/support/firing_runs.hpp).
#pragma once

#include <string_view>
#include <vector>

namespace datahall::bench {

/// The names of those that reproduce all of them.  Throws std::runtime_error if one fires anything else.
std::vector<std::string_view> check_stored_runs();

}  // namespace datahall::bench
