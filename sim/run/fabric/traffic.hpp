// What running jobs say to each other over the fabric, and how much that slows them.
//
// A job whose class of work communicates repeats: compute, then a collective over all its devices.  When it
// starts, the collective is expanded into flows from NIC to NIC for the very nodes that it has, these are
// routed, and what each cable carries follows.  Jobs on the same cables slow each other as duty cycles do
// (sim/fabric/duty_cycle.hpp).
//   I = T_c + max(0, T_m - o T_c)     pace = I on an idle, non-blocking fabric / I here and now
// A cable that fails stalls the jobs across it until there are new routes; a rail that is gone leaves its
// bytes to the others; a job that cannot reach a part of its nodes stands still until the repair.
//
// Valid for jobs of many iterations.  Ignores what jobs do not say: storage, services, management.
// Cost: O(flows x hops) when a job starts, and for each job when a part of the fabric fails; no event an
// iteration.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/instant.hpp"
#include "datahall/model/communication.hpp"

#include "sim/config/scenario.hpp"
#include "sim/fabric/collectives/collective_places.hpp"
#include "sim/fabric/duty_cycle.hpp"
#include "sim/fabric/link_bytes.hpp"

namespace datahall {

struct RanksOnNode {
    std::uint32_t node = 0;   // of the facility
    std::uint32_t ranks = 0;  // devices of the job there
};

struct TalkingJob {
    std::uint32_t cluster = 0;
    std::uint32_t slot = 0;  // of the cluster
    const Communication* says = nullptr;
    const DeviceRates* device = nullptr;
    double compute_s = 0.0;  // of an iteration, here
    std::vector<RanksOnNode> nodes;
};

/// How fast a job runs, over its speed on an idle and non-blocking fabric: 0..1.
struct TrafficPace {
    std::uint32_t cluster = 0;
    std::uint32_t slot = 0;
    double pace = 1.0;
};

/// Cables of a switch ("spine-3"), or the one at a port ("leaf-0:33"), that carry less.
struct LostPart {
    std::string name;
    double share = 1.0;  // of their capacity that is gone
};

/// What a link carried, over its capacity.
struct LinkMean {
    std::uint32_t link = 0;
    double mean = 0.0;
    double highest = 0.0;
};

class Traffic {
public:
    /// The scenario must have a fabric that was built.  Throws ConfigError where it cannot be routed.
    Traffic(const ScenarioConfig& scenario, const Facility& facility);
    Traffic(const Traffic&) = delete;

    /// Whether any class of work that the scenario names communicates over a built fabric.
    static bool is_needed(const ScenarioConfig& scenario, const Facility& facility);

    /// A job has started; the number to end it by, or no_index where it has nothing to say over the fabric.
    std::uint32_t begin(TalkingJob job);
    void end(std::uint32_t number, Instant now);
    bool is_dirty() const { return is_dirty_; }
    /// The jobs whose pace has changed; valid until the next call.
    std::span<const TrafficPace> settle(Instant now);

    /// All that has failed now; the rest is whole.  Routes stay until route_again().
    void set_lost(std::span<const LostPart> parts);
    void route_again();

    void begin_counting(Instant now);
    /// Jobs that had something to say.
    std::uint64_t talked() const { return talked_; }
    /// Device time of such jobs, and what of it the fabric has cost.
    struct DeviceTime {
        double held_s = 0.0;
        double lost_s = 0.0;
    };
    DeviceTime device_time(Instant now) const;
    std::uint64_t stalled() const;  // that stand still now
    /// Of each link that carried anything while counting.
    std::vector<LinkMean> means(Instant now) const;
    const FabricGraph& graph() const { return graph_; }
    std::string name_of_link(std::uint32_t link) const;
    const std::vector<std::string>& notes() const { return notes_; }

private:
    static constexpr std::uint32_t in_no_cycle = UINT32_MAX;
    struct Talk {
        TalkingJob job;
        PlacedRanks placed;
        RankShape shape;
        double ideal_s = 0.0;               // an iteration on an idle, non-blocking fabric
        std::uint32_t cycle = in_no_cycle;  // number in cycles_; none: it stands still
        double activity = 0.0;              // in what its links carry
        double pace = -1.0;                 // as last told; below 0: not yet
        std::int64_t since_ns = 0;          // when it was
        bool is_there = false;
    };
    struct Use {
        double level = 0.0;  // sum over jobs of activity times part
        double highest = 0.0;
        double integral_s = 0.0;
        std::int64_t since_ns = 0;
        bool is_touched = false;

        double share() const { return std::min(1.0, level); }
        double integral_at(Instant now) const {
            return integral_s + share() * static_cast<double>(now.ns - since_ns) * 1e-9;
        }
    };

    std::vector<std::uint32_t> cables_of(const std::string& name) const;
    void build_routes();
    CollectiveSystem system_of(const Talk& talk) const;
    void place(Talk& talk) const;
    void enter(Talk& talk);
    void leave(Talk& talk);
    void enter_all_again();
    Use& touch(std::uint32_t link, Instant now);
    void follow_activity(Talk& talk, Instant now);
    void follow_uses(Instant now);
    void tell(std::uint32_t number, double pace, Instant now);
    static void account(const Talk& talk, Instant now, DeviceTime& time);

    const ScenarioConfig& scenario_;
    const Facility& facility_;
    FabricDemand demand_;
    FabricGraph graph_;
    std::vector<double> whole_;  // capacity of each cable when nothing has failed
    std::unique_ptr<RoutingEngine> own_engine_;
    std::unique_ptr<Router> router_;
    double trunk_efficiency_ = 1.0;
    std::optional<LinkBytes> bytes_;
    std::vector<std::uint32_t> position_of_node_;  // in the fabric; no_index: not joined
    DutyCycles cycles_;
    std::vector<std::uint32_t> talk_of_cycle_;
    std::vector<Talk> talks_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> left_links_;     // by jobs, since the last settle
    std::vector<std::uint32_t> touched_links_;  // since then
    std::vector<Use> uses_;                     // by link
    Instant counted_from_;
    std::vector<std::uint32_t> entered_;  // since the last settle
    std::vector<TrafficPace> paces_;
    std::vector<std::string> notes_;
    std::uint64_t talked_ = 0;
    DeviceTime time_;
    bool is_dirty_ = false;
};

}  // namespace datahall
