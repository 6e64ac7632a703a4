// Contestants in programs of their own: a library that not everybody has, or may link.
#pragma once

#include "tests/bench/contestant.hpp"

namespace datahall::bench {

/// Has `contestant.program` measure the cell: a start for each, outside the time that is measured.
/// Throws std::runtime_error if that program fails otherwise than by lack of time, memory or a library.
Outcome measure_elsewhere(const Contestant& contestant, Mode mode, const Cell& cell);

}  // namespace datahall::bench
