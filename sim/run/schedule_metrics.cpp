#include "sim/run/schedule_metrics.hpp"

#include <algorithm>
#include <limits>

#include "sim/metrics/fairness.hpp"
#include "sim/metrics/schedule_figures.hpp"
#include "sim/metrics/slowdown.hpp"
#include "sim/run/job_time.hpp"
#include "sim/run/trimmed_jobs.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;

std::optional<double> ratio(double part, double whole) {
    return whole > 0 ? std::optional{part / whole} : std::nullopt;
}

// What one user's ended jobs came to.
struct UserSlowdowns {
    double sum = 0.0;
    double jobs = 0.0;
};

// One walk over all jobs of all clusters.  Device times are in ns of whole devices.
class Schedule {
public:
    explicit Schedule(const World& w) : world_{w}, from_ns_{w.counted_from().at.ns} {
        const TrimmedJobs trimmed{w.scenario().trim, w.clusters(), from_ns_};
        for (std::size_t c = 0; c < w.clusters().size(); ++c) add_cluster(*w.clusters()[c], c, trimmed);
    }

    const std::vector<ScheduledJob>& ended() const { return ended_; }
    std::optional<double> fairness() const { return jain_index(user_means_); }
    std::optional<double> goodput() const { return ratio(useful_, held_); }
    double devices() const { return devices_; }
    /// From the first submission to the last end, or to now while jobs are open; within the window.
    std::int64_t span_ns() const {
        const std::int64_t end = has_open_ ? world_.queue().now().ns : last_end_ns_;
        return first_submit_ns_ > end ? 0 : end - std::max(first_submit_ns_, from_ns_);
    }
    std::optional<double> offered_load() const {
        return ratio(asked_, devices_ * static_cast<double>(last_submit_ns_ - first_asked_ns_));
    }

private:
    void add_cluster(const Cluster& cluster, std::size_t number, const TrimmedJobs& trimmed) {
        users_.assign(cluster.people().size(Identity::user), {});
        std::size_t index = 0;
        for (const Job& job : cluster.jobs()) {
            const bool is_kept = trimmed.keeps(number, index++, job);
            if (job.state == JobState::refused) continue;
            add(cluster, job);
            const bool has_ended = job.end_ns >= from_ns_ && job.first_start_ns >= 0;
            if (has_ended) add_use(cluster, job);
            if (has_ended && is_kept) add_waits(cluster, job);
        }
        devices_ += double(cluster.total_units()) / cluster.row().parts;
        for (const UserSlowdowns& user : users_) {
            if (user.jobs > 0) user_means_.push_back(user.sum / user.jobs);
        }
    }

    void add(const Cluster& cluster, const Job& job) {
        const std::int64_t submit = job.request.submit_ns;
        const double parts = cluster.row().parts;
        if (submit >= from_ns_) {
            asked_ += static_cast<double>(job.run_ns) * job.time->held / parts;
            first_asked_ns_ = std::min(first_asked_ns_, submit);
            last_submit_ns_ = std::max(last_submit_ns_, submit);
        }
        has_open_ = has_open_ || job.is_open();
        const bool counts = job.is_open() || job.end_ns >= from_ns_;
        if (counts) first_submit_ns_ = std::min(first_submit_ns_, submit);
        last_end_ns_ = std::max(last_end_ns_, job.end_ns);
    }

    // What a job holds and does not work on is no use of it.
    void add_use(const Cluster& cluster, const Job& job) {
        const std::int64_t held = held_ns(job, job.end_ns);
        const std::int64_t useful = held - job.lost_ns - job.redone_ns;
        useful_ += static_cast<double>(useful) * job.time->width / cluster.row().parts;
        held_ += static_cast<double>(held) * job.time->held / cluster.row().parts;
    }

    // On a node that it shares a job works on parts, or on processors alone: that is one device.
    static std::uint32_t devices_of(const Cluster& cluster, const Job& job) {
        if (cluster.shared() == nullptr) return job.time->width;
        return std::max((job.time->width + whole_gpu - 1) / whole_gpu, 1u);
    }

    // A job that was stopped counts as one that waited first and then ran.
    void add_waits(const Cluster& cluster, const Job& job) {
        const std::int64_t held = held_ns(job, job.end_ns);
        const std::int64_t wait = job.wait.total_ns();
        ended_.push_back({.submit_ns = job.request.submit_ns,
                          .start_ns = job.request.submit_ns + wait,
                          .run_ns = held,
                          .devices = devices_of(cluster, job)});
        UserSlowdowns& user = users_[job.request.user];
        user.sum += bounded_slowdown(wait, held);
        ++user.jobs;
    }

    const World& world_;
    std::int64_t from_ns_;
    std::vector<ScheduledJob> ended_;
    std::vector<UserSlowdowns> users_;  // of the cluster at hand
    std::vector<double> user_means_;
    double devices_ = 0.0;
    double asked_ = 0.0, useful_ = 0.0, held_ = 0.0;
    std::int64_t first_asked_ns_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_submit_ns_ = -1;
    std::int64_t first_submit_ns_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_end_ns_ = -1;
    bool has_open_ = false;
};

// Device-time that was free while jobs waited that could have used it.
double capacity_lost(const World& w, const Totals& window) {
    double lost = 0;
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        lost += static_cast<double>(window.clusters[c].unmet) / w.clusters()[c]->row().parts;
    }
    return lost;
}

}  // namespace

void add_schedule_metrics(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    const Schedule schedule{w};
    const ScheduleFigures f = schedule_figures(schedule.ended(), 1);
    const bool has_waits = f.jobs > 0 && w.scenario().view == DemandView::offered;
    const auto span = static_cast<double>(schedule.span_ns());
    const auto add = [&](const char* name, std::optional<double> value, const char* unit,
                         const char* meaning) {
        metrics.push_back({name, value, unit, meaning});
    };
    const auto of_waits = [&](double value) { return has_waits ? std::optional{value} : std::nullopt; };
    add("jobs.response_mean", of_waits(f.response_mean_s), "s", "Wait and run of the jobs that ended, mean");
    add("jobs.slowdown_mean", of_waits(f.slowdown_mean), "1",
        "Wait and run over the run of the jobs that ended, runs below 10 s counted as 10 s, mean");
    add("jobs.slowdown_per_device", of_waits(f.slowdown_per_device_mean), "1",
        "The same over the devices of each job, or the parts of devices it held, at least 1, mean");
    add("jobs.fairness", has_waits ? schedule.fairness() : std::nullopt, "1",
        "Jain's index of the users' mean bounded slowdowns: 1 if all are served alike");
    add("jobs.makespan", span > 0 ? std::optional{span * seconds_per_ns} : std::nullopt, "s",
        "From the first submission to the last end, or to the window's while jobs are open");
    add("jobs.offered_load", has_waits ? schedule.offered_load() : std::nullopt, "1",
        "Device-time that the submitted jobs ask for, over all from the first submission to the last");
    add("jobs.goodput", schedule.goodput(), "1",
        "Share of the device-time held by the jobs that ended in which work was done that lasted");
    add("devices.capacity_lost", ratio(capacity_lost(w, window), schedule.devices() * span), "1",
        "Share of device-time that was free while waiting jobs asked for as much");
}

}  // namespace datahall
