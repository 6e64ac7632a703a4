// The figures of a run: what was added up inside the counted window, and the jobs one by one.
#include "sim/run/outcome.hpp"

#include <algorithm>

#include "sim/metrics/distribution.hpp"
#include "sim/run/fabric/traffic_metrics.hpp"
#include "sim/run/heat/heat_metrics.hpp"
#include "sim/run/heat/heat_report.hpp"
#include "sim/run/jobs/job_review.hpp"
#include "sim/run/jobs/partition_metrics.hpp"
#include "sim/run/jobs/schedule_metrics.hpp"
#include "sim/run/load_metrics.hpp"
#include "sim/run/power/power_outcome.hpp"
#include "sim/run/power/power_report.hpp"
#include "sim/run/power/swing_results.hpp"
#include "sim/run/site_signals.hpp"
#include "sim/run/stream_results.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double watts_per_uw = 1e-6;
constexpr double seconds_per_ns = 1e-9;

class Figures {
public:
    /// `window` is what happened while counting.
    explicit Figures(const Totals& window) : window_{window} {}

    void add(std::string name, std::optional<double> value, const char* unit, std::string meaning) {
        list_.push_back({std::move(name), value, unit, std::move(meaning)});
    }
    void energy(const std::string& name, Int128 uw_ns, const std::string& meaning) {
        add("energy." + name, joules_of(uw_ns), "J", meaning);
    }
    void power(const std::string& name, Int128 uw_ns, const Meter& meter, const std::string& meaning) {
        add("power." + name + "_mean", ratio(joules_of(uw_ns), seconds()), "W", meaning + ", mean");
        add("power." + name + "_peak", static_cast<double>(meter.highest()) * watts_per_uw, "W",
            meaning + ", highest");
    }
    static std::optional<double> ratio(double a, double b) {
        return b > 0 ? std::optional{a / b} : std::nullopt;
    }
    const Totals& window() const { return window_; }
    double seconds() const { return static_cast<double>(window_.at.ns) * seconds_per_ns; }
    std::vector<Metric>& list() { return list_; }
    std::vector<Metric> take() { return std::move(list_); }

private:
    const Totals& window_;
    std::vector<Metric> list_;
};

void add_site(const World& w, Figures& m) {
    const Totals& t = m.window();
    if (w.site().has_solar()) {
        m.energy("solar", t.solar, "Energy of solar panels at the utility meter that the hall used");
        m.energy("solar_curtailed", t.curtailed, "Of the sun's offer what it could not use");
    }
    if (!w.site().has_store()) return;
    m.energy("from_storage", t.site_given, "Energy that the store at the utility meter gave");
    m.energy("to_storage", t.site_taken, "Energy that it took");
    m.add("storage.lowest_charge", w.site().lowest_charge(w.queue().now()), "1",
          "Lowest state of charge of that store");
}

void add_energy(const World& w, Figures& m) {
    const Totals& t = m.window();
    m.energy("utility", t.utility, "Energy at the utility meter");
    m.energy("it", t.it, "Energy of everything in racks");
    m.energy("nodes", t.nodes, "Energy of the servers");
    m.energy("idle", t.idle, "Energy of servers and devices that no job held");
    m.energy("maintenance", t.maintenance, "Energy of servers out of service for maintenance");
    m.energy("transition", t.transition, "Energy of servers that sleep, boot or shut down");
    m.energy("losses", t.all_losses(), "Losses of the power chain");
    for (std::size_t l = 0; l < t.losses.size(); ++l) {
        const std::string& level = w.facility().power_levels[l].name;
        m.energy("loss_" + level, t.losses[l], "Losses of level " + level);
    }
    m.energy("cooling", t.mechanical, "Energy of the cooling plants");
    m.energy("fixed", t.fixed, "Constant loads on the levels of the power chain");
    m.energy("other", t.other, "Constant loads at the utility meter");
    m.energy("generators", t.sources, "Energy that generator sets made");
    m.energy("from_batteries", t.stores, "Energy that batteries gave to their buses");
    m.energy("to_batteries", t.charging, "Energy that buses charged batteries with");
    add_site(w, m);
    m.energy("hold_up", t.unfed, "Energy that racks and plants drew from their own capacitors");
    m.energy("not_served", t.unserved, "What racks without power would have gone on to draw");
    m.power("utility", t.utility, w.power().utility(), "Power at the utility meter");
    m.power("it", t.it, w.power().it(), "Power of everything in racks");
    m.power("cooling", t.mechanical, w.power().mechanical(), "Power of the cooling plants");
}

// A backlog has no arrivals, so its waits say nothing.
void add_waits(JobCounts& c, bool is_backlog, Figures& m) {
    if (is_backlog) c.waits.clear();
    const auto seconds = [](std::optional<std::int64_t> ns) {
        return ns ? std::optional{static_cast<double>(*ns) * seconds_per_ns} : std::nullopt;
    };
    const auto mean_ns = mean(c.waits);
    m.add("jobs.wait_mean", mean_ns ? std::optional{*mean_ns * seconds_per_ns} : std::nullopt, "s",
          "Wait of the started jobs, mean");
    m.add("jobs.wait_p50", seconds(quantile(c.waits, 0.50)), "s", "Wait, median");
    m.add("jobs.wait_p95", seconds(quantile(c.waits, 0.95)), "s", "Wait, 95th percentile");
    m.add("jobs.wait_longest", seconds(quantile(c.waits, 1.0)), "s", "Longest wait");
    m.add("jobs.without_wait", static_cast<double>(c.without_wait), "count", "Jobs that started at once");
}

void add_jobs(JobCounts& c, bool is_backlog, Figures& m) {
    const auto count = [&](JobState state) {
        return static_cast<double>(c.by_state[static_cast<std::size_t>(state)]);
    };
    m.add("jobs.submitted", static_cast<double>(c.submitted), "count", "Jobs handed out by the workloads");
    m.add("jobs.completed", count(JobState::completed), "count", "Jobs that ran to their end");
    m.add("jobs.timeout", count(JobState::timeout), "count", "Jobs killed at their limit");
    m.add("jobs.running", count(JobState::running), "count", "Jobs running at the end");
    m.add("jobs.queued", count(JobState::queued), "count", "Jobs waiting at the end");
    m.add("jobs.refused", count(JobState::refused), "count", "Jobs that cannot be served here");
    m.add("jobs.preempted", count(JobState::preempted), "count", "Jobs stopped for good for another job");
    m.add("jobs.stops", static_cast<double>(c.stops), "count", "Times that a job was stopped for another");
    m.add("jobs.at_lower_clock", static_cast<double>(c.slow_starts), "count",
          "Jobs whose last start was at a lower clock, for want of power");
    add_waits(c, is_backlog, m);
}

// Units are parts of devices; figures are of whole devices.
void add_clusters(const World& w, Figures& m) {
    double devices = 0;
    double held = 0;
    double queued = 0;
    double out = 0;
    double asleep = 0;
    double boots = 0;
    double reserved = 0;
    double reserved_idle = 0;
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        const double parts = cluster.row().parts;
        const double busy = static_cast<double>(m.window().clusters[c].busy) * seconds_per_ns / parts;
        const double all = cluster.total_units() / parts;
        m.add("load." + cluster.name(), Figures::ratio(busy, all * m.seconds()), "1",
              "Share of device-time of cluster " + cluster.name() + " held by jobs");
        devices += all;
        held += busy;
        queued += static_cast<double>(m.window().clusters[c].queued) * seconds_per_ns;
        out += static_cast<double>(m.window().clusters[c].out) * seconds_per_ns / parts;
        asleep += static_cast<double>(m.window().clusters[c].asleep) * seconds_per_ns;
        boots += static_cast<double>(m.window().clusters[c].boots);
        reserved += static_cast<double>(m.window().clusters[c].reserved) * seconds_per_ns / parts;
        reserved_idle += static_cast<double>(m.window().clusters[c].reserved_idle) * seconds_per_ns / parts;
    }
    m.add("devices.total", devices, "count", "Devices of all clusters");
    m.add("devices.held_mean", Figures::ratio(held, m.seconds()), "count",
          "Devices held by jobs, time-weighted mean");
    m.add("devices.out_of_service_mean", Figures::ratio(out, m.seconds()), "count",
          "Idle devices in maintenance, time-weighted mean");
    m.add("nodes.asleep_mean", Figures::ratio(asleep, m.seconds()), "count",
          "Nodes asleep, time-weighted mean");
    m.add("nodes.boots", boots, "count", "Times that a node was called to boot");
    m.add("devices.reserved_mean", Figures::ratio(reserved, m.seconds()), "count",
          "Devices of nodes that are reserved at the time, time-weighted mean");
    m.add("devices.reserved_idle_mean", Figures::ratio(reserved_idle, m.seconds()), "count",
          "Of them, those that are free, time-weighted mean");
    m.add("devices.utilization", Figures::ratio(held, devices * m.seconds()), "1",
          "Share of device-time held by jobs");
    m.add("jobs.queue_mean", Figures::ratio(queued, m.seconds()), "count",
          "Jobs waiting, time-weighted mean");
}

// Of clusters whose nodes are shared: what is free of their GPUs and of no use to the next job of their mix.
void add_unusable(const World& w, Figures& m) {
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        if (cluster.shared() == nullptr) continue;
        const double jobs = static_cast<double>(cluster.shared()->mix_jobs());
        const double seconds = static_cast<double>(m.window().clusters[c].unusable) * seconds_per_ns;
        m.add("unusable." + cluster.name(),
              Figures::ratio(seconds, jobs * cluster.total_units() * m.seconds()), "1",
              "Share of the device-time of cluster " + cluster.name() +
                  " that is free and of no use to the jobs of its mix");
    }
}

// What placement has cost: devices that nobody works on though jobs wait, and ways between a job's nodes.
void add_placement(const World& w, const JobReview& review, Figures& m) {
    double unused = 0;
    double stranded = 0;
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        const ClusterTotals& t = m.window().clusters[c];
        const double device_seconds = seconds_per_ns / cluster.row().parts;
        const double all = cluster.total_units() * m.seconds() / cluster.row().parts;
        const double free = all - static_cast<double>(t.busy + t.out + t.transition) * device_seconds;
        unused += static_cast<double>(t.unused) * device_seconds;
        stranded += static_cast<double>(t.stranded) * device_seconds;
        m.add("fragmentation." + cluster.name(),
              Figures::ratio(static_cast<double>(t.stranded) * device_seconds, free), "1",
              "Share of the free device-time of cluster " + cluster.name() + " on nodes in use");
        m.add("hop_spread." + cluster.name(),
              Figures::ratio(review.clusters[c].hop_spreads, review.clusters[c].spread_jobs), "1",
              "Leaves that jobs of several nodes span over the fewest that could hold them, mean");
    }
    add_unusable(w, m);
    m.add("devices.unused_mean", Figures::ratio(unused, m.seconds()), "count",
          "Devices held by jobs that do not work on them, time-weighted mean");
    m.add("devices.stranded_mean", Figures::ratio(stranded, m.seconds()), "count",
          "Free devices on nodes in use, time-weighted mean");
}

}  // namespace

RunOutcome run_outcome(const World& w, JobReview& review) {
    const Instant now = w.queue().now();
    const Totals window = between(w.counted_from(), read_totals(w, now));
    Figures m{window};
    m.add("run.duration", static_cast<double>(now.ns) * seconds_per_ns, "s", "Simulated time");
    m.add("run.counted", m.seconds(), "s", "Simulated time that the figures count, after the warm-up");
    m.add("run.events", static_cast<double>(w.queue().stats().fired), "count", "Events executed");
    add_energy(w, m);
    add_heat_metrics(w, window, m.list());
    add_jobs(review.counts, w.scenario().view == DemandView::saturated, m);
    add_clusters(w, m);
    add_placement(w, review, m);
    RunOutcome outcome{
        .metrics = m.take(), .streams = {}, .power = power_report(w, window), .heat = heat_report(w, window)};
    add_load_metrics(w, window, outcome.metrics);
    add_signal_metrics(w, window, outcome.metrics);
    add_power_metrics(w, outcome.metrics);
    add_partition_metrics(w, window, review, outcome.metrics);
    add_schedule_metrics(w, window, review.schedule, outcome.metrics);
    add_swing_metrics(w, window, outcome.metrics);
    std::ranges::move(traffic_metrics(w), std::back_inserter(outcome.metrics));
    const std::vector<StreamFigures> streams = stream_figures(w, window, review);
    add_work_metrics(w.counted_from(), window, streams, outcome.metrics);
    for (const StreamFigures& s : streams) outcome.streams.push_back(s.result);
    return outcome;
}

std::vector<OwnersByNumber> owner_names(const World& w) {
    std::vector<OwnersByNumber> names(w.clusters().size());
    for (std::size_t c = 0; c < names.size(); ++c) {
        const People& people = w.clusters()[c]->people();
        for (const Identity kind : identities) {
            for (std::uint32_t i = 0; i < people.size(kind); ++i)
                names[c][kind].push_back(people.name(kind, i));
        }
    }
    return names;
}

}  // namespace datahall
