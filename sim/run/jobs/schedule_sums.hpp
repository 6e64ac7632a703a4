// What schedule_metrics.hpp makes its figures of, added up job by job.  Device times are in ns of whole
// devices.
//
// Sums of ratios are doubles, so they depend on the order: by cluster, then by arrival.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "sim/metrics/schedule_figures.hpp"
#include "sim/run/jobs/job_log.hpp"

namespace datahall {

class Cluster;

class ScheduleSums {
public:
    /// Of a window that begins then.
    explicit ScheduleSums(std::int64_t from_ns) : from_ns_{from_ns} {}

    void begin(const Cluster& cluster);
    /// `is_kept`: not trimmed.
    void add(const JobRow& job, const JobKind& kind, bool is_kept);
    void end(const Cluster& cluster);

    /// Of the jobs that ended in the window, after a run.
    const ResponseSums& responses() const { return responses_; }
    std::optional<double> fairness() const;
    std::optional<double> goodput() const { return ratio(useful_, held_); }
    double devices() const { return devices_; }
    /// From the first submission to the last end, or to `now_ns` while jobs are open; within the window.
    std::int64_t span_ns(std::int64_t now_ns) const;
    std::optional<double> offered_load() const;

private:
    // What one user's ended jobs came to.
    struct UserSlowdowns {
        double sum = 0.0;
        double jobs = 0.0;
    };

    static std::optional<double> ratio(double part, double whole) {
        return whole > 0 ? std::optional{part / whole} : std::nullopt;
    }
    void add_times(const JobRow& job, const JobKind& kind);
    void add_use(const JobRow& job, const JobKind& kind);
    void add_response(const JobRow& job, const JobKind& kind);

    std::int64_t from_ns_;
    double parts_ = 1.0;   // of a device of the cluster at hand that are one unit each
    bool shares_ = false;  // whether its jobs share nodes
    ResponseSums responses_;
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

}  // namespace datahall
