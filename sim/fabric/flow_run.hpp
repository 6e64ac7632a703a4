// Flows over a fabric, from their starts to their last bytes, as events.
//
// A flow is a fluid: from its start it moves at its max-min fair rate (max_min.hpp) until its bytes are
// through. Rates change only when a flow starts, ends or is routed anew, or a link changes its capacity.
// Between two such instants nothing is computed.
//
//   due = t + R / r       R bytes left at t, the time of the last change of the flow's own rate r
//
// Events stand at whole nanoseconds, at the first that is not before the due time; the finish that is
// reported, and the time from which others have the free bandwidth, is the due time itself.  Flows due within
// one nanosecond end together.
//
// Ignores packets: queues, credits, losses, congestion control, reordering, and whatever lasts less than
// about 100 us (README.md).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "datahall/event_queue.hpp"
#include "datahall/model/routing.hpp"

#include "sim/fabric/head_of_line.hpp"
#include "sim/fabric/max_min.hpp"

namespace datahall {

struct Flow {
    std::uint32_t source = 0;  // hosts
    std::uint32_t destination = 0;
    double bytes = 0.0;                                    // >= 0
    std::int64_t start_ns = 0;                             // >= 0
    double weight = 1.0;                                   // > 0: of its share
    double cap = std::numeric_limits<double>::infinity();  // of its rate, bytes/s
};

/// A new capacity of a link.
struct LinkChange {
    std::int64_t at_ns = 0;
    std::uint32_t link = 0;
    double capacity = 0.0;  // bytes/s
};

/// Where the path of a flow comes from, asked when it starts and whenever it is routed anew.
class FlowPaths {
public:
    virtual ~FlowPaths() = default;
    /// Empty for a flow that leaves no host: it ends when it starts.  Valid until the next call.
    virtual std::span<const PathHop> path(std::uint32_t flow) = 0;
    /// From the first byte sent to the first received, on an idle fabric: delays the start.
    virtual Seconds latency(std::span<const PathHop> path) const = 0;
    /// From now on the links are as these changes left them; the last of a link counts.
    virtual void route_again(std::span<const LinkChange> changes) = 0;
};

/// What a link carried.
struct LinkUse {
    double bytes = 0.0;
    double peak = 0.0;  // highest load, bytes/s
};

struct FlowRunSettings {
    std::vector<LinkChange> changes = {};  // by rising time
    std::int64_t reroute_ns = -1;          // from a change to new routes; negative: never
    bool is_audited = false;               // the certificate after every change of rates
    HeadOfLine head_of_line = HeadOfLine::none;
};

class FlowRun {
public:
    /// The flows and paths must outlive it.
    FlowRun(std::span<const Flow> flows, FlowPaths& paths, std::span<const double> capacities,
            FlowRunSettings settings = {});
    FlowRun(const FlowRun&) = delete;

    /// Until nothing moves any more.  Throws std::logic_error if an audit fails.
    void run();

    /// In seconds from 0; negative: it has not ended, because a link on its way carries nothing.
    double finish_s(std::uint32_t flow) const { return finish_s_[flow]; }
    const std::vector<double>& finishes() const { return finish_s_; }
    const std::vector<LinkUse>& links() const { return use_; }
    double end_s() const { return t_; }
    /// By max-min rates, whatever the setting of head_of_line.
    const VictimExposure& exposure() const { return exposure_; }
    std::uint64_t solves() const { return solves_; }
    std::uint64_t rate_changes() const { return rate_changes_; }
    std::uint64_t events() const { return queue_.stats().fired; }

    // Handlers.
    void arrive(std::uint64_t);
    void begin(std::uint64_t flow);
    void finish(std::uint64_t slot);
    void change_link(std::uint64_t);
    void route_again(std::uint64_t);
    void settle();

private:
    static constexpr std::uint32_t nobody = UINT32_MAX;
    struct Moving {  // a flow on its way, by its number in the solver
        std::uint32_t flow = nobody;
        EventQueue::Id end{};
        double left = 0.0;      // bytes at since_s
        double at_first = 0.0;  // bytes when it took its present path
        double since_s = 0.0;
        double due_s = 0.0;
    };

    void post_arrival();
    void post_change();
    void take_off(std::uint32_t slot);
    void put_on(std::uint32_t flow);
    void put_on_path(std::uint32_t flow, std::span<const PathHop> path, double bytes);
    void change_paths();
    bool has_path(std::uint32_t slot, std::span<const PathHop> path) const;
    void credit(std::uint32_t slot);
    void advance(Moving& m, double rate) const;
    void follow(const RateChange& change);
    std::span<const RateChange> new_rates();
    double rate(std::uint32_t slot) const { return limited_ ? limited_->rate(slot) : rates_.rate(slot); }
    double load(std::uint32_t link) const { return limited_ ? limited_->load(link) : rates_.load(link); }
    void take_from_solver(std::uint32_t slot);
    void note_peaks(std::span<const RateChange> changes);

    std::span<const Flow> flows_;
    FlowPaths& paths_;
    FlowRunSettings settings_;
    EventQueue queue_;
    MaxMin rates_;
    VictimExposure exposure_;
    std::optional<HeadOfLineRates> limited_;
    std::vector<std::uint32_t> by_start_;
    std::size_t next_start_ = 0;
    std::size_t next_change_ = 0;
    std::vector<Moving> moving_;
    std::vector<std::uint32_t> begun_, ended_;                // in this instant: flows; slots
    std::vector<std::pair<std::uint32_t, double>> stranded_;  // flows without a path, and their bytes
    bool is_at_tick_ = false;                                 // something happens at the instant itself
    bool has_new_routes_ = false;
    double t_ = 0.0;
    std::vector<double> finish_s_;
    std::vector<LinkUse> use_;
    std::uint64_t solves_ = 0, rate_changes_ = 0;
};

}  // namespace datahall
