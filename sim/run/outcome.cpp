#include "sim/run/outcome.hpp"

#include <algorithm>

#include "sim/metrics/distribution.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double watts_per_uw = 1e-6;
constexpr double seconds_per_ns = 1e-9;

class Figures {
public:
    explicit Figures(Instant now) : now_{now} {}

    void add(std::string name, std::optional<double> value, const char* unit, std::string meaning) {
        list_.push_back({std::move(name), value, unit, std::move(meaning)});
    }
    void energy(const std::string& name, Int128 uw_ns, const std::string& meaning) {
        add("energy." + name, joules_of(uw_ns), "J", meaning);
    }
    void power(const std::string& name, const Meter& meter, const std::string& meaning) {
        const double seconds = static_cast<double>(now_.ns) * seconds_per_ns;
        add("power." + name + "_mean", ratio(joules_of(meter.total(now_)), seconds), "W", meaning + ", mean");
        add("power." + name + "_peak", static_cast<double>(meter.highest()) * watts_per_uw, "W",
            meaning + ", highest");
    }
    static std::optional<double> ratio(double a, double b) {
        return b > 0 ? std::optional{a / b} : std::nullopt;
    }
    Instant now() const { return now_; }
    std::vector<Metric> take() { return std::move(list_); }

private:
    Instant now_;
    std::vector<Metric> list_;
};

// Jobs and reference device-time by where they ended up.
struct WorkSums {
    std::uint64_t jobs[5] = {};  // by JobState
    Int128 submitted = 0;        // reference device ns
    Int128 served = 0;
    Int128 open = 0;  // of running jobs, still to do
    Int128 queued = 0;
    Int128 refused = 0;
    std::vector<std::int64_t> waits;  // of started jobs, ns
    std::uint64_t without_wait = 0;
};

// Progress is linear in time at nominal speed; what is done is rounded down to whole nanoseconds.
std::int64_t done_ns(const Job& job, Instant now) {
    if (job.state != JobState::running) return job.request.run_ns;
    const Int128 elapsed = now.ns - job.start_ns;
    return static_cast<std::int64_t>(Int128{job.request.run_ns} * elapsed / job.run_ns);
}

void add_job(const Job& job, Instant now, WorkSums& sums) {
    const Int128 work = Int128{job.request.run_ns} * job.request.devices;
    ++sums.jobs[static_cast<std::size_t>(job.state)];
    sums.submitted += work;
    if (job.state == JobState::refused) {
        sums.refused += work;
    } else if (job.state == JobState::queued) {
        sums.queued += work;
    } else {
        const Int128 done = Int128{done_ns(job, now)} * job.request.devices;
        sums.served += done;
        sums.open += work - done;
        const std::int64_t wait = job.start_ns - job.request.submit_ns;
        sums.waits.push_back(wait);
        if (wait == 0) ++sums.without_wait;
    }
}

WorkSums sum_work(const World& w) {
    WorkSums sums;
    for (const auto& cluster : w.clusters()) {
        for (const Job& job : cluster->jobs()) add_job(job, w.queue().now(), sums);
    }
    return sums;
}

void add_energy(const World& w, Figures& m) {
    const PowerFlow& p = w.power();
    const Instant now = m.now();
    m.energy("utility", p.utility().total(now), "Energy at the utility meter");
    m.energy("it", p.it().total(now), "Energy of everything in racks");
    m.energy("nodes", w.nodes().nodes().total(now), "Energy of the servers");
    m.energy("idle", w.nodes().idle().total(now), "Energy of servers and devices that no job held");
    Int128 losses = 0;
    for (std::size_t l = 0; l < p.levels(); ++l) losses += p.losses(l).total(now);
    m.energy("losses", losses, "Losses of the power chain");
    for (std::size_t l = 0; l < p.levels(); ++l) {
        const std::string& level = w.facility().power_levels[l].name;
        m.energy("loss_" + level, p.losses(l).total(now), "Losses of level " + level);
    }
    m.energy("cooling", p.mechanical().total(now), "Energy of the cooling plants");
    Int128 fixed = 0;
    for (const PowerElement& e : w.facility().elements) fixed += Int128{e.fixed_uw} * now.ns;
    m.energy("fixed", fixed, "Constant loads on the levels of the power chain");
    m.energy("other", p.other().total(now), "Constant loads at the utility meter");
    m.power("utility", p.utility(), "Power at the utility meter");
    m.power("it", p.it(), "Power of everything in racks");
    m.power("cooling", p.mechanical(), "Power of the cooling plants");
    m.add("efficiency.pue", Figures::ratio(joules_of(p.utility().total(now)), joules_of(p.it().total(now))),
          "1", "Utility energy over IT energy, IT at the rack feeds (ISO/IEC 30134-2, category 3)");
}

void add_zone(const World& w, std::size_t z, Figures& m) {
    const HeatFlow& h = w.heat();
    const PlantMeters& p = h.meters(z);
    const Instant now = m.now();
    const std::string zone = HeatFlow::zone_name(z);
    const double moved = joules_of(h.zone(z).total_moved(now));
    m.add("cooling." + zone + "_heat", joules_of(h.zone(z).total_heat(now)), "J", "Heat into the " + zone);
    m.add("cooling." + zone + "_fans", joules_of(p.fans.total(now)), "J", "Energy of its fans");
    m.add("cooling." + zone + "_pumps", joules_of(p.pumps.total(now)), "J", "Energy of its pumps");
    m.add("cooling." + zone + "_compressors", joules_of(p.compressors.total(now)), "J",
          "Energy of its chillers");
    m.add("cooling." + zone + "_outdoors", joules_of(p.outdoors.total(now)), "J",
          "Energy of its tower or dry-cooler fans");
    m.add("cooling." + zone + "_free_share", Figures::ratio(joules_of(p.free_cooling.total(now)), moved), "1",
          "Share of its heat moved without compressors");
    m.add("cooling." + zone + "_hottest",
          h.has_plant(z) ? std::optional{h.hottest(z).degrees()} : std::nullopt, "degC",
          "Highest supply temperature at the racks");
    const auto hours = [&](ZoneLevel level) {
        return static_cast<double>(h.above_ns(z, level, now)) * seconds_per_ns;
    };
    m.add("cooling." + zone + "_above_alarm", hours(ZoneLevel::alarm), "s",
          "Time above its alarm temperature");
    m.add("cooling." + zone + "_above_class", hours(ZoneLevel::outside_class), "s",
          "Time above its allowable temperature");
}

void add_water(const World& w, Figures& m) {
    constexpr double joules_per_kwh = 3.6e6;
    const double kg = w.heat().water_kg(m.now());
    m.add("water.consumed", kg, "kg", "Water evaporated, drifted and blown down on site");
    m.add("efficiency.wue", Figures::ratio(kg, joules_of(w.power().it().total(m.now())) / joules_per_kwh),
          "L/kWh", "Site water over IT energy (ISO/IEC 30134-9), 1 kg = 1 L");
}

void add_jobs(WorkSums& s, Figures& m) {
    std::uint64_t all = 0;
    for (const std::uint64_t n : s.jobs) all += n;
    const auto count = [&](JobState state) {
        return static_cast<double>(s.jobs[static_cast<std::size_t>(state)]);
    };
    const auto seconds = [](std::optional<std::int64_t> ns) {
        return ns ? std::optional{static_cast<double>(*ns) * seconds_per_ns} : std::nullopt;
    };
    m.add("jobs.submitted", static_cast<double>(all), "count", "Jobs handed out by the workloads");
    m.add("jobs.completed", count(JobState::completed), "count", "Jobs that ran to their end");
    m.add("jobs.timeout", count(JobState::timeout), "count", "Jobs killed at their limit");
    m.add("jobs.running", count(JobState::running), "count", "Jobs running at the end");
    m.add("jobs.queued", count(JobState::queued), "count", "Jobs waiting at the end");
    m.add("jobs.refused", count(JobState::refused), "count", "Jobs that cannot be served here");
    const auto mean_ns = mean(s.waits);
    m.add("jobs.wait_mean", mean_ns ? std::optional{*mean_ns * seconds_per_ns} : std::nullopt, "s",
          "Wait of the started jobs, mean");
    m.add("jobs.wait_p50", seconds(quantile(s.waits, 0.50)), "s", "Wait, median");
    m.add("jobs.wait_p95", seconds(quantile(s.waits, 0.95)), "s", "Wait, 95th percentile");
    m.add("jobs.wait_longest", seconds(quantile(s.waits, 1.0)), "s", "Longest wait");
    m.add("jobs.without_wait", static_cast<double>(s.without_wait), "count", "Jobs that started at once");
}

void add_work(const WorkSums& s, Figures& m) {
    const auto hours = [](Int128 device_ns) { return static_cast<double>(device_ns) / 3.6e12; };
    m.add("work.submitted", hours(s.submitted), "h", "Reference-device-hours handed out");
    m.add("work.served", hours(s.served), "h", "Reference-device-hours done inside the window");
    m.add("work.running", hours(s.open), "h", "Still to do of the running jobs");
    m.add("work.queued", hours(s.queued), "h", "Of waiting jobs");
    m.add("work.refused", hours(s.refused), "h", "Of refused jobs");
}

void add_clusters(const World& w, Figures& m) {
    const double seconds = static_cast<double>(m.now().ns) * seconds_per_ns;
    double devices = 0;
    double held = 0;
    double queued = 0;
    for (const auto& c : w.clusters()) {
        devices += c->total_devices();
        held += static_cast<double>(c->busy().total(m.now())) * seconds_per_ns;
        queued += static_cast<double>(c->queue_length().total(m.now())) * seconds_per_ns;
    }
    m.add("devices.total", devices, "count", "Devices of all clusters");
    m.add("devices.held_mean", Figures::ratio(held, seconds), "count",
          "Devices held by jobs, time-weighted mean");
    m.add("devices.utilization", Figures::ratio(held, devices * seconds), "1",
          "Share of device-time held by jobs");
    m.add("jobs.queue_mean", Figures::ratio(queued, seconds), "count", "Jobs waiting, time-weighted mean");
}

JobRecord record_of(const World& w, std::uint32_t cluster, const Job& job) {
    const Instant now = w.queue().now();
    return {.id = job.request.id,
            .cluster = cluster,
            .user = job.request.user,
            .submit_ns = job.request.submit_ns,
            .start_ns = job.start_ns,
            .end_ns = job.end_ns,
            .reference_ns = job.request.run_ns,
            .requested = job.request.devices,
            .devices = static_cast<double>(job.time.width),
            .nodes = job.nodes,
            .time_factor = job.time.factor,
            .energy_j = job.bill == no_index ? 0.0 : joules_of(w.nodes().billed(job.bill, now)),
            .state = job.state,
            .reason = job.time.refusal};
}

// Refused work by cluster and reason: one finding each, in the order of first refusal.
void find_refusals(const Cluster& cluster, std::vector<Finding>& findings) {
    std::vector<std::pair<std::string, double>> reasons;
    for (const Job& job : cluster.jobs()) {
        if (job.state != JobState::refused) continue;
        const std::string reason = job.time.refusal;
        const auto it = std::ranges::find(reasons, reason, &std::pair<std::string, double>::first);
        if (it == reasons.end()) {
            reasons.emplace_back(reason, 1.0);
        } else {
            it->second += 1.0;
        }
    }
    for (const auto& [reason, jobs] : reasons) {
        findings.push_back({.code = "F0501",
                            .object = "clusters/" + cluster.name(),
                            .text = "jobs refused: " + reason,
                            .value = jobs,
                            .limit = 0,
                            .unit = "count",
                            .time_s = {}});
    }
}

// What an import left out, as findings: counted, never silent.
void find_import(const Cluster& cluster, std::vector<Finding>& findings) {
    if (!cluster.workload()) return;
    for (const DropCount& drop : cluster.workload()->report().dropped) {
        if (drop.jobs == 0) continue;
        findings.push_back({.code = "F0502",
                            .object = "clusters/" + cluster.name() + "/workload",
                            .text = "records of the trace left out: " + drop.reason,
                            .value = static_cast<double>(drop.jobs),
                            .limit = 0,
                            .unit = "count",
                            .time_s = {}});
    }
}

void find_overloads(const World& w, std::vector<Finding>& findings) {
    const Facility& f = w.facility();
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
        const double peak = static_cast<double>(w.power().output(e).highest()) * watts_per_uw;
        const double limit = f.elements[e].unit_rating.si() * f.elements[e].needed;  // spares left out
        if (peak <= limit) continue;
        findings.push_back({.code = "F0203",
                            .object = "power/" + f.elements[e].name,
                            .text = "load above the rating of the bus without its spare units",
                            .value = peak,
                            .limit = limit,
                            .unit = "W",
                            .time_s = {}});
    }
    const auto& limit = w.scenario().power.grid_limit;
    const double peak = static_cast<double>(w.power().utility().highest()) * watts_per_uw;
    if (!limit || peak <= limit->si()) return;
    findings.push_back({.code = "F0205",
                        .object = "power/utility",
                        .text = "power above the contracted limit",
                        .value = peak,
                        .limit = limit->si(),
                        .unit = "W",
                        .time_s = {}});
}

// Nothing shuts down yet when it gets too hot, so such a result must not pass for one.
void find_beyond_survival(const World& w, std::vector<Finding>& findings) {
    constexpr Kelvins survivable = Kelvins::from_si(20.0);  // above the allowable supply
    const CoolingConfig& c = w.scenario().cooling;
    const Celsius limits[HeatFlow::zones] = {c.allowable + survivable, c.liquid_allowable + survivable};
    for (std::size_t z = 0; z < HeatFlow::zones; ++z) {
        const Celsius hottest = std::max(w.heat().hottest(z), w.heat().temperature(z, w.queue().now()));
        if (hottest <= limits[z]) continue;
        findings.push_back({.code = "F0405",
                            .object = std::string{"cooling/"} + HeatFlow::zone_name(z),
                            .text = "hotter than equipment survives; the run does not shut it down, so what "
                                    "follows is not valid",
                            .value = hottest.degrees(),
                            .limit = limits[z].degrees(),
                            .unit = "degC",
                            .time_s = {}});
    }
}

void find_outside_range(const World& w, std::vector<Finding>& findings) {
    for (std::size_t z = 0; z < HeatFlow::zones; ++z) {
        const PlantMeters& m = w.heat().meters(z);
        if (m.outside_range == 0) continue;
        findings.push_back({.code = "F0404",
                            .object = std::string{"cooling/"} + HeatFlow::zone_name(z),
                            .text = "evaluations with a plant curve outside its valid range, clamped",
                            .value = static_cast<double>(m.outside_range),
                            .limit = static_cast<double>(m.evaluations),
                            .unit = "count",
                            .time_s = {}});
    }
}

}  // namespace

std::vector<Metric> run_metrics(const World& w) {
    Figures m{w.queue().now()};
    m.add("run.duration", static_cast<double>(w.queue().now().ns) * seconds_per_ns, "s", "Simulated time");
    m.add("run.events", static_cast<double>(w.queue().stats().fired), "count", "Events executed");
    add_energy(w, m);
    for (std::size_t z = 0; z < HeatFlow::zones; ++z) add_zone(w, z, m);
    add_water(w, m);
    WorkSums sums = sum_work(w);
    add_jobs(sums, m);
    add_clusters(w, m);
    add_work(sums, m);
    return m.take();
}

std::vector<JobRecord> job_records(const World& w) {
    std::vector<JobRecord> records;
    std::size_t jobs = 0;
    for (const auto& cluster : w.clusters()) jobs += cluster->jobs().size();
    records.reserve(jobs);
    for (std::uint32_t c = 0; c < w.clusters().size(); ++c) {
        for (const Job& job : w.clusters()[c]->jobs()) records.push_back(record_of(w, c, job));
    }
    return records;
}

std::vector<Finding> run_findings(const World& w) {
    std::vector<Finding> findings = w.heat().findings();
    find_overloads(w, findings);
    find_outside_range(w, findings);
    find_beyond_survival(w, findings);
    for (const auto& cluster : w.clusters()) {
        find_refusals(*cluster, findings);
        find_import(*cluster, findings);
    }
    for (const std::string& note : w.scenario().site.weather->notes()) {
        findings.push_back({.code = "F0601",
                            .object = "site/weather",
                            .text = note,
                            .value = 0,
                            .limit = 0,
                            .unit = "",
                            .time_s = {}});
    }
    return findings;
}

}  // namespace datahall
