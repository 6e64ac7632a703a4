#include "sim/run/jobs/job_review.hpp"

#include "datahall/audit_error.hpp"

#include "sim/metrics/slowdown.hpp"
#include "sim/run/jobs/trimmed_jobs.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

void count(const JobRow& job, std::int64_t from_ns, JobCounts& counts) {
    if (job.submit_ns >= from_ns) ++counts.submitted;
    counts.stops += job.stops;
    if (job.start_ns >= from_ns && job.clock < 1.0) ++counts.slow_starts;
    const std::int64_t when = job.end_ns >= 0 ? job.end_ns : job.submit_ns;
    if (job.is_open() || when >= from_ns) ++counts.by_state[static_cast<std::size_t>(job.state)];
}

// One cluster's part of a review.
class ClusterWalk {
public:
    ClusterWalk(const Cluster& cluster, std::int64_t from_ns, JobReview& review)
        : cluster_{cluster}, from_ns_{from_ns}, review_{review}, own_{review.clusters.emplace_back()} {
        own_.asked.resize(cluster.streams().size());
        own_.waits.resize(cluster.partitions().count());
        review.schedule.begin(cluster);
    }

    void add(const JobRow& job, const JobKind& kind, bool is_kept) {
        check(job, kind);
        count(job, from_ns_, review_.counts);
        if (is_kept && job.first_start_ns >= from_ns_ && job.has_started())
            add_wait(job.wait_ns() - job.unbooked_ns, kind);
        if (job.state != JobState::refused && job.submit_ns >= from_ns_)
            own_.asked[kind.stream] += Int128{job.run_ns} * kind.time.width;
        if (job.start_ns >= from_ns_ && job.nodes >= 2) {
            own_.hop_spreads += kind.hop_spread(job.leaves);
            own_.spread_jobs += 1;
        }
        review_.schedule.add(job, kind, is_kept);
        if (job.has_ended_a_run())
            own_.slowdowns.add(kind.stream, job.owner, bounded_slowdown(job.wait_ns(), job.held_ns));
    }

    void end(const JobTally& all) {
        review_.schedule.end(cluster_);
        if (all.jobs != read_.jobs || all.held != read_.held || all.waited != read_.waited)
            throw AuditError{"the log of the jobs of " + cluster_.name() + " is not what they came to"};
    }

private:
    void check(const JobRow& job, const JobKind& kind) {
        ++read_.jobs;
        read_.held += Int128{kind.time.held} * job.held_ns;
        read_.waited += job.wait_ns();
    }

    // A backlog has no arrivals, so its waits say nothing of partitions.
    void add_wait(std::int64_t wait, const JobKind& kind) {
        review_.counts.waits.push_back(wait);
        if (wait == 0) ++review_.counts.without_wait;
        const bool is_told = cluster_.partitions().is_divided() && cluster_.view() == DemandView::offered;
        if (is_told) own_.waits[kind.partition].push_back(wait);
    }

    const Cluster& cluster_;
    std::int64_t from_ns_;
    JobReview& review_;
    ClusterReview& own_;
    JobTally read_;
};

}  // namespace

JobReview review_jobs(World& w) {
    w.close_logs();
    const std::int64_t from_ns = w.counted_from().at.ns;
    const TrimmedJobs trimmed{w.scenario().trim, w.clusters(), w.counted_from()};
    JobReview review{.counts = {}, .schedule = ScheduleSums{from_ns}, .clusters = {}};
    std::size_t jobs = 0;
    for (const auto& cluster : w.clusters()) jobs += cluster->jobs().arrived();
    review.counts.waits.reserve(jobs);
    review.clusters.reserve(w.clusters().size());
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        const JobLog& log = cluster.past().log();
        ClusterWalk walk{cluster, from_ns, review};
        log.each([&](const JobRow& job) { walk.add(job, log.kind(job.kind), trimmed.keeps(c, job)); });
        walk.end(cluster.past().tallies(cluster, w.queue().now()).all);
    }
    return review;
}

}  // namespace datahall
