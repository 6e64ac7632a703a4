// The program of a rival: measures the cell that its command line names and prints what came out.
//
// The rival's library is under the GPL or the LGPL: it stays out of the product and of the benchmark proper.
#pragma once

#include <span>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {

/// Those that this program measures.
std::span<const Contestant* const> rivals_here();

}  // namespace datahall::bench
