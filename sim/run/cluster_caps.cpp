// How a cluster keeps its nodes within what they may draw: their jobs go on at a lower clock
// (clock_step.hpp).
//
// A node's clock is the highest, in hundredths from 1 down to 0.4, at which all its jobs together are within
// its limit.  A job goes at the lowest clock of its nodes, for its ranks wait for each other; so no node
// exceeds its limit, and some stay below it.  What a cluster without devices of the node does there stays.
#include <algorithm>

#include "sim/run/cluster.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_cap = 0x116;  // a kind of its own in the trace hash
constexpr int lowest_clock = 40;            // hundredths, to which clock_step() is valid

}  // namespace

void Cluster::limit_node(std::uint32_t by, std::uint32_t node, std::int64_t uw) {
    node_limits_.set(by, node, uw);
    wake(0);
}

ClockStep Cluster::clock_within(std::uint32_t node, std::span<const std::uint32_t> jobs) {
    // What the node would do with these jobs at that clock.
    const auto load_at = [&](const ClockStep& cap) {
        NodeLoad load = nodes_.load(parts_.row->nodes[node]);
        for (const std::uint32_t index : jobs) {
            Job& job = jobs_[index];
            const auto share = std::ranges::find(job.shares, node, &NodeShare::node);
            const ClockStep now = job.cap;
            load -= load_of(job, *share);
            job.cap = cap;
            load += load_of(job, *share);
            job.cap = now;
        }
        return load;
    };
    const std::int64_t limit = node_limits_.limit(node);
    for (int clock = 100; clock > lowest_clock; --clock) {
        const ClockStep step = clock == 100 ? ClockStep{} : clock_step(clock * 0.01);
        if (nodes_.node_uw_of(parts_.row->nodes[node], load_at(step)) <= limit) return step;
    }
    return clock_step(lowest_clock * 0.01);
}

// The clocks of all nodes whose limits or jobs have changed, then those of their jobs.
void Cluster::keep_to_limits() {
    if (!node_limits_.has_marked()) return;
    const std::vector<std::uint32_t> marked = node_limits_.take_marked();
    std::vector<std::vector<std::uint32_t>> jobs_on(marked.size());
    std::vector<std::uint32_t> touched;
    for (const std::uint32_t slot : running_jobs_) {
        bool is_there = false;
        for (const NodeShare& s : jobs_[slot].shares) {
            const auto at = std::ranges::lower_bound(marked, s.node);
            if (at == marked.end() || *at != s.node) continue;
            jobs_on[static_cast<std::size_t>(at - marked.begin())].push_back(slot);
            is_there = true;
        }
        if (is_there) touched.push_back(slot);
    }
    for (std::size_t i = 0; i < marked.size(); ++i)
        node_limits_.clock(marked[i]) = clock_within(marked[i], jobs_on[i]).clock;
    std::ranges::sort(touched, {}, [this](std::uint32_t slot) { return jobs_[slot].number; });
    for (const std::uint32_t slot : touched) cap_job(slot);
}

void Cluster::cap_job(std::uint32_t slot) {
    Job& job = jobs_[slot];
    double clock = 1.0;
    for (const NodeShare& s : job.shares) clock = std::min(clock, node_limits_.clock(s.node));
    if (clock == job.cap.clock) return;
    advance(job);
    job.cap = clock == 1.0 ? ClockStep{} : clock_step(clock);
    queue_events_.fold(trace_cap, job.number);
    for (const NodeShare& s : job.shares) nodes_.change(parts_.row->nodes[s.node], job.bill, load_of(job, s));
    post_end(slot);
    if (job.swing != no_index) parts_.swings->end(job.swing);
    swing(job);
}

}  // namespace datahall
