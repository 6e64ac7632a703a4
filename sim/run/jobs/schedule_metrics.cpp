#include "sim/run/jobs/schedule_metrics.hpp"

#include "sim/run/jobs/schedule_sums.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;

std::optional<double> ratio(double part, double whole) {
    return whole > 0 ? std::optional{part / whole} : std::nullopt;
}

// Device-time that was free while jobs waited that could have used it.
double capacity_lost(const World& w, const Totals& window) {
    double lost = 0;
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        lost += static_cast<double>(window.clusters[c].unmet) / w.clusters()[c]->row().parts;
    }
    return lost;
}

}  // namespace

void add_schedule_metrics(const World& w, const Totals& window, const ScheduleSums& sums,
                          std::vector<Metric>& metrics) {
    const ResponseSums& f = sums.responses();
    const bool has_waits = f.jobs > 0 && w.scenario().view == DemandView::offered;
    const auto span = static_cast<double>(sums.span_ns(w.queue().now().ns));
    const auto add = [&](const char* name, std::optional<double> value, const char* unit,
                         const char* meaning) {
        metrics.push_back({name, value, unit, meaning});
    };
    const auto of_waits = [&](double value) { return has_waits ? std::optional{value} : std::nullopt; };
    add("jobs.response_mean", of_waits(f.response_mean_s()), "s",
        "Wait and run of the jobs that ended, mean");
    add("jobs.slowdown_mean", of_waits(f.slowdown_mean()), "1",
        "Wait and run over the run of the jobs that ended, runs below 10 s counted as 10 s, mean");
    add("jobs.slowdown_per_device", of_waits(f.slowdown_per_device_mean()), "1",
        "The same over the devices of each job, or the parts of devices it held, at least 1, mean");
    add("jobs.fairness", has_waits ? sums.fairness() : std::nullopt, "1",
        "Jain's index of the users' mean bounded slowdowns: 1 if all are served alike");
    add("jobs.makespan", span > 0 ? std::optional{span * seconds_per_ns} : std::nullopt, "s",
        "From the first submission to the last end, or to the window's while jobs are open");
    add("jobs.offered_load", has_waits ? sums.offered_load() : std::nullopt, "1",
        "Device-time that the submitted jobs ask for, over all from the first submission to the last");
    add("jobs.goodput", sums.goodput(), "1",
        "Share of the device-time held by the jobs that ended in which work was done that lasted");
    add("devices.capacity_lost", ratio(capacity_lost(w, window), sums.devices() * span), "1",
        "Share of device-time that was free while waiting jobs asked for as much");
}

}  // namespace datahall
