#include "sim/run/jobs/past_jobs.hpp"

#include <algorithm>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/job_pace.hpp"
#include "sim/run/jobs/job_time.hpp"

namespace datahall {
namespace {

// That could hold a job which works on so many units.
std::uint32_t fewest_leaves(const ClusterRow& row, std::uint32_t width) {
    const auto ceil_div = [](std::uint32_t a, std::uint32_t b) { return (a + b - 1) / b; };
    const std::uint32_t nodes = ceil_div(std::max(width, 1u), row.units_per_node());
    return ceil_div(nodes, row.places[GroupKind::leaf].largest());
}

JobKind kind_of(const Cluster& cluster, const Job& job) {
    JobKind kind{.time = *job.time,
                 .stream = job.stream,
                 .partition = job.partition,
                 .refusal = job.refusal,
                 .fewest_leaves = fewest_leaves(cluster.row(), job.time->width),
                 .share = {}};
    if (cluster.shared() != nullptr) kind.share = (*cluster.shared())[job.time->request];
    return kind;
}

}  // namespace

void PastJobs::settle(const Cluster& cluster, LiveJobs& jobs, Instant now) {
    if (when_ == Forget::when_over) {
        for (const std::uint32_t slot : over_) {
            forget(cluster, jobs[slot], now);
            jobs.retire(slot);
        }
    }
    over_.clear();
}

void PastJobs::forget(const Cluster& cluster, const Job& job, Instant now) {
    log_.add(row_of(cluster, job, now));
    tallies_.add(job.stream, job.request.owner(), tally_of(cluster, job, now));
    ++sums_.jobs;
    sums_.held += Int128{job.time->held} * held_ns(job, now.ns);
    sums_.waited += job.wait.total_ns();
    if (job.bill != no_index) nodes_.close_bill(job.bill, now);
}

void PastJobs::close(const Cluster& cluster, Instant now) {
    cluster.jobs().each([&](const Job& job) { log_.add(row_of(cluster, job, now)); });
    log_.close();
}

ByGroup<JobTally> PastJobs::tallies(const Cluster& cluster, Instant now) const {
    ByGroup<JobTally> sums = tallies_;
    cluster.jobs().each(
        [&](const Job& job) { sums.add(job.stream, job.request.owner(), tally_of(cluster, job, now)); });
    return sums;
}

JobTally PastJobs::tally_of(const Cluster& cluster, const Job& job, Instant now) const {
    JobTally t{.jobs = 1};
    t.by_state[static_cast<std::size_t>(job.state)] = 1;
    t.stretched = job.state == JobState::timeout && !job.request.killed_at_limit ? 1 : 0;
    const std::int64_t held = held_ns(job, now.ns);
    const std::int64_t waited = cluster.wait_of(job, now).total_ns();
    t.held = Int128{job.time->held} * held;
    t.used =
        Int128{job.time->width} * used_ns(*job.time, {.held_ns = held,
                                                      .slowed_ns = time_lost(job, now.ns).slowed_ns,
                                                      .contended_ns = time_lost(job, now.ns).contended_ns});
    t.waited = waited;
    if (job.bill == no_index) return t;
    t.started = 1;
    t.waited_by_started = waited;
    t.ended = job.end_ns < 0 ? 0 : 1;
    t.energy = nodes_.billed(job.bill, now);
    t.overhead = nodes_.carried(job.bill, now) / OverheadShare::scale;
    return t;
}

JobRow PastJobs::row_of(const Cluster& cluster, const Job& job, Instant now) {
    const JobWait wait = cluster.wait_of(job, now);
    JobRow row{.number = job.number,
               .kind = log_.kind_of(job, [&] { return kind_of(cluster, job); }),
               .state = job.state,
               .owner = job.request.owner(),
               .submit_ns = job.request.submit_ns,
               .run_ns = job.run_ns,
               .held_ns = held_ns(job, now.ns),
               .slowed_ns = time_lost(job, now.ns).slowed_ns,
               .contended_ns = time_lost(job, now.ns).contended_ns,
               .redone_ns = job.redone_ns,
               .waited_ns = wait.by_cause(),
               .unbooked_ns = wait.total_ns() - job.wait.total_ns(),
               .first_start_ns = job.first_start_ns,
               .start_ns = job.start_ns,
               .end_ns = job.end_ns,
               .stops = job.stops,
               .nodes = job.nodes,
               .leaves = job.leaves,
               .clock = job.clock.clock,
               .id = job.request.id,
               .reference_ns = job.request.run_ns,
               .estimate_ns = job.request.estimate_ns,
               .requested = job.request.devices};
    if (job.bill == no_index) return row;
    row.energy_j = joules_of(nodes_.billed(job.bill, now));
    row.overhead_j = joules_of(nodes_.carried(job.bill, now) / OverheadShare::scale);
    return row;
}

}  // namespace datahall
