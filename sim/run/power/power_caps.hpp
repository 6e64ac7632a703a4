// Whether a job may start, or a node boot, under the power caps of the chain.
//
// A start adds to the racks of its nodes; the addition is followed up the chain through the losses of each
// bus, as the power tree itself does.  It is allowed if no capped bus on the way, nor the utility meter,
// would exceed its cap, nor the meter rise faster than it may.  The cooling plant answers later and is
// counted as it is now.
//
// Cost: brings nodes and power tree up to date first, so O(levels) for each rack that has changed, and for
// each rack that the job would stand in.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/run/jobs/node_table.hpp"
#include "sim/run/power/power_flow.hpp"
#include "sim/run/power/ramp_limit.hpp"

namespace datahall {

/// What a job would add to a node of the facility.
struct AddedLoad {
    std::uint32_t node = 0;
    NodeLoad load;
};

class PowerCaps {
public:
    /// `may_bar`: set_bar() may be called.  `ramp`, if any, outlives it.
    PowerCaps(const Facility& facility, NodeTable& nodes, PowerFlow& power, bool may_bar, RampLimit* ramp);

    /// A cap beside that of the facility, of a bus or of the utility meter: no_index.  INT64_MAX: none.
    void set_bar(std::uint32_t element, std::int64_t uw);
    /// Whether there is any cap, or may be.
    bool hold() const { return hold_; }
    bool allow(std::span<const AddedLoad> loads, Instant now);
    /// The same for a node that would draw `uw` whatever it does.
    bool allow_power(std::uint32_t node, std::int64_t uw, Instant now);

private:
    void settle(Instant now);
    void add(const FeedSpan& feeds, std::int64_t before_uw, std::int64_t after_uw);
    void add_to_bus(std::uint32_t element, std::int64_t uw);
    void add_to_node(std::uint32_t node, std::int64_t uw);
    bool is_allowed(Instant now);
    std::int64_t utility_cap_uw(Instant now);
    bool follow(std::uint32_t element);

    const Facility& facility_;
    NodeTable& nodes_;
    PowerFlow& power_;
    RampLimit* ramp_;
    std::vector<std::int64_t> caps_uw_;  // by element
    std::int64_t utility_cap_uw_;
    // For the present question.
    std::vector<std::int64_t> rack_added_uw_;          // by rack
    std::vector<std::uint32_t> racks_;                 // that have some
    std::vector<std::int64_t> added_uw_;               // by element
    std::vector<std::vector<std::uint32_t>> touched_;  // elements by depth
    std::int64_t utility_added_uw_ = 0;
    bool hold_ = false;
};

}  // namespace datahall
