// Which running jobs are stopped so that one of a higher priority can start.
//
// Victims are taken in the order (priority rising, start falling, id falling) until they give back enough;
// then those that turn out not to be needed are left running, the last taken first.
//
// Valid for devices that are all alike: by number, not by place.
// Cost: a sort of the candidates.
// Source: models/scheduling/README.md.
#pragma once

#include <cstdint>
#include <vector>

namespace datahall {

/// A running job that may be stopped.
struct Victim {
    std::int32_t priority = 0;
    std::int64_t start_ns = 0;
    std::uint64_t id = 0;
    std::uint32_t units = 0;
    std::uint32_t job = 0;  // the caller's number

    friend bool operator==(const Victim&, const Victim&) = default;
};

/// Those to stop, in the order taken; empty if all together give back less than `needed` units.
std::vector<Victim> choose_victims(std::vector<Victim> candidates, std::uint64_t needed);

}  // namespace datahall
