// What takes devices away from a cluster's jobs: jobs of a higher priority, maintenance, the loss of power.
#include <algorithm>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/job_pace.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_stop = 0x111;  // kinds of their own in the trace hash
constexpr std::uint64_t trace_service = 0x112;

}  // namespace

// Running jobs of a lower priority on nodes of a partition that have run for long enough.
std::vector<Victim> Cluster::stoppable(std::int32_t below, std::uint32_t partition) const {
    const std::int64_t min_run = as_nanoseconds(parts_.preemption->min_run);
    std::vector<Victim> found;
    for (const std::uint32_t slot : running_jobs_) {
        const Job& job = jobs_[slot];
        const std::int32_t priority = streams_[job.stream].priority();
        if (priority >= below || job.stop_order_ns >= 0 || now() - job.start_ns < min_run) continue;
        const std::uint32_t units =
            partitions_.units_in(partition, job.partition, job.ticket, job.time->held);
        if (units == 0) continue;
        found.push_back({.priority = priority,
                         .start_ns = job.start_ns,
                         .id = job.request.id,
                         .units = units,
                         .job = slot});
    }
    return found;
}

// Whether any job has given its devices back already for the head of a queue.
bool Cluster::make_room() {
    for (const std::uint32_t p : partitions_.in_order()) {
        if (make_room(p)) return true;
    }
    return false;
}

// Orders jobs to stop for the head of the queue.
bool Cluster::make_room(std::uint32_t partition) {
    const Partition& p = partitions_[partition];
    const WaitingJob* const head = p.queue.first();
    if (head == nullptr || partitions_.yields(partition)) return false;
    const std::uint64_t booting = sleepers_ ? sleepers_->coming_units() : 0;
    const Job& first = jobs_[p.queue.tag_of(head->ticket)];
    const std::uint64_t free = p.free.free_total() - idle_kept_from(first);
    const std::uint64_t coming = free + p.stopping_units + booting;
    if (head->devices <= coming) return false;
    const std::vector<Victim> victims =
        choose_victims(stoppable(head->priority, partition), head->devices - coming);
    if (victims.empty()) wake_for_min_run(head->priority);
    for (const Victim& v : victims) order_stop(v, first.stream);
    return !victims.empty() && parts_.preemption->grace == Seconds{};
}

// Units of a job that has been ordered to stop, in every partition.
void Cluster::count_stopping(const Job& job, bool begins) {
    for (std::uint32_t p = 0; p < partitions_.count(); ++p) {
        const std::uint64_t units = partitions_.units_in(p, job.partition, job.ticket, job.time->held);
        partitions_[p].stopping_units += begins ? units : -units;
    }
}

// The next job that will have run for long enough to be stopped may be what the head needs.
void Cluster::wake_for_min_run(std::int32_t below) {
    const std::int64_t min_run = as_nanoseconds(parts_.preemption->min_run);
    std::int64_t next = INT64_MAX;
    for (const std::uint32_t slot : running_jobs_) {
        const Job& job = jobs_[slot];
        if (streams_[job.stream].priority() >= below || job.start_ns + min_run <= now()) continue;
        next = std::min(next, job.start_ns + min_run);
    }
    if (next == INT64_MAX || next == min_run_wake_ns_) return;
    min_run_wake_ns_ = next;
    queue_events_.post<&Cluster::wake>(Instant{next}, *this);
}

void Cluster::order_stop(const Victim& victim, std::uint32_t for_stream) {
    Job& job = jobs_[victim.job];
    const Instant stop = queue_events_.now() + parts_.preemption->grace;
    job.stop_order_ns = stop.ns;
    job.stopped_for = for_stream;
    count_stopping(job, true);
    if (stop == queue_events_.now()) return stop_now(victim.job);
    queue_events_.post<&Cluster::stop>(stop, *this, job.number);
}

// A job that has ended within its grace leaves its event behind.
void Cluster::stop(std::uint64_t number) {
    const std::uint32_t slot = jobs_.slot_of(number);
    if (slot == no_index) return;
    const Job& job = jobs_[slot];
    if (job.state != JobState::running || job.stop_order_ns != now()) return;
    stop_now(slot);
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

void Cluster::stop_now(std::uint32_t slot) {
    Job& job = jobs_[slot];
    advance(job, now());
    const std::int64_t kept = kept_ns(job.run_ns - job.left_ns);
    stop_run(slot, kept);
    if (parts_.preemption->mode == PreemptionMode::cancel) return give_up(slot, JobState::preempted);
    allow_again(job, kept);
    queue_again(slot, kept);
}

// Ends a run that has been brought up to now; what it has done beyond `kept` is lost.
void Cluster::stop_run(std::uint32_t slot, std::int64_t kept) {
    Job& job = jobs_[slot];
    book_loss(job, job.run_ns - job.left_ns, kept);
    job.left_ns = job.run_ns - kept;
    ++job.stops;
    queue_events_.fold(trace_stop, job.number);
    release(job);
}

void Cluster::give_up(std::uint32_t slot, JobState state) {
    Job& job = jobs_[slot];
    job.state = state;
    job.end_ns = now();
    streams_[job.stream].book.killed += work_of(job);
    past_.note_over(slot);
}

void Cluster::queue_again(std::uint32_t slot, std::int64_t kept) {
    Job& job = jobs_[slot];
    job.state = JobState::queued;
    job.held_ns += now() - job.start_ns;
    streams_[job.stream].kept += Int128{reference_ns(job, kept)} * job.time->asked;
    enqueue(slot);
}

// Of what a job has done, in run time here.
std::int64_t Cluster::kept_ns(std::int64_t done_ns) const {
    const PreemptionRule& rule = *parts_.preemption;
    if (rule.mode == PreemptionMode::suspend) return done_ns;
    if (!rule.checkpoint) return 0;
    return done_ns - done_ns % as_nanoseconds(*rule.checkpoint);
}

// Work that is lost is in the books of those it was lost for.
void Cluster::book_loss(Job& job, std::int64_t done, std::int64_t kept) {
    job.redone_ns += done - kept;
    const std::int64_t lost = reference_ns(job, done) - reference_ns(job, kept);
    streams_[job.stopped_for].book.redone += Int128{lost} * job.time->asked;
}

// How long it may run when it goes on: a suspended job has used up its time on the devices, another one the
// time that its progress stands for.
void Cluster::allow_again(Job& job, std::int64_t kept) {
    const bool goes_on = parts_.preemption->mode == PreemptionMode::suspend;
    const std::int64_t allowed = goes_on ? job.allowed_ns - (now() - job.start_ns) : job.estimate_ns - kept;
    job.allowed_ns = std::max<std::int64_t>(allowed, 1);
}

// Takes what maintenance will need while the job may run out of the free units, until it is placed.
void Cluster::withhold(const Job& job) {
    maintenance_.nodes_within(now(), job.allowed_ns, service_nodes_);
    for (const std::uint32_t node : service_nodes_) withhold(job.partition, node);
}

void Cluster::withhold(std::uint32_t partition, std::uint32_t node) {
    const std::uint32_t own = partitions_.in_partition(partition, node);
    if (own == Partitions::none) return;
    FreeIndex& index = partitions_[partition].free;
    const std::uint32_t free = index.free_on(own);
    if (free == 0) return;
    index.take(own, free);
    withheld_.push_back({own, free});
}

// All but the first `but`.
void Cluster::give_back_withheld(std::uint32_t partition, std::size_t but) {
    for (; withheld_.size() > but; withheld_.pop_back()) {
        partitions_[partition].free.give_back(withheld_.back().node, withheld_.back().devices);
    }
}

bool Cluster::is_out(std::uint32_t node) const {
    return lost_.is_out(node) || maintenance_.is_out(node, now());
}

// What is idle on a node in maintenance, or without power, goes out of service.
void Cluster::withdraw_idle(std::uint32_t node) {
    const std::uint32_t idle = free_.free_on(node);
    if (idle == 0 || !is_out(node)) return;
    partitions_.withdraw(node, idle);
    withdrawn_[node] += idle;
    if (shared_) shared_->close(node);
    if (sleepers_) sleepers_->note_taken(node);
    nodes_.set_account(parts_.row->nodes[node],
                       lost_.is_out(node) ? NobodyAccount::transition : NobodyAccount::maintenance);
    out_.add(queue_events_.now(), idle);
}

// The other way round.
void Cluster::restore_idle(std::uint32_t node) {
    if (withdrawn_[node] == 0 || is_out(node)) return;
    if (shared_) shared_->reopen(node);
    partitions_.restore(node, withdrawn_[node]);
    out_.add(queue_events_.now(), -std::int64_t{withdrawn_[node]});
    withdrawn_[node] = 0;
    nodes_.set_account(parts_.row->nodes[node], NobodyAccount::idle);
    if (sleepers_) sleepers_->note_given_back(node);
}

void Cluster::node_is_up(std::uint32_t node) {
    if (may_be_out()) withdraw_idle(node);
    wake(0);
}

// It may be so already.
void Cluster::node_is_down(std::uint32_t node) {
    if (sleepers_ && maintenance_.is_out(node, now())) sleepers_->rise_for_service(node);
}

// At the start, and wherever a window begins or ends.
void Cluster::change_service(std::uint64_t) {
    if (!maintenance_.is_planned()) return;
    for (std::uint32_t node = 0; node < withdrawn_.size(); ++node) {
        restore_idle(node);
        node_is_down(node);
        withdraw_idle(node);
    }
    stranded_.set(queue_events_.now(), free_.stranded());
    queue_events_.fold(trace_service, parts_.number);
    post_service_change();
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

void Cluster::post_service_change() {
    const std::int64_t next = maintenance_.next_change(now());
    if (next != INT64_MAX) queue_events_.post<&Cluster::change_service>(Instant{next}, *this);
}

}  // namespace datahall
