// How the jobs of a cluster run: what they draw, how fast they are, where they end, what they have done.
#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/run/cluster.hpp"
#include "sim/run/cluster_sharing.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_speed = 0x110;  // a kind of its own in the trace hash

std::int64_t planned_end(const Job& job) {
    return add_sat({job.start_ns}, job.allowed_ns).ns;
}

std::int64_t as_activity(double share) {
    return std::llround(share * 1e9);
}

// Of a job that does not run.
Int128 work_done(const Job& job) {
    return Int128{reference_ns(job, job.run_ns - job.left_ns)} * job.time->asked;
}

}  // namespace

NodeLoad Cluster::load_of(const Job& job, const NodeShare& share) const {
    const WorkClass& work = streams_[job.stream].work();
    const double activity = wave_of(job).mean;
    if (shared_) return shared_load(*shared_, job, work, activity);
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
    const double speed = speed_of(job);
    if (speed == 1.0) return 1.0;
    return 1.0 / (1.0 - job.time->busy + job.time->busy / speed);
}

void Cluster::begin(std::uint32_t slot) {
    Job& job = jobs_[slot];
    job.state = JobState::running;
    Partition& p = home(job);
    job.wait.leave(p.clock, job.time->need(), now());
    if (job.stops > 0) streams_[job.stream].kept -= work_done(job);
    if (job.first_start_ns < 0) job.first_start_ns = now();
    job.asks_again = false;
    job.start_ns = now();
    job.since_ns = now();
    job.running_at = static_cast<std::uint32_t>(running_jobs_.size());
    running_jobs_.push_back(slot);
    p.waiting_units -= job.time->held;
    if (partitions_.is_divided()) p.waiting.add(queue_events_.now(), -1);
    busy_.add(queue_events_.now(), job.time->held);
    unused_.add(queue_events_.now(), std::int64_t{job.time->held} - job.time->width);
    queue_.add(queue_events_.now(), -1);
    swing(job);
}

// A job with a limit ends there if its devices are too slow; one without a limit takes its time.
// An end that has moved leaves its old event behind, which finish() ignores.
void Cluster::post_end(std::uint32_t slot) {
    Job& job = jobs_[slot];
    const double p = pace(job);
    const std::int64_t needed =
        p == 1.0 ? job.left_ns : static_cast<std::int64_t>(std::ceil(static_cast<double>(job.left_ns) / p));
    Instant stop = add_sat({job.since_ns}, std::max<std::int64_t>(needed, 1));
    if (job.has_limit()) stop = std::min(stop, Instant{planned_end(job)});
    job.stop_ns = stop.ns;
    queue_events_.post<&Cluster::finish>(stop, *this, job.number);
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

// A job is as slow as its slowest node.
double Cluster::speed_there(const Job& job) const {
    double speed = 1.0;
    if (speeds_.empty()) return speed;
    for (const NodeShare& s : job.shares) speed = std::min(speed, speeds_[parts_.zone_of_node[s.node]]);
    return speed;
}

void Cluster::set_speed(std::uint32_t zone, double speed) {
    if (speeds_.empty()) {
        if (speed == 1.0) return;
        speeds_.assign(parts_.zones, 1.0);
    }
    if (speeds_[zone] == speed) return;
    speeds_[zone] = speed;
    queue_events_.fold(trace_speed, (std::uint64_t{parts_.number} << 32) | zone);
    for (const std::uint32_t slot : running_jobs_) {
        Job& job = jobs_[slot];
        const double now = speed_there(job);
        if (now == job.speed) continue;
        advance(job);
        job.speed = now;
        for (const NodeShare& s : job.shares) {
            nodes_.change(parts_.row->nodes[s.node], job.bill, load_of(job, s));
            node_limits_.touch(s.node);
        }
        if (job.swing != no_index) parts_.swings->end(job.swing);
        swing(job);
        post_end(slot);
    }
    dirty_ = dirty_ || node_limits_.has_marked();
}

void Cluster::finish(std::uint64_t number) {
    const std::uint32_t slot = jobs_.slot_of(number);
    if (slot == no_index) return;  // it ended before this end of it, and has been forgotten
    Job& job = jobs_[slot];
    if (job.state != JobState::running || job.stop_ns != now()) return;  // its end has moved
    end_job(job);
    release(job);
    note(Happened::finished, number);
    past_.note_over(slot);
    dirty_ = true;
    queue_events_.mark_dirty("jobs");
}

// Gives back what a run has held.
void Cluster::release(Job& job) {
    if (job.stop_order_ns >= 0) count_stopping(job, false);
    job.stop_order_ns = -1;
    if (job.swing != no_index) parts_.swings->end(std::exchange(job.swing, no_index));
    for (const NodeShare& s : job.shares) {
        partitions_.give_back(s.node, s.devices + s.spare);
        nodes_.release(parts_.row->nodes[s.node], job.bill, queue_events_.now());
        node_limits_.touch(s.node);
        if (sleepers_) sleepers_->note_given_back(s.node);
    }
    if (shared_) shared_->give_back(job.time->request, spot_of(job));
    running_jobs_[job.running_at] = running_jobs_.back();
    jobs_[running_jobs_.back()].running_at = job.running_at;
    running_jobs_.pop_back();
    partitions_.end(job.partition, job.ticket, now());
    busy_.add(queue_events_.now(), -std::int64_t{job.time->held});
    unused_.add(queue_events_.now(), std::int64_t{job.time->width} - job.time->held);
    if (may_be_out() && !shared_) {  // a shared node goes once all its jobs have left
        for (const NodeShare& s : job.shares) withdraw_idle(s.node);
    }
    job.shares = {};
    job.cap = {};
    stranded_.set(queue_events_.now(), free_.stranded());
}

void Cluster::end_job(Job& job) {
    advance(job);
    const bool cut = job.left_ns > 0 && job.has_limit() && job.stop_ns == planned_end(job);
    if (!cut) job.left_ns = 0;
    job.end_ns = now();
    job.state = cut || job.request.killed_at_limit ? JobState::timeout : JobState::completed;
    WorkBook& book = streams_[job.stream].book;
    const Int128 done = Int128{reference_ns(job, job.run_ns - job.left_ns)} * job.time->asked;
    book.done += done;
    book.killed += work_of(job) - done;
    book.lost += Int128{reference_ns(job, job.lost_ns)} * job.time->asked;
}

JobWait Cluster::wait_of(const Job& job, Instant at) const {
    JobWait wait = job.wait;
    if (job.state == JobState::queued) wait.leave(home(job).clock, job.time->need(), at.ns);
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
    for (const std::uint32_t slot : running_jobs_) {
        const Job& job = jobs_[slot];
        if (job.stream != stream) continue;
        book.done += Int128{done_ns(job, at)} * job.time->asked;
        book.lost += Int128{reference_ns(job, slowed_ns(job, at))} * job.time->asked;
    }
    return book;
}

}  // namespace datahall
