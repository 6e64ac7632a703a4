// Nodes of a cluster that are kept for some users for a planned time, as a scenario says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datahall/identity.hpp"
#include "datahall/units.hpp"

#include "sim/config/time_window.hpp"

namespace datahall {

/// Within the window only jobs of its owners run on the nodes.
struct ReservationConfig {
    std::string name;
    Seconds at;  // after the start
    Seconds duration;
    std::optional<Seconds> every;                 // from one beginning to the next; absent: once
    std::int64_t first_node = 0;                  // of the cluster, from 0
    std::optional<std::int64_t> nodes;            // absent: all that follow
    ByIdentity<std::vector<std::string>> owners;  // a job has a name of each list that is not empty

    TimeWindow window() const;
};

/// Whether some node is in both at some time.
bool overlap(const ReservationConfig& a, const ReservationConfig& b);

class Keys;
void describe(Keys& keys, ReservationConfig& c);
/// Of one cluster, under the key `reservations`.
void describe_reservations(Keys& keys, std::vector<ReservationConfig>& all);

}  // namespace datahall
