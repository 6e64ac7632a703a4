// What studies keep of a run: its metrics, how many findings it has, its trace; and the way back to the
// parent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/result.hpp"

namespace datahall {

struct RunFigures {
    std::vector<Metric> metrics;
    std::size_t findings = 0;
    std::string trace_hash;
};

RunFigures figures_of(Result&& result);

/// For the way from a worker to its parent: exact, not a file format.
std::string to_bytes(const RunFigures& figures);
/// The inverse.  Throws std::logic_error on bytes that to_bytes() did not write.
RunFigures figures_from_bytes(std::string_view bytes);

}  // namespace datahall
