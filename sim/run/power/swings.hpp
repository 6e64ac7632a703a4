// The power swings of running jobs, at the point of connection.  No event happens in an iteration: what
// changes is who runs.
//
// A job's swing is the difference that its nodes draw in its high and its low phase, each node with its other
// jobs at their mean, times the gain of its rack's path up (path_gain.hpp): both as they are when the instant
// has come to rest at which the job started or changed its speed.  They stay so: later changes of the load on
// the same buses move them by the curvature of the losses, a few hundredths.
//
// Invariant: the sums are those of the jobs that run, to the last unit; zero if none does.
// Cost: O(nodes + buses on their paths) for a job that comes, O(bands) for one that goes.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/instant.hpp"

#include "sim/config/swings_config.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/jobs/node_table.hpp"
#include "sim/run/power/path_gain.hpp"
#include "sim/run/power/swing_limit.hpp"
#include "sim/run/power/swing_sums.hpp"
#include "sim/run/power/unit_swing.hpp"

namespace datahall {

/// A job's part of a node, in activity beside its mean (node_power.hpp).
struct NodeSwing {
    std::uint32_t node = 0;
    std::int64_t up = 0;      // in the high phase
    std::int64_t down = 0;    // in the low phase, not above 0
    std::int64_t filler = 0;  // of the mean
};

struct SwingingJob {
    std::string name;
    WaveTiming timing;
    std::vector<NodeSwing> nodes;
};

/// What is metered: powers in uW, the ramp in uW in a second, the share unserved by the store in 1e-9.
enum class SwingFigure : std::uint8_t { swing, sigma, ramp, passed, filler };
inline constexpr std::size_t swing_figures = 5;

class Swings {
public:
    Swings(const SwingsConfig& config, const Facility& facility, const NodeTable& nodes,
           const PowerFlow& power);
    Swings(const Swings&) = delete;

    const SwingsConfig& config() const { return config_; }
    /// A job has begun to swing, with its load on its nodes; the number to end it by.
    std::uint32_t begin(SwingingJob job);
    void end(std::uint32_t number);
    bool is_dirty() const { return dirty_; }
    /// REQUIRES: nodes and power tree are at rest.
    void settle(Instant now);
    /// Figures count from `now` on.
    void begin_counting(Instant now);

    const SwingSums& sums() const { return sums_; }
    const SwingLevel& level() const { return level_; }
    std::span<const SwingLimit> limits() const { return limits_; }
    const Meter& meter(SwingFigure figure) const { return meters_[static_cast<std::size_t>(figure)]; }
    const Meter& band_rms(std::size_t band) const { return meters_[swing_figures + 2 * band]; }
    const Meter& band_amplitude(std::size_t band) const { return meters_[swing_figures + 2 * band + 1]; }
    /// The integral of one of these meters while counting.
    Int128 counted(const Meter& meter, Instant now) const;
    std::size_t bands() const { return config_.bands.size() - 1; }
    /// The sums less the parts of the jobs that run: always nothing.
    SwingSums unaccounted() const;

private:
    struct Slot {
        SwingingJob job;
        SwingSums sums;
        bool is_open = false;
        bool is_measured = false;
    };

    void measure(Slot& slot);
    const UnitSwing& unit_of(const WaveTiming& timing);
    void note_levels(Instant now);
    void check_limits(Instant now);
    std::string worst_job(const SwingLimit& limit) const;

    const SwingsConfig& config_;
    const Facility& facility_;
    const NodeTable& nodes_;
    PathGain gain_;
    std::map<WaveTiming, UnitSwing> units_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;  // slots
    std::vector<std::uint32_t> new_;   // slots to measure
    SwingSums sums_;
    SwingLevel level_;
    std::vector<Meter> meters_;  // the figures, then two a band
    std::vector<Int128> counted_from_;
    std::vector<SwingLimit> limits_;
    bool dirty_ = false;
};

}  // namespace datahall
