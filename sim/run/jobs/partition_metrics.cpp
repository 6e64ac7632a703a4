#include "sim/run/jobs/partition_metrics.hpp"

#include <string>

#include "sim/metrics/distribution.hpp"
#include "sim/run/jobs/job_review.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;

template <class T>
std::optional<double> in_seconds(std::optional<T> ns) {
    return ns ? std::optional{static_cast<double>(*ns) * seconds_per_ns} : std::nullopt;
}

// What one partition did in the window.
struct Counted {
    PartitionTotals totals;
    double window_ns = 0;
    std::vector<std::int64_t>& waits;
};

void add_partition(const Cluster& cluster, std::uint32_t p, const Counted& c, std::vector<Metric>& metrics) {
    const std::string name = "partition." + cluster.name() + "." + cluster.row().partitions[p].name;
    const double capacity_ns = c.window_ns * cluster.partitions()[p].units();
    const auto ratio = [](Int128 a, double b) {
        return b > 0 ? std::optional{static_cast<double>(a) / b} : std::nullopt;
    };
    metrics.push_back({name + ".load", ratio(c.totals.busy, capacity_ns), "1",
                       "Share of the device-time of its nodes held by jobs of any partition"});
    metrics.push_back({name + ".queue_mean", ratio(c.totals.queued, c.window_ns), "count",
                       "Its jobs waiting, time-weighted mean"});
    metrics.push_back(
        {name + ".wait_mean", in_seconds(mean(c.waits)), "s", "Wait of its started jobs, mean"});
    metrics.push_back(
        {name + ".wait_p95", in_seconds(quantile(c.waits, 0.95)), "s", "Wait, 95th percentile"});
}

}  // namespace

void add_partition_metrics(const World& w, const Totals& window, JobReview& review,
                           std::vector<Metric>& metrics) {
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        if (!cluster.partitions().is_divided()) continue;
        for (std::uint32_t p = 0; p < cluster.partitions().count(); ++p) {
            add_partition(cluster, p,
                          {.totals = window.clusters[c].partitions[p],
                           .window_ns = static_cast<double>(window.at.ns),
                           .waits = review.clusters[c].waits[p]},
                          metrics);
        }
    }
}

}  // namespace datahall
