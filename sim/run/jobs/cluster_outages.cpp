// What becomes of a cluster's nodes and jobs when power is lost, and when it is back.
#include <algorithm>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/job_pace.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_loss = 0x114;  // kinds of their own in the trace hash
constexpr std::uint64_t trace_boot = 0x115;

}  // namespace

std::size_t Cluster::lose_nodes(std::span<const std::uint32_t> nodes) {
    const auto all = static_cast<std::uint32_t>(parts_.row->nodes.size());
    withdrawn_.resize(all);
    for (const std::uint32_t node : nodes) lost_.lose(node, all);
    std::vector<std::uint32_t> jobs;
    for (const std::uint32_t slot : running_jobs_) {
        const auto is_there = [this](const NodeShare& s) { return lost_.is_out(s.node); };
        if (std::ranges::any_of(jobs_[slot].shares, is_there)) jobs.push_back(slot);
    }
    std::ranges::sort(jobs, {}, [this](std::uint32_t slot) { return jobs_[slot].number; });
    for (const std::uint32_t slot : jobs) stop_for_loss(slot);
    for (const std::uint32_t node : nodes) {
        queue_events_.fold(trace_loss, node);
        if (sleepers_) sleepers_->lose(node);
        withdraw_idle(node);
    }
    stranded_.set(queue_events_.now(), free_.stranded());
    wake(0);
    return jobs.size();
}

// As far as its last checkpoint, if it queues again.
void Cluster::stop_for_loss(std::uint32_t slot) {
    Job& job = jobs_[slot];
    const NodeLossRule& rule = parts_.node_loss;
    advance(job, now());
    const std::int64_t done = job.run_ns - job.left_ns;
    const std::int64_t kept = rule.checkpoint ? done - done % as_nanoseconds(*rule.checkpoint) : 0;
    job.stopped_for = job.stream;
    stop_run(slot, kept);
    if (rule.jobs == NodeLossMode::cancel) return give_up(slot, JobState::node_fail);
    job.allowed_ns = std::max<std::int64_t>(job.estimate_ns - kept, 1);
    queue_again(slot, kept);
}

void Cluster::regain_nodes(std::span<const std::uint32_t> nodes) {
    const Instant ready = add_sat(queue_events_.now(), as_nanoseconds(parts_.node_loss.boot));
    for (const std::uint32_t node : nodes) lost_.regain(node, ready.ns);
    queue_events_.post<&Cluster::finish_boots>(ready, *this);
}

// Of the nodes that have power since then, and have not lost it again.
void Cluster::finish_boots(std::uint64_t) {
    for (std::uint32_t node = 0; node < withdrawn_.size(); ++node) {
        if (!lost_.rise(node, now())) continue;
        queue_events_.fold(trace_boot, node);
        restore_idle(node);
        withdraw_idle(node);
    }
    stranded_.set(queue_events_.now(), free_.stranded());
    wake(0);
}

}  // namespace datahall
