// Where the jobs of a cluster start: what its nodes, its placement and the power chain allow.
#include <algorithm>
#include <stdexcept>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/cluster_sharing.hpp"

namespace datahall {
namespace {

// Of a job that found no nodes: its units lack for maintenance, or for reservations on top, or lie badly.
WaitCause cause_of(bool is_out, bool is_lacking) {
    if (!is_lacking) return WaitCause::fragmentation;
    return is_out ? WaitCause::maintenance : WaitCause::reservation;
}

}  // namespace

StartAnswer Cluster::try_start(const WaitingJob& waiting, std::uint32_t slot) {
    Job& job = jobs_[slot];
    const StartAnswer answer = find_nodes(slot);
    if (answer != StartAnswer::started) return answer;
    job.ticket = waiting.ticket;
    take_nodes(job);
    if (partitions_.is_divided()) {
        partitions_.start(job.partition, job.ticket, job.shares,
                          add_sat(queue_events_.now(), job.allowed_ns).ns);
    }
    begin(slot);
    note(Happened::started, job.number);
    post_end(slot);
    return answer;
}

// Whole nodes where jobs do not share them; the placement may round up further.
std::uint32_t Cluster::held(std::uint32_t units, std::uint32_t partition) const {
    const std::uint32_t per_node = free_.devices_per_node();
    const std::uint32_t whole =
        parts_.tenancy == Tenancy::exclusive ? (units - 1) / per_node * per_node + per_node : units;
    return std::max(whole, parts_.placement->holds(units, partitions_[partition].free));
}

// Whether it is known without a look at nodes that the job cannot start now.
bool Cluster::must_wait(std::uint32_t slot) {
    const Job& job = jobs_[slot];
    if (partitions_.is_divided()) {
        return partitions_.must_delay(job.partition, job.time->held, job.allowed_ns);
    }
    const bool may_tell = !sleepers_ && reservations_.is_planned();
    if (!may_tell || !reservations_.lacks_as_before(planned_run(job, now()))) return false;
    block(slot, WaitCause::reservation);
    return true;
}

// Leaves the job without shares if there are none for it now, and notes why.
StartAnswer Cluster::find_nodes(std::uint32_t slot) {
    if (shared_) return find_shared_node(slot);
    Job& job = jobs_[slot];
    if (must_wait(slot)) return StartAnswer::too_long;
    const FreeIndex& free = home(job).free;
    service_nodes_.clear();
    if (maintenance_.is_planned()) withhold(job);
    const bool is_out = free.free_total() < job.time->held;
    if (reservations_.is_planned()) withhold_reserved(job);
    const bool is_lacking = free.free_total() < job.time->held;
    if (is_lacking && !is_out) reservations_.note_lack(planned_run(job, now()));
    const bool is_placed = !is_lacking && place(job);
    const bool is_withheld = !withheld_.empty();
    const bool may_wake =
        sleepers_ && !is_placed && sleepers_->may_help(job.time->held, is_lacking, service_nodes_);
    const bool delays = is_placed && partitions_.is_divided() && !leave_to_heads(job);
    if (!withheld_.empty()) give_back_withheld(job.partition);
    if (delays) return StartAnswer::too_long;
    if (may_wake) sleepers_->want(job.time->held);
    if (!is_placed) {
        const WaitCause cause = cause_of(is_out, is_lacking);
        block(slot, may_wake && resting_units() > 0 ? WaitCause::booting : cause);
        return is_withheld ? StartAnswer::too_long : StartAnswer::refused;
    }
    if (choose_clock(job)) return StartAnswer::started;
    block(slot, WaitCause::power);
    job.shares.clear();
    return StartAnswer::refused;
}

// On nodes that are kept for it before all others.
bool Cluster::place(Job& job) {
    return (reservations_.is_planned() && place_on_own(job)) || place_anywhere(job);
}

bool Cluster::place_anywhere(Job& job) {
    const bool is_patient = parts_.placement->patience_ns() == PlacementPolicy::for_ever;
    const PlacementRequest request{
        .devices = job.time->width,
        .waited_ns = is_patient ? 0 : wait_of(job, queue_events_.now()).total_ns()};
    if (!parts_.placement->place(request, home(job).free, job.shares)) {
        ask_again(job, request.waited_ns);
        return false;
    }
    if (partitions_.is_divided()) {
        for (NodeShare& s : job.shares) s.node = partitions_.in_cluster(job.partition, s.node);
    }
    if (parts_.tenancy == Tenancy::exclusive) {
        for (NodeShare& s : job.shares) s.spare = free_.devices_per_node() - s.devices;
    }
    return true;
}

// The highest clock that the caps bear; false if there is none.
bool Cluster::choose_clock(Job& job) {
    job.clock = {};
    job.speed = speed_there(job);
    if (parts_.caps == nullptr || has_power(job)) return true;
    for (const ClockStep& step : clock_steps_) {
        job.clock = step;
        if (has_power(job)) return true;
    }
    job.clock = {};
    return false;
}

bool Cluster::has_power(const Job& job) {
    added_.clear();
    for (const NodeShare& s : job.shares) {
        added_.push_back({.node = parts_.row->nodes[s.node], .load = load_of(job, s)});
    }
    return parts_.caps->allow(added_, queue_events_.now());
}

void Cluster::take_nodes(Job& job) {
    job.speed = speed_there(job);
    if (job.bill == no_index) job.bill = nodes_.open_bill();
    std::uint32_t placed = 0;
    for (const NodeShare& s : job.shares) {
        partitions_.take(s.node, s.devices + s.spare);
        nodes_.take(parts_.row->nodes[s.node], job.bill, load_of(job, s));
        node_limits_.touch(s.node);
        if (sleepers_) sleepers_->note_taken(s.node);
        placed += s.devices + s.spare;
    }
    if (placed != job.time->held)
        throw std::logic_error{"placement: gave another number of units than asked"};
    if (shared_) {
        shared_->leave(job.time->request);
        shared_->take(job.time->request, spot_of(job));
    }
    job.nodes = static_cast<std::uint32_t>(job.shares.size());
    job.leaves = count_leaves(job);
    stranded_.set(queue_events_.now(), free_.stranded());
}

// A placement that was refused may be allowed by time alone.
void Cluster::ask_again(Job& job, std::int64_t waited_ns) {
    const std::int64_t patience = parts_.placement->patience_ns();
    if (job.asks_again || waited_ns >= patience || patience == PlacementPolicy::for_ever) return;
    const Instant when = add_sat(queue_events_.now(), patience - waited_ns);
    job.asks_again = true;
    queue_events_.post<&Cluster::wake>(when, *this);
}

std::uint32_t Cluster::count_leaves(const Job& job) {
    leaves_.clear();
    for (const NodeShare& s : job.shares) {
        if (s.devices > 0 || shared_) leaves_.push_back(parts_.row->places[GroupKind::leaf].of(s.node));
    }
    std::ranges::sort(leaves_);
    return static_cast<std::uint32_t>(std::unique(leaves_.begin(), leaves_.end()) - leaves_.begin());
}

}  // namespace datahall
