// By how much the utility meter, or the output of a bus, moves when the load of a rack moves a little: the
// marginal losses of its path.
//
//   gain of a bus  (1 + d loss / d output) * the sum over its feeds of their part times the gain behind them
//   d loss         by a difference of the loss itself around the present output
// What an open switch or a battery of its own keeps from the meter has no gain.
// Cost: each bus once, until the next forget().
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/run/power/power_flow.hpp"

namespace datahall {

class PathGain {
public:
    PathGain(const Facility& facility, const PowerFlow& power)
        : facility_{facility}, power_{power}, gain_(facility.elements.size(), unknown) {}

    /// Loads have changed.
    void forget();
    /// From now on, of the output of a bus, or of the utility meter: no_index, as at the beginning.
    void aim(std::uint32_t target) {
        forget();
        target_ = target;
    }
    double of_rack(std::uint32_t rack) { return of_feeds(facility_.racks[rack].feeds); }

private:
    static constexpr double unknown = -1.0;

    double of_feeds(const FeedSpan& feeds);
    double of_bus(std::uint32_t element);

    const Facility& facility_;
    const PowerFlow& power_;
    std::uint32_t target_ = no_index;
    std::vector<double> gain_;  // by element
    std::vector<std::uint32_t> known_;
};

}  // namespace datahall
