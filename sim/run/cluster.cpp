#include "sim/run/cluster.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "datahall/int128.hpp"

namespace datahall {
namespace {

// The trace hash tells what happened to whom: kind * 4 + one of these.
enum class Happened : std::uint8_t { arrived, started, finished, refused };
constexpr std::uint64_t trace_speed = 0x110;  // a kind of its own

std::int64_t scaled(std::int64_t ns, double factor) {
    if (factor == 1.0) return ns;  // exact, however long
    const double product = static_cast<double>(ns) * factor;
    return std::max<std::int64_t>(as_nanoseconds(Seconds::from_si(product * 1e-9)), 1);
}

std::int64_t planned_end(const Job& job) {
    return add_sat({job.start_ns}, job.allowed_ns).ns;
}

std::int64_t as_activity(double share) {
    return std::llround(share * 1e9);
}

// Of a job that does not run.
Int128 work_done(const Job& job) {
    return Int128{reference_ns(job, job.run_ns - job.left_ns)} * job.request.devices;
}

Int128 work_of(const Job& job) {
    return Int128{job.request.run_ns} * job.request.devices;
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
      clock_{total_units_},
      maintenance_{parts.maintenance, static_cast<std::uint32_t>(parts.row->nodes.size())},
      withdrawn_(maintenance_.is_planned() ? parts.row->nodes.size() : 0) {
    parts_.scheduler->learn(people_);
}

void Cluster::start(const WorkloadWindow& window) {
    parts_.placement->open(
        {.seed = window.seed, .replication = window.replication, .path = "clusters/" + name()});
    change_service(0);
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
    queue_events_.fold(
        kind_ * 4 + static_cast<std::uint64_t>(refused ? Happened::refused : Happened::arrived), index);
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
    do {
        schedule_.pass(now());
        mark_held();
    } while (parts_.preemption != nullptr && make_room());
    clock_.set(now(), free_.free_total(), static_cast<std::uint32_t>(out_.level()));
    mark_blocked();
    unmet_.set(queue_events_.now(),
               static_cast<std::int64_t>(std::min<std::uint64_t>(free_.free_total(), waiting_units_)));
    wake_up_again();
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

// Activities while the devices run at this cluster's speed: they compute for a larger part of the
// time, but draw less.  Power above idle falls with the square of the clock where voltage follows it a
// little: exponent 2, between 1 (clock alone) and 3 (clock and voltage); an estimate.
NodeLoad Cluster::load_of(const Job& job, const NodeShare& share) const {
    const WorkClass& work = streams_[job.stream].work();
    const double computing = job.time->busy / speed_ * pace(job);
    const double activity = work.device_activity * computing * speed_ * speed_;
    const double devices = double(share.devices) / parts_.row->parts;
    if (parts_.row->hosts) {
        return {
            .units = 0, .activity = 0, .host = as_activity(activity * devices / parts_.type->host_sockets)};
    }
    const auto sum =
        parts_.row->parts == 1 ? share.devices * as_activity(activity) : as_activity(activity * devices);
    return {.units = share.devices + share.spare,
            .activity = sum,
            .host = as_activity(work.host_activity * (devices / parts_.type->devices))};
}

double Cluster::pace(const Job& job) const {
    if (speed_ == 1.0) return 1.0;
    return 1.0 / (1.0 - job.time->busy + job.time->busy / speed_);
}

bool Cluster::try_start(const WaitingJob& waiting, std::uint32_t index) {
    Job& job = jobs_[index];
    if (!find_nodes(index)) return false;
    job.ticket = waiting.ticket;
    take_nodes(job);
    begin(index);
    queue_events_.fold(kind_ * 4 + static_cast<std::uint64_t>(Happened::started), index);
    post_end(index);
    return true;
}

// Whole nodes where jobs do not share them; the placement may round up further.
std::uint32_t Cluster::held(std::uint32_t units) const {
    const std::uint32_t per_node = free_.devices_per_node();
    const std::uint32_t whole =
        parts_.tenancy == Tenancy::exclusive ? (units - 1) / per_node * per_node + per_node : units;
    return std::max(whole, parts_.placement->holds(units, free_));
}

// Leaves the job without shares if there are none for it now, and notes why.
bool Cluster::find_nodes(std::uint32_t index) {
    Job& job = jobs_[index];
    if (maintenance_.is_planned()) withhold(job);
    const bool is_lacking = free_.free_total() < job.time->held;
    const bool is_placed = !is_lacking && place(job);
    if (!withheld_.empty()) give_back_withheld();
    if (!is_placed) {
        block(index, is_lacking ? WaitCause::maintenance : WaitCause::fragmentation);
    } else if (parts_.caps != nullptr && !has_power(job)) {
        block(index, WaitCause::power);
        job.shares.clear();
    }
    return !job.shares.empty();
}

bool Cluster::place(Job& job) {
    const PlacementRequest request{.devices = job.time->width,
                                   .waited_ns = wait_of(job, queue_events_.now()).total_ns()};
    if (!parts_.placement->place(request, free_, job.shares)) {
        ask_again(job, request.waited_ns);
        return false;
    }
    if (parts_.tenancy == Tenancy::exclusive) {
        for (NodeShare& s : job.shares) s.spare = free_.devices_per_node() - s.devices;
    }
    return true;
}

bool Cluster::has_power(const Job& job) {
    added_.clear();
    for (const NodeShare& s : job.shares) {
        added_.push_back({.node = parts_.row->nodes[s.node], .load = load_of(job, s)});
    }
    return parts_.caps->allow(added_, queue_events_.now());
}

void Cluster::take_nodes(Job& job) {
    if (job.bill == no_index) job.bill = nodes_.open_bill();
    std::uint32_t placed = 0;
    for (const NodeShare& s : job.shares) {
        free_.take(s.node, s.devices + s.spare);
        nodes_.take(parts_.row->nodes[s.node], job.bill, load_of(job, s));
        placed += s.devices + s.spare;
    }
    if (placed != job.time->held)
        throw std::logic_error{"placement: gave another number of units than asked"};
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
        if (s.devices > 0) leaves_.push_back(parts_.row->places[GroupKind::leaf].of(s.node));
    }
    std::ranges::sort(leaves_);
    return static_cast<std::uint32_t>(std::unique(leaves_.begin(), leaves_.end()) - leaves_.begin());
}

double Cluster::hop_spread(const Job& job) const {
    const auto ceil_div = [](std::uint32_t a, std::uint32_t b) { return (a + b - 1) / b; };
    const std::uint32_t nodes = ceil_div(job.time->width, free_.devices_per_node());
    return static_cast<double>(job.leaves) / ceil_div(nodes, parts_.row->places[GroupKind::leaf].largest());
}

void Cluster::begin(std::uint32_t index) {
    Job& job = jobs_[index];
    job.state = JobState::running;
    job.wait.leave(clock_, job.time->held, now());
    if (job.stops > 0) streams_[job.stream].kept -= work_done(job);
    if (job.first_start_ns < 0) job.first_start_ns = now();
    job.asks_again = false;
    job.start_ns = now();
    job.since_ns = now();
    job.running_at = static_cast<std::uint32_t>(running_jobs_.size());
    running_jobs_.push_back(index);
    waiting_units_ -= job.time->held;
    busy_.add(queue_events_.now(), job.time->held);
    unused_.add(queue_events_.now(), std::int64_t{job.time->held} - job.time->width);
    queue_.add(queue_events_.now(), -1);
}

// A job with a limit ends there if its devices are too slow; one without a limit takes its time.
// An end that has moved leaves its old event behind, which finish() ignores.
void Cluster::post_end(std::uint32_t index) {
    Job& job = jobs_[index];
    const double p = pace(job);
    const std::int64_t needed =
        p == 1.0 ? job.left_ns : static_cast<std::int64_t>(std::ceil(static_cast<double>(job.left_ns) / p));
    Instant stop = add_sat({job.since_ns}, std::max<std::int64_t>(needed, 1));
    if (job.has_limit()) stop = std::min(stop, Instant{planned_end(job)});
    job.stop_ns = stop.ns;
    queue_events_.post<&Cluster::finish>(stop, *this, index);
}

// Brings left and lost up to now at the speed so far.
void Cluster::advance(Job& job) const {
    const std::int64_t elapsed = now() - job.since_ns;
    const double p = pace(job);
    const std::int64_t progress =
        p == 1.0 ? elapsed : static_cast<std::int64_t>(static_cast<double>(elapsed) * p);
    job.left_ns = std::max<std::int64_t>(job.left_ns - progress, 0);
    job.lost_ns += elapsed - progress;
    job.since_ns = now();
}

void Cluster::set_speed(double speed) {
    if (speed == speed_) return;
    for (const std::uint32_t index : running_jobs_) advance(jobs_[index]);
    speed_ = speed;
    queue_events_.fold(trace_speed, kind_);
    for (const std::uint32_t index : running_jobs_) {
        Job& job = jobs_[index];
        for (const NodeShare& s : job.shares) {
            nodes_.change(parts_.row->nodes[s.node], job.bill, load_of(job, s));
        }
        post_end(index);
    }
}

void Cluster::finish(std::uint64_t index) {
    Job& job = jobs_[index];
    if (job.state != JobState::running || job.stop_ns != now()) return;  // its end has moved
    end_job(job);
    release(job);
    queue_events_.fold(kind_ * 4 + static_cast<std::uint64_t>(Happened::finished), index);
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

// Gives back what a run has held.
void Cluster::release(Job& job) {
    for (const NodeShare& s : job.shares) {
        free_.give_back(s.node, s.devices + s.spare);
        nodes_.release(parts_.row->nodes[s.node], job.bill, queue_events_.now());
    }
    running_jobs_[job.running_at] = running_jobs_.back();
    jobs_[running_jobs_.back()].running_at = job.running_at;
    running_jobs_.pop_back();
    schedule_.end(job.ticket, now());
    busy_.add(queue_events_.now(), -std::int64_t{job.time->held});
    unused_.add(queue_events_.now(), std::int64_t{job.time->width} - job.time->held);
    if (job.stop_order_ns >= 0) stopping_units_ -= job.time->held;
    job.stop_order_ns = -1;
    if (maintenance_.is_planned()) {
        for (const NodeShare& s : job.shares) withdraw_idle(s.node);
    }
    job.shares = {};
    stranded_.set(queue_events_.now(), free_.stranded());
}

void Cluster::end_job(Job& job) {
    advance(job);
    const bool cut = job.left_ns > 0 && job.has_limit() && job.stop_ns == planned_end(job);
    if (!cut) job.left_ns = 0;
    job.end_ns = now();
    job.state = cut || job.request.killed_at_limit ? JobState::timeout : JobState::completed;
    WorkBook& book = streams_[job.stream].book;
    const Int128 done = Int128{reference_ns(job, job.run_ns - job.left_ns)} * job.request.devices;
    book.done += done;
    book.killed += work_of(job) - done;
    book.lost += Int128{reference_ns(job, job.lost_ns)} * job.request.devices;
}

JobWait Cluster::wait_of(const Job& job, Instant at) const {
    JobWait wait = job.wait;
    if (job.state == JobState::queued) wait.leave(clock_, job.time->held, at.ns);
    return wait;
}

std::int64_t Cluster::done_ns(const Job& job, Instant at) const {
    if (job.start_ns < 0) return 0;
    const double p = job.state == JobState::running ? pace(job) : 1.0;
    const std::int64_t elapsed = job.state == JobState::running ? at.ns - job.since_ns : 0;
    const std::int64_t progress =
        p == 1.0 ? elapsed : static_cast<std::int64_t>(static_cast<double>(elapsed) * p);
    return reference_ns(job, job.run_ns - std::max<std::int64_t>(job.left_ns - progress, 0));
}

std::int64_t Cluster::slowed_ns(const Job& job, Instant at) const {
    if (job.state != JobState::running) return job.lost_ns;
    const std::int64_t elapsed = at.ns - job.since_ns;
    const double p = pace(job);
    return job.lost_ns +
           (p == 1.0 ? 0 : elapsed - static_cast<std::int64_t>(static_cast<double>(elapsed) * p));
}

WorkBook Cluster::book(std::size_t stream, Instant at) const {
    WorkBook book = streams_[stream].book;
    book.done += streams_[stream].kept;
    for (const std::uint32_t index : running_jobs_) {
        const Job& job = jobs_[index];
        if (job.stream != stream) continue;
        book.done += Int128{done_ns(job, at)} * job.request.devices;
        book.lost += Int128{reference_ns(job, slowed_ns(job, at))} * job.request.devices;
    }
    return book;
}

}  // namespace datahall
