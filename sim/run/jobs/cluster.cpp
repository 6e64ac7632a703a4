// What comes to a cluster and waits there: arrivals, the queue, the passes.
#include "sim/run/jobs/cluster.hpp"

#include <algorithm>

#include "sim/run/jobs/cluster_sharing.hpp"

namespace datahall {
namespace {

std::int64_t scaled(std::int64_t ns, double factor) {
    if (factor == 1.0) return ns;  // exact, however long
    const double product = static_cast<double>(ns) * factor;
    return std::max<std::int64_t>(as_nanoseconds(Seconds::from_si(product * 1e-9)), 1);
}

}  // namespace

Cluster::Cluster(const ClusterParts& parts, EventQueue& queue, NodeTable& nodes)
    : parts_{parts},
      queue_events_{queue},
      nodes_{nodes},
      free_{static_cast<std::uint32_t>(parts.row->nodes.size()), parts.row->units_per_node(),
            parts.row->places,
            parts.sharing == nullptr ? FreeIndex::Lookup::by_count : FreeIndex::Lookup::none},
      shared_{share_nodes(parts)},
      limits_{limits_in_units(parts, people_)},
      past_{*parts.log, parts.forget, nodes},
      partitions_{*parts.row,
                  parts.partitions,
                  free_,
                  {.scheduler = parts.scheduler,
                   .gate = this,
                   .limits = limits_.is_empty() ? nullptr : &limits_,
                   .narrowest = parts.sharing == nullptr ? 1u : 0u,
                   .sleeps = parts.power_saving != nullptr}},
      partition_names_{parts.partitions, people_},
      maintenance_{parts.maintenance, static_cast<std::uint32_t>(parts.row->nodes.size())},
      node_limits_{static_cast<std::uint32_t>(parts.row->nodes.size())},
      withdrawn_(maintenance_.is_planned() ? parts.row->nodes.size() : 0),
      reservations_{parts.reservations, static_cast<std::uint32_t>(parts.row->nodes.size()), people_} {
    parts_.scheduler->learn(people_);
    partitions_.learn(people_);
    for (const double clock : parts.clock_steps) clock_steps_.push_back(clock_step(clock));
    if (parts.power_saving == nullptr) return;
    sleepers_.emplace(SleepParts{.rule = *parts.power_saving,
                                 .row = *parts.row,
                                 .caps = parts.caps,
                                 .events = queue,
                                 .nodes = nodes,
                                 .free = free_,
                                 .schedule = partitions_[0].queue,
                                 .host = *this});
}

void Cluster::note(Happened what, std::uint64_t job) {
    queue_events_.fold(std::uint64_t{parts_.number} * 4 + static_cast<std::uint64_t>(what), job);
}

void Cluster::serve(StreamParts stream) {
    const UnitRounding& rounding = *this;
    streams_.emplace_back(std::move(stream), *parts_.device, total_units(), rounding);
}

void Cluster::start(const WorkloadWindow& window) {
    const PlacementRun run{
        .seed = window.seed, .replication = window.replication, .path = "clusters/" + name()};
    if (parts_.placement != nullptr) parts_.placement->open(run);
    change_service(0);
    if (sleepers_) wake(0);
    change_reservations(0);
    for (std::size_t s = 0; s < streams_.size(); ++s) {
        streams_[s].open(window);
        if (parts_.view == DemandView::offered) post_next(s);
    }
    if (shared_) shared_->open(run, mix_of(*shared_, streams_));
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
    if (!stream.partition().empty())
        request.partition = people_.meet(Identity::partition, stream.partition());
    const std::uint32_t partition = partition_names_.choose(request);
    const bool has_partition = partition != PartitionNames::none;
    const JobTime& time = shared_ ? time_of(stream, request, *shared_)
                                  : stream.time_of(request.devices, has_partition ? partition : 0);
    Job job{.request = request, .time = &time};
    job.stream = static_cast<std::uint32_t>(s);
    job.partition = has_partition ? partition : 0;
    job.run_ns = scaled(request.run_ns, job.time->factor);
    job.left_ns = job.run_ns;
    job.estimate_ns = scaled(request.estimate_ns, job.time->factor);
    job.allowed_ns = job.estimate_ns;
    job.refusal = has_partition ? refusal_of(job) : "of no partition of the cluster, and none is the default";
    return job;
}

const char* Cluster::refusal_of(const Job& job) {
    if (*job.time->refusal != '\0') return job.time->refusal;
    if (job.estimate_ns > home(job).longest_ns) return "longer than its partition allows";
    if (limits_.is_empty()) return "";
    limits_.meet(as_waiting(job));
    return limits_.refusal(as_waiting(job));
}

void Cluster::admit(Job job) {
    JobStream& stream = streams_[job.stream];
    const bool refused = *job.refusal != '\0';
    stream.book.submitted += work_of(job);
    if (refused) {
        job.state = JobState::refused;
        stream.book.refused += work_of(job);
        stream.note_refused(job.refusal);
    }
    const std::uint32_t slot = jobs_.admit(std::move(job));
    note(refused ? Happened::refused : Happened::arrived, jobs_[slot].number);
    if (refused) {
        past_.note_over(slot);
    } else {
        enqueue(slot);
    }
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
            .qos = job.request.qos,
            .request = job.time->request};
}

void Cluster::enqueue(std::uint32_t slot) {
    Job& job = jobs_[slot];
    Partition& p = home(job);
    p.queue.enqueue(as_waiting(job), slot);
    job.wait.join(p.clock, job.time->need(), now());
    p.waiting_units += job.time->held;
    if (partitions_.is_divided()) p.waiting.add(queue_events_.now(), 1);
    if (shared_) shared_->join(job.time->request);
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
bool Cluster::wants_more(const Partition& p) const {
    constexpr std::size_t least_waiting = 32;
    constexpr std::uint64_t most_held = 1'024;
    constexpr std::uint64_t margin = 32;  // waiting work fills at least this part of the cluster
    const HeldJobs* const held = p.queue.held();
    const std::uint64_t held_jobs = held == nullptr ? 0 : held->jobs();
    const std::uint64_t held_units = held == nullptr ? 0 : held->devices();
    if (held_jobs >= most_held) return false;
    return p.queue.state().waiting - held_jobs < least_waiting ||
           p.waiting_units - held_units < p.free.free_total() + p.units() / margin;
}

// One partition alone may want more; then what comes for the others fills their queues, up to a point.
bool Cluster::wants_more() const {
    constexpr std::size_t most_waiting = 4'096;
    if ((shared_ || partitions_.is_divided()) && waiting() >= most_waiting) return false;
    for (std::uint32_t p = 0; p < partitions_.count(); ++p) {
        if (wants_more(partitions_[p])) return true;
    }
    return false;
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
    for (const BlockedJob& b : blocked_) {
        Job& job = jobs_[b.job];
        if (job.state == JobState::queued) job.wait.unmark(home(job).clock, job.time->need(), now());
    }
    blocked_.clear();
    waits_for_power_ = false;
}

// If devices have become scarce after it was blocked, that is what it waits for.
void Cluster::mark_blocked() {
    for (const BlockedJob& b : blocked_) {
        Job& job = jobs_[b.job];
        const Partition& p = home(job);
        const bool lacks_units = job.time->held > p.free.free_total();
        if (job.state != JobState::queued || (lacks_units && !b.lacks_units)) continue;
        job.wait.mark(b.cause, p.clock, job.time->need(), now());
    }
}

void Cluster::block(std::uint32_t slot, WaitCause cause) {
    blocked_.push_back({.job = slot, .cause = cause, .lacks_units = false});
    waits_for_power_ = waits_for_power_ || cause == WaitCause::power;
}

// Jobs that a limit has begun or ceased to hold in the last pass.
void Cluster::mark_held(const JobQueue& queue) {
    if (queue.held() == nullptr) return;
    for (const HeldChange& change : queue.held()->changes()) {
        Job& job = jobs_[queue.tag_of(change.ticket)];
        const ClusterClock& clock = home(job).clock;
        if (change.is_held) job.wait.mark(WaitCause::quota, clock, job.time->need(), now());
        if (!change.is_held && job.state == JobState::queued) {
            job.wait.unmark(clock, job.time->need(), now());
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
        reservations_.begin_pass();
        partitions_.pass(now());
        for (std::uint32_t p = 0; p < partitions_.count(); ++p) mark_held(partitions_[p].queue);
    } while (parts_.preemption != nullptr && make_room());
    if (!call_sleepers()) block_unpowered();
    if (sleepers_) sleepers_->rest(demand());
    if (reservations_.is_planned()) count_reserved();
    keep_to_limits();
    note_levels();
    if (shared_) shared_->settle(partitions_[0].clock, queue_events_.now());
    mark_blocked();
    wake_up_again();
    past_.settle(*this, jobs_, queue_events_.now());
}

// Of a cluster whose nodes sleep, which is not divided.
std::uint64_t Cluster::demand() const {
    return partitions_[0].waiting_units - partitions_[0].queue.held_devices();
}

// False: a power cap keeps nodes asleep that are wanted.
bool Cluster::call_sleepers() {
    const bool has_power = !sleepers_ || sleepers_->call(demand());
    waits_for_power_ = waits_for_power_ || !has_power;
    return has_power;
}

// The job that waits for their nodes first.
void Cluster::block_unpowered() {
    const JobQueue& queue = partitions_[0].queue;
    const WaitingJob* const head = queue.first();
    if (head == nullptr || head->devices <= free_.free_total()) return;
    blocked_.push_back({.job = queue.tag_of(head->ticket), .cause = WaitCause::power, .lacks_units = true});
}

// What is free, and what of it waiting jobs ask for.
void Cluster::note_levels() {
    std::uint64_t wanted = 0;
    for (std::uint32_t i = 0; i < partitions_.count(); ++i) {
        Partition& p = partitions_[i];
        p.clock.set(now(), p.free.free_total(), p.out, static_cast<std::uint32_t>(resting_units()));
        if (partitions_.is_divided())
            p.busy.set(queue_events_.now(), std::int64_t{p.units()} - p.free.free_total() - p.out);
        wanted += std::min<std::uint64_t>(p.free.free_total(), p.waiting_units);
    }
    unmet_.set(queue_events_.now(),
               static_cast<std::int64_t>(std::min<std::uint64_t>(free_.free_total(), wanted)));
}

// The scheduler may want a pass at an instant at which nothing happens.
void Cluster::wake_up_again() {
    std::int64_t next = INT64_MAX;
    for (std::uint32_t p = 0; p < partitions_.count(); ++p) {
        next = std::min(next, partitions_[p].queue.wake_ns());
    }
    if (next >= wake_ns_ && wake_ns_ > now()) return;
    wake_ns_ = next;
    if (wake_ns_ != INT64_MAX) queue_events_.post<&Cluster::wake>(Instant{wake_ns_}, *this);
}

void Cluster::wake(std::uint64_t) {
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

}  // namespace datahall
