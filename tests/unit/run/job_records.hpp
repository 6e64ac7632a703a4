// Finds jobs in a result, and what they have waited for.
#pragma once

#include <algorithm>

#include "datahall/result.hpp"

#include "tests/support/catch.hpp"

namespace datahall::test {

inline const JobRecord& job(const Result& r, std::uint64_t id) {
    const auto found = std::ranges::find(r.jobs, id, &JobRecord::id);
    REQUIRE(found != r.jobs.end());
    return *found;
}

inline double seconds(std::int64_t ns) {
    return static_cast<double>(ns) / 1e9;
}

inline double waited(const JobRecord& j, WaitCause cause) {
    return seconds(j.waited_ns[static_cast<std::size_t>(cause)]);
}

}  // namespace datahall::test
