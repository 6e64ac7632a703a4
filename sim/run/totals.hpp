// Everything that a run adds up, read at one instant: what lies between two readings is a window.
//
// Reading changes nothing.  Metrics are differences of the readings at the window's end and start.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "datahall/instant.hpp"
#include "datahall/int128.hpp"

#include "sim/run/heat/heat_flow.hpp"
#include "sim/run/jobs/job_stream.hpp"
#include "sim/run/site_signals.hpp"

namespace datahall {

class World;

/// Of all that one plant cools.
struct CircuitTotals {
    Int128 heat = 0, moved = 0;  // uW ns, as all energies here
    Int128 fans = 0, pumps = 0, compressors = 0, outdoors = 0;
    Int128 free_cooling = 0, reused = 0;
    Int128 units = 0;                                        // electric, of terminal units
    Int128 economizer = 0;                                   // ns
    Int128 above_alarm = 0, above_class = 0, above_low = 0;  // zone ns
    Int128 too_warm_water = 0;                               // ns
    Int128 too_dry = 0, too_humid = 0;                       // ns
    double taken_j = 0.0;                                    // by the plant
    std::uint64_t mode_changes = 0, starts = 0;
    std::int64_t above_alarm_ns = 0;
    std::int64_t above_class_ns = 0;
    std::int64_t slowed_ns = 0;
    CircuitTotals& operator-=(const CircuitTotals& o);
};

struct PartitionTotals {
    Int128 busy = 0;    // unit ns held on its nodes
    Int128 queued = 0;  // job ns
};

struct ClusterTotals {
    std::uint64_t jobs = 0;    // handed out
    Int128 busy = 0;           // unit ns
    Int128 queued = 0;         // job ns
    Int128 unmet = 0;          // unit ns free while jobs waited that asked for them
    Int128 out = 0;            // unit ns of idle units out of service
    Int128 reserved = 0;       // unit ns of reserved nodes
    Int128 reserved_idle = 0;  // of them, free
    Int128 transition = 0;     // unit ns of nodes that sleep, boot or shut down
    Int128 asleep = 0;         // node ns
    std::uint64_t boots = 0;
    Int128 unused = 0, stranded = 0;  // unit ns
    Int128 unusable = 0;              // of a cluster that jobs share: SharedPlaces::unusable() times ns
    std::vector<WorkBook> streams;    // of whole reference devices
    std::vector<PartitionTotals> partitions;
};

struct Totals {
    Instant at;
    Int128 utility = 0, it = 0, nodes = 0, idle = 0, maintenance = 0, transition = 0, mechanical = 0,
           other = 0;
    Int128 fixed = 0;                                         // constant loads on levels of the power chain
    Int128 store_loss = 0;                                    // of the store that smooths swings
    Int128 sources = 0, stores = 0, charging = 0, unfed = 0;  // as PowerFlow meters them
    Int128 solar = 0, curtailed = 0, site_given = 0, site_taken = 0;  // at the utility meter
    Int128 unserved = 0;
    std::vector<Int128> losses;       // by level
    std::vector<Int128> hall_losses;  // into the hall's air, by stage
    std::vector<Int128> passed;       // by link between stages
    std::vector<Int128> given;        // by stores and sources, by stage
    std::vector<Int128> charged;      // to stores, by stage
    std::array<CircuitTotals, HeatFlow::circuits> circuits;
    double water_kg = 0.0;
    SiteSignalTotals signals;
    std::vector<ClusterTotals> clusters;

    Int128 all_losses() const;
};

Totals read_totals(const World& world, Instant now);

/// What happened between two readings; `at` becomes the length of the window.
Totals between(const Totals& start, Totals end);

}  // namespace datahall
