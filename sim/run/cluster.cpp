// What comes to a cluster and waits there: arrivals, the queue, the passes.
#include "sim/run/cluster.hpp"

#include <algorithm>

namespace datahall {
namespace {

std::int64_t scaled(std::int64_t ns, double factor) {
    if (factor == 1.0) return ns;  // exact, however long
    const double product = static_cast<double>(ns) * factor;
    return std::max<std::int64_t>(as_nanoseconds(Seconds::from_si(product * 1e-9)), 1);
}

}  // namespace

Cluster::Cluster(const ClusterParts& parts, std::uint32_t kind, EventQueue& queue, NodeTable& nodes)
    : parts_{parts},
      kind_{kind},
      queue_events_{queue},
      nodes_{nodes},
      free_{static_cast<std::uint32_t>(parts.row->nodes.size()), parts.row->units_per_node(),
            parts.row->places},
      total_units_{free_.free_total()},
      limits_{limits_of(parts.limits, people_)},
      schedule_{total_units_, *parts.scheduler, this, limits_.is_empty() ? nullptr : &limits_},
      clock_{total_units_, parts.power_saving != nullptr},
      maintenance_{parts.maintenance, static_cast<std::uint32_t>(parts.row->nodes.size())},
      withdrawn_(maintenance_.is_planned() ? parts.row->nodes.size() : 0) {
    parts_.scheduler->learn(people_);
    for (const double clock : parts.clock_steps) clock_steps_.push_back(clock_step(clock));
    if (parts.power_saving == nullptr) return;
    sleepers_.emplace(SleepParts{.rule = *parts.power_saving,
                                 .row = *parts.row,
                                 .caps = parts.caps,
                                 .events = queue,
                                 .nodes = nodes,
                                 .free = free_,
                                 .schedule = schedule_,
                                 .host = *this});
}

void Cluster::start(const WorkloadWindow& window) {
    parts_.placement->open(
        {.seed = window.seed, .replication = window.replication, .path = "clusters/" + name()});
    change_service(0);
    if (sleepers_) wake(0);
    for (std::size_t s = 0; s < streams_.size(); ++s) {
        streams_[s].open(window);
        if (parts_.view == DemandView::offered) post_next(s);
    }
    if (parts_.view == DemandView::offered || streams_.empty()) return;
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

void Cluster::post_next(std::size_t stream) {
    const auto& next = streams_[stream].next();
    if (next) queue_events_.post<&Cluster::arrive>(Instant{next->submit_ns}, *this, stream);
}

void Cluster::arrive(std::uint64_t s) {
    JobStream& stream = streams_[s];
    while (stream.next() && stream.next()->submit_ns == now()) {
        admit(as_job(s, *stream.next()));
        stream.pop();
    }
    post_next(s);
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

Job Cluster::as_job(std::size_t s, JobRequest request) {
    JobStream& stream = streams_[s];
    people_.renumber(s, stream.workload(), request);
    Job job{.request = request, .time = &stream.time_of(request.devices)};
    job.stream = static_cast<std::uint32_t>(s);
    job.run_ns = scaled(request.run_ns, job.time->factor);
    job.left_ns = job.run_ns;
    job.estimate_ns = scaled(request.estimate_ns, job.time->factor);
    job.allowed_ns = job.estimate_ns;
    job.refusal = job.time->refusal;
    if (*job.refusal == '\0' && !limits_.is_empty()) {
        limits_.meet(as_waiting(job));
        job.refusal = limits_.refusal(as_waiting(job));
    }
    return job;
}

void Cluster::admit(Job job) {
    const auto index = static_cast<std::uint32_t>(jobs_.size());
    JobStream& stream = streams_[job.stream];
    const bool refused = *job.refusal != '\0';
    stream.book.submitted += work_of(job);
    if (refused) {
        job.state = JobState::refused;
        stream.book.refused += work_of(job);
    }
    note(refused ? Happened::refused : Happened::arrived, index);
    jobs_.push_back(std::move(job));
    if (!refused) enqueue(index);
}

WaitingJob Cluster::as_waiting(const Job& job) const {
    return {.id = job.request.id,
            .submit_ns = job.request.submit_ns,
            .estimate_ns = job.allowed_ns,
            .devices = job.time->held,
            .priority = streams_[job.stream].priority(),
            .user = job.request.user,
            .account = job.request.account,
            .partition = job.request.partition,
            .qos = job.request.qos};
}

void Cluster::enqueue(std::uint32_t index) {
    Job& job = jobs_[index];
    schedule_.enqueue(as_waiting(job), index);
    job.wait.join(clock_, job.time->held, now());
    waiting_units_ += job.time->held;
    queue_.add(queue_events_.now(), 1);
}

// The stream whose next job would have come first; null when all are at their end for good.
JobStream* Cluster::next_to_pull() {
    JobStream* first = nullptr;
    for (JobStream& stream : streams_) {
        if (!stream.next() && !stream.start_over()) continue;
        if (!first || stream.virtual_ns() < first->virtual_ns()) first = &stream;
    }
    return first;
}

// Jobs that a limit holds fill no units; but when most are, more of them would not help.
bool Cluster::wants_more() const {
    constexpr std::size_t least_waiting = 32;
    constexpr std::uint64_t most_held = 1'024;
    constexpr std::uint64_t margin = 32;  // waiting work fills at least this part of the cluster
    const HeldJobs* const held = schedule_.held();
    const std::uint64_t held_jobs = held == nullptr ? 0 : held->jobs();
    const std::uint64_t held_units = held == nullptr ? 0 : held->devices();
    if (held_jobs >= most_held) return false;
    return waiting() - held_jobs < least_waiting ||
           waiting_units_ - held_units < free_.free_total() + total_units_ / margin;
}

// Keeps enough waiting that no unit is idle for want of a job.  What cannot be served is left out:
// the backlog is of the servable mix.
void Cluster::top_up() {
    while (wants_more()) {
        JobStream* stream = next_to_pull();
        if (!stream) return;
        JobRequest request = *stream->next();
        stream->pop();
        request.submit_ns = now();
        Job job = as_job(static_cast<std::size_t>(stream - streams_.data()), request);
        if (*job.refusal != '\0') continue;
        stream->note_admitted();
        admit(std::move(job));
    }
}

// A job that was blocked is looked at again by this pass.
void Cluster::unmark_blocked() {
    for (const Blocked& b : blocked_) {
        Job& job = jobs_[b.job];
        if (job.state == JobState::queued) job.wait.unmark(clock_, job.time->held, now());
    }
    blocked_.clear();
    waits_for_power_ = false;
}

// If devices have become scarce after it was blocked, that is what it waits for.
void Cluster::mark_blocked() {
    for (const Blocked& b : blocked_) {
        Job& job = jobs_[b.job];
        if (job.state != JobState::queued || job.time->held > free_.free_total()) continue;
        job.wait.mark(b.cause, clock_, job.time->held, now());
    }
}

void Cluster::block(std::uint32_t index, WaitCause cause) {
    blocked_.push_back({.job = index, .cause = cause});
    waits_for_power_ = waits_for_power_ || cause == WaitCause::power;
}

// Jobs that a limit has begun or ceased to hold in the last pass.
void Cluster::mark_held() {
    if (schedule_.held() == nullptr) return;
    for (const HeldChange& change : schedule_.held()->changes()) {
        Job& job = jobs_[schedule_.tag_of(change.ticket)];
        if (change.is_held) job.wait.mark(WaitCause::quota, clock_, job.time->held, now());
        if (!change.is_held && job.state == JobState::queued) {
            job.wait.unmark(clock_, job.time->held, now());
        }
    }
}

// One pass, and another whenever jobs have been stopped at once for the head of the queue.
void Cluster::settle() {
    dirty_ = false;
    if (parts_.view == DemandView::saturated) top_up();
    unmark_blocked();
    if (sleepers_) sleepers_->begin_pass();
    call_sleepers();
    do {
        schedule_.pass(now());
        mark_held();
    } while (parts_.preemption != nullptr && make_room());
    call_sleepers();
    if (sleepers_) sleepers_->rest(demand());
    clock_.set(now(), free_.free_total(), static_cast<std::uint32_t>(out_.level()),
               static_cast<std::uint32_t>(resting_units()));
    mark_blocked();
    unmet_.set(queue_events_.now(),
               static_cast<std::int64_t>(std::min<std::uint64_t>(free_.free_total(), waiting_units_)));
    wake_up_again();
}

void Cluster::call_sleepers() {
    if (sleepers_ && !sleepers_->call(demand())) waits_for_power_ = true;
}

// The scheduler may want a pass at an instant at which nothing happens.
void Cluster::wake_up_again() {
    if (schedule_.wake_ns() >= wake_ns_ && wake_ns_ > now()) return;
    wake_ns_ = schedule_.wake_ns();
    if (wake_ns_ != INT64_MAX) queue_events_.post<&Cluster::wake>(Instant{wake_ns_}, *this);
}

void Cluster::wake(std::uint64_t) {
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

}  // namespace datahall
