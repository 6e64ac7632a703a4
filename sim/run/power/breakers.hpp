// The breakers of buses, in a run: each opens at the time that its load so far and the present one give.
//
// A change of load moves its stress on in closed form and its opening to another time.  One that opens takes
// its bus out with everything below, until it is closed again by hand.
// Cost: O(1) for a change of load, with one exponential; an event only for a breaker above its pickup.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/run/power/breaker.hpp"
#include "sim/run/power/power_parts.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class Breakers {
public:
    /// All have carried their first load for long.
    explicit Breakers(const PowerParts& parts);
    Breakers(const Breakers&) = delete;

    void look_at(std::uint32_t element);

    // Handlers, by breaker.
    void open(std::uint64_t index);
    void close(std::uint64_t index);

private:
    struct Guard {
        std::uint32_t element = 0;
        std::uint32_t curve = 0;
        std::int64_t reclose_ns = 0;
        Breaker breaker;
        bool has_carried = false;
        bool is_open = false;
        Timer opening;
    };

    std::uint32_t curve_of(const std::string& name);

    PowerParts p_;
    std::vector<std::string> names_;  // of curves
    std::vector<TripCurve> curves_;
    std::vector<Guard> guards_;
    std::vector<std::uint32_t> guard_of_;  // by element; no_index: none
};

}  // namespace datahall
