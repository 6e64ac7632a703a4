// How verbs that do many runs spread them over worker processes and show how far they are.
#pragma once

#include <cstddef>
#include <functional>

#include "tools/datahall/verb.hpp"

namespace datahall {

inline constexpr Option jobs_option{.name = "jobs",
                                    .letter = 'j',
                                    .argument = "N",
                                    .meaning = "runs at a time; absent: one a processor"};

/// From the option above.  Throws UsageError.
std::size_t jobs_of(const Arguments& arguments);

/// Calls `work` with what a pool is to call after each of `total` runs: a progress line on standard error.
void with_progress(std::size_t total, const Arguments& arguments, const Session& session,
                   const std::function<void(const std::function<void(std::size_t done)>& on_done)>& work);

}  // namespace datahall
