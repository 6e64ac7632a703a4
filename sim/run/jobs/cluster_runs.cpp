// How the jobs of a cluster run: what they draw, how fast they are, where they end, what they have done.
#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/cluster_sharing.hpp"
#include "sim/run/jobs/job_pace.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t trace_speed = 0x110;  // kinds of their own in the trace hash
constexpr std::uint64_t trace_traffic = 0x111;

constexpr double longest_run = 9e18;  // ns that an Instant can still tell

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
    talk(slot);
}

// A job with a limit ends there if its devices are too slow; one without a limit takes its time.
// An end that has moved leaves its old event behind, which finish() ignores.
void Cluster::post_end(std::uint32_t slot) {
    Job& job = jobs_[slot];
    const double p = pace(job);
    const double needed = p == 1.0 ? 0.0 : std::ceil(static_cast<double>(job.left_ns) / p);
    const std::int64_t needed_ns = p == 1.0               ? job.left_ns
                                   : needed < longest_run ? static_cast<std::int64_t>(needed)
                                                          : kNever.ns;
    Instant stop = add_sat({job.since_ns}, std::max<std::int64_t>(needed_ns, 1));
    if (job.has_limit()) stop = std::min(stop, Instant{planned_end(job)});
    job.stop_ns = stop.ns;
    queue_events_.post<&Cluster::finish>(stop, *this, job.number);
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
        const double there = speed_there(job);
        if (there == job.speed) continue;
        advance(job, now());
        job.speed = there;
        change_loads(slot);
    }
    dirty_ = dirty_ || node_limits_.has_marked();
}

// A running job has another pace: what it draws and when it ends follow.
void Cluster::change_loads(std::uint32_t slot) {
    Job& job = jobs_[slot];
    for (const NodeShare& s : job.shares) {
        nodes_.change(parts_.row->nodes[s.node], job.bill, load_of(job, s));
        node_limits_.touch(s.node);
    }
    if (job.swing != no_index) parts_.swings->end(job.swing);
    swing(job);
    post_end(slot);
}

void Cluster::set_traffic_pace(std::uint32_t slot, double pace) {
    Job& job = jobs_[slot];
    if (job.network == pace) return;
    advance(job, now());
    job.network = pace;
    queue_events_.fold(trace_traffic, job.number);
    change_loads(slot);
    if (!node_limits_.has_marked()) return;
    dirty_ = true;
    queue_events_.mark_dirty("traffic");
}

// A job whose class communicates does so over all devices that it holds.
void Cluster::talk(std::uint32_t slot) {
    Job& job = jobs_[slot];
    const WorkClass& work = streams_[job.stream].work();
    if (parts_.traffic == nullptr || !work.communication || parts_.row->hosts || shared_) return;
    TalkingJob talking{.cluster = parts_.number,
                       .slot = slot,
                       .says = &*work.communication,
                       .device = parts_.device,
                       .compute_s = work.communication->compute.si() * job.time->factor,
                       .nodes = {}};
    for (const NodeShare& s : job.shares)
        talking.nodes.push_back({parts_.row->nodes[s.node], s.devices / parts_.row->parts});
    job.talk = parts_.traffic->begin(std::move(talking));
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
    if (job.talk != no_index) parts_.traffic->end(std::exchange(job.talk, no_index), queue_events_.now());
    job.network = 1.0;
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
    advance(job, now());
    const bool cut = job.left_ns > 0 && job.has_limit() && job.stop_ns == planned_end(job);
    if (!cut) job.left_ns = 0;
    job.end_ns = now();
    job.state = cut || job.request.killed_at_limit ? JobState::timeout : JobState::completed;
    WorkBook& book = streams_[job.stream].book;
    const Int128 done = Int128{reference_ns(job, job.run_ns - job.left_ns)} * job.time->asked;
    book.done += done;
    book.killed += work_of(job) - done;
    book.lost += Int128{reference_ns(job, job.lost_ns + job.contended_ns)} * job.time->asked;
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

WorkBook Cluster::book(std::size_t stream, Instant at) const {
    WorkBook book = streams_[stream].book;
    book.done += streams_[stream].kept;
    for (const std::uint32_t slot : running_jobs_) {
        const Job& job = jobs_[slot];
        if (job.stream != stream) continue;
        book.done += Int128{done_ns(job, at)} * job.time->asked;
        book.lost += Int128{reference_ns(job, time_lost(job, at.ns).total_ns())} * job.time->asked;
    }
    return book;
}

}  // namespace datahall
