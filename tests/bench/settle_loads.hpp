// What an event costs beyond the queue, in the two smallest worlds that have a settle.
#pragma once

#include <cstdint>

namespace datahall::bench {

/// Time of an event with a handler that only posts itself again and marks something dirty, and an empty
/// settle after it, over the time of a hold of the same number of entities: the median over the rounds.
double empty_settle_over_hold(int rounds);

/// 100,000 servers whose events fall on the same instants: each changes the load of one, then the power of
/// all is settled at once, by the product's own node table and power tree.
struct Lockstep {
    std::uint64_t nodes = 0;
    std::uint64_t events = 0;
    double events_per_s = 0.0;  // of CPU time
};
Lockstep run_lockstep(int rounds);

}  // namespace datahall::bench
