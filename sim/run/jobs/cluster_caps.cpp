// How a cluster keeps its nodes within what they may draw: their jobs go on at a lower clock
// (clock_step.hpp), or stop; and what it tells those who set the limits.
//
// A node's clock is the highest, in hundredths from 1 down to 0.4, at which all its jobs together are within
// its limit.  A job goes at the lowest clock of its nodes, for its ranks wait for each other; so no node
// exceeds its limit, and some stay below it.  What a cluster without devices of the node does there stays.
#include <algorithm>
#include <utility>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/job_pace.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_cap = 0x116;  // kinds of their own in the trace hash
constexpr std::uint64_t trace_shed = 0x117;
constexpr int full_clock = 100;   // hundredths
constexpr int lowest_clock = 40;  // to which clock_step() is valid

ClockStep step_at(int clock) {
    return clock == full_clock ? ClockStep{} : clock_step(clock * 0.01);
}

}  // namespace

void Cluster::limit_node(std::uint32_t by, std::uint32_t node, std::int64_t uw) {
    node_limits_.set(by, node, uw);
    wake(0);
}

// What jobs hold of each of these nodes, which rise.
JobsOn Cluster::jobs_on(std::span<const std::uint32_t> nodes) const {
    JobsOn on(nodes.size());
    for (const std::uint32_t slot : running_jobs_) {
        for (const NodeShare& s : jobs_[slot].shares) {
            const auto at = std::ranges::lower_bound(nodes, s.node);
            if (at == nodes.end() || *at != s.node) continue;
            on[static_cast<std::size_t>(at - nodes.begin())].push_back({.slot = slot, .share = s});
        }
    }
    return on;
}

// What a node would draw with these jobs at that clock.
std::int64_t Cluster::node_uw_at(std::uint32_t node, std::span<const JobOnNode> jobs, const ClockStep& cap) {
    NodeLoad load = nodes_.load(parts_.row->nodes[node]);
    for (const JobOnNode& on : jobs) {
        Job& job = jobs_[on.slot];
        load -= load_of(job, on.share);
        const ClockStep now = std::exchange(job.cap, cap);
        load += load_of(job, on.share);
        job.cap = now;
    }
    return nodes_.node_uw_of(parts_.row->nodes[node], load);
}

// The highest clock within its limit, in hundredths: a node's power never falls with the clock.
double Cluster::clock_within(std::uint32_t node, std::span<const JobOnNode> jobs) {
    const std::int64_t limit = node_limits_.limit(node);
    const auto fits = [&](int clock) { return node_uw_at(node, jobs, step_at(clock)) <= limit; };
    if (fits(full_clock)) return 1.0;
    int low = lowest_clock;  // taken, whether it fits or not
    int high = full_clock;   // does not fit
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        (fits(middle) ? low : high) = middle;
    }
    return step_at(low).clock;
}

// The clocks of all nodes whose limits or jobs have changed, then those of their jobs.
void Cluster::keep_to_limits() {
    if (!node_limits_.has_marked()) return;
    const std::vector<std::uint32_t> marked = node_limits_.take_marked();
    const auto on = jobs_on(marked);
    std::vector<std::uint32_t> touched;
    for (std::size_t i = 0; i < marked.size(); ++i) {
        node_limits_.clock(marked[i]) = clock_within(marked[i], on[i]);
        for (const JobOnNode& job : on[i]) touched.push_back(job.slot);
    }
    std::ranges::sort(touched, {}, [this](std::uint32_t slot) { return jobs_[slot].number; });
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const std::uint32_t slot : touched) cap_job(slot);
}

void Cluster::read_draws(std::uint32_t by, std::span<const std::uint32_t> nodes,
                         std::vector<NodeDraw>& draws) {
    const auto on = jobs_on(nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::uint32_t facility_node = parts_.row->nodes[nodes[i]];
        NodeDraw d{.node = facility_node, .priority = INT32_MIN, .now = nodes_.node_uw(facility_node)};
        d.free = d.floor = d.now;
        d.limit = node_limits_.limit_of(by, nodes[i]);
        if (!on[i].empty()) {
            const std::int64_t others = node_limits_.limit_but(by, nodes[i]);
            d.free = std::min(node_uw_at(nodes[i], on[i], {}), others);
            d.floor = std::min(node_uw_at(nodes[i], on[i], step_at(lowest_clock)), d.free);
        }
        for (const JobOnNode& job : on[i])
            d.priority = std::max(d.priority, streams_[jobs_[job.slot].stream].priority());
        draws.push_back(d);
    }
}

void Cluster::read_jobs(std::span<const std::uint32_t> nodes, std::vector<JobDraw>& draws) {
    const auto on = jobs_on(nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::uint32_t facility_node = parts_.row->nodes[nodes[i]];
        for (const JobOnNode& each : on[i]) {
            const Job& job = jobs_[each.slot];
            NodeLoad without = nodes_.load(facility_node);
            without -= load_of(job, each.share);
            draws.push_back(
                {.cluster = parts_.number,
                 .job = job.number,
                 .priority = streams_[job.stream].priority(),
                 .start_ns = job.start_ns,
                 .node = facility_node,
                 .uw = nodes_.node_uw(facility_node) - nodes_.node_uw_of(facility_node, without)});
        }
    }
}

void Cluster::shed(std::uint32_t number) {
    const std::uint32_t slot = jobs_.slot_of(number);
    queue_events_.fold(trace_shed, number);
    stop_for_loss(slot);
    wake(0);
}

void Cluster::cap_job(std::uint32_t slot) {
    Job& job = jobs_[slot];
    double clock = 1.0;
    for (const NodeShare& s : job.shares) clock = std::min(clock, node_limits_.clock(s.node));
    if (clock == job.cap.clock) return;
    advance(job, now());
    job.cap = clock == 1.0 ? ClockStep{} : clock_step(clock);
    queue_events_.fold(trace_cap, job.number);
    for (const NodeShare& s : job.shares) nodes_.change(parts_.row->nodes[s.node], job.bill, load_of(job, s));
    post_end(slot);
    if (job.swing != no_index) parts_.swings->end(job.swing);
    swing(job);
}

}  // namespace datahall
