// What a planner must know about a run: limits exceeded, work refused, models outside their range.
#include "sim/run/run_findings.hpp"

#include <algorithm>

#include "sim/run/power/power_outcome.hpp"
#include "sim/run/power/swing_results.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double watts_per_uw = 1e-6;

void find_short_run(const World& w, std::vector<Finding>& findings) {
    const Instant warm = Instant{} + w.scenario().warm_up;
    if (warm == Instant{} || w.queue().now() > warm) return;
    findings.push_back({.code = "F0602",
                        .object = "warm_up",
                        .text = "the run ends within its warm-up, so all of it is counted",
                        .value = (w.queue().now() - Instant{}).si(),
                        .limit = w.scenario().warm_up.si(),
                        .unit = "s",
                        .time_s = {}});
}

// Without jobs that talk a fault of the fabric changes nothing, and must not look as if it had.
void find_fabric_fault(const World& w, const FaultConfig& fault, std::vector<Finding>& findings) {
    const bool is_felt = w.traffic() != nullptr;
    findings.push_back({.code = "F0306",
                        .object = "faults/" + fault.name,
                        .text = is_felt ? "a part of the fabric lost until its repair"
                                        : "a part of the fabric lost, and no job says anything over it",
                        .value = fault.lost,
                        .limit = 0,
                        .unit = "1",
                        .time_s = fault.at.si()});
}

// What the routing engine had to say: a fallback to another one, and why.
void find_routing_notes(const World& w, std::vector<Finding>& findings) {
    if (w.traffic() == nullptr) return;
    for (const std::string& note : w.traffic()->notes()) {
        findings.push_back({.code = "F0308",
                            .object = "fabric/routing",
                            .text = note,
                            .value = 0,
                            .limit = 0,
                            .unit = "",
                            .time_s = {}});
    }
}

// Jobs that cannot reach each other's devices at the end.
void find_stalled_jobs(const World& w, std::vector<Finding>& findings) {
    if (w.traffic() == nullptr || w.traffic()->stalled() == 0) return;
    findings.push_back({.code = "F0307",
                        .object = "fabric",
                        .text = "jobs stand still at the end: no route joins their nodes",
                        .value = static_cast<double>(w.traffic()->stalled()),
                        .limit = 0,
                        .unit = "count",
                        .time_s = {}});
}

// What failed within the run, and what it did.
void find_faults(const World& w, std::vector<Finding>& findings) {
    for (const FaultConfig& fault : w.scenario().faults) {
        if (Instant{} + fault.at >= w.queue().now() || fault.part == FaultPart::power) continue;
        if (fault.part == FaultPart::fabric) {
            find_fabric_fault(w, fault, findings);
            continue;
        }
        findings.push_back({.code = "F0406",
                            .object = "faults/" + fault.name,
                            .text = "a part of a cooling plant lost until its repair",
                            .value = fault.lost,
                            .limit = 0,
                            .unit = "1",
                            .time_s = fault.at.si()});
    }
}

void find_slow_devices(const World& w, std::vector<Finding>& findings) {
    for (std::size_t z = 0; z < HeatFlow::circuits; ++z) {
        const std::int64_t slowed = w.heat().circuit(z).slowed().total_ns(w.queue().now());
        if (slowed == 0) continue;
        findings.push_back({.code = "F0407",
                            .object = std::string{"cooling/"} + HeatFlow::circuit_name(z),
                            .text = "devices were slowed down because of their supply temperature",
                            .value = static_cast<double>(slowed) * 1e-9,
                            .limit = 0,
                            .unit = "s",
                            .time_s = {}});
    }
}

// Refused work of a stream by reason: one finding each, in the order of first refusal.
void find_refusals(const JobStream& stream, std::vector<Finding>& findings) {
    for (const RefusedJobs& refused : stream.refused()) {
        findings.push_back({.code = "F0501",
                            .object = "demand/" + stream.name(),
                            .text = "jobs refused: " + std::string{refused.reason},
                            .value = static_cast<double>(refused.jobs),
                            .limit = 0,
                            .unit = "count",
                            .time_s = {}});
    }
}

// What an import left out, as findings: counted, never silent.
void find_import(const JobStream& stream, std::vector<Finding>& findings) {
    for (const DropCount& drop : stream.workload().report().dropped) {
        if (drop.jobs == 0) continue;
        findings.push_back({.code = "F0502",
                            .object = "demand/" + stream.name(),
                            .text = "records of the trace left out: " + drop.reason,
                            .value = static_cast<double>(drop.jobs),
                            .limit = 0,
                            .unit = "count",
                            .time_s = {}});
    }
}

// A limit is fixed when a job starts; devices that slow down afterwards do not move it.
void find_stretched_jobs(const Cluster& cluster, Instant now, std::vector<Finding>& findings) {
    const std::uint64_t jobs = cluster.past().tallies(cluster, now).all.stretched;
    if (jobs == 0) return;
    findings.push_back({.code = "F0503",
                        .object = "clusters/" + cluster.name(),
                        .text = "jobs met their limit because their devices were slowed down",
                        .value = static_cast<double>(jobs),
                        .limit = 0,
                        .unit = "count",
                        .time_s = {}});
}

// A limit or a share for a name that no job has does nothing: it may be misspelt.
void find_unmet_names(const Cluster& cluster, std::vector<Finding>& findings) {
    for (const Identity kind : identities) {
        for (std::uint32_t number = 0; number < cluster.people().size(kind); ++number) {
            if (cluster.people().is_met(kind, number)) continue;
            const std::string word{identity_words[static_cast<std::size_t>(kind)]};
            findings.push_back({.code = "F0505",
                                .object = "clusters/" + cluster.name(),
                                .text = "settings for the " + word + " '" +
                                        cluster.people().name(kind, number) +
                                        "', whom no job of the run belongs to",
                                .value = 0,
                                .limit = 0,
                                .unit = "count",
                                .time_s = {}});
        }
    }
}

// A name in the trace that is none of the cluster's may be misspelt on either side; jobs may have none at
// all.
void find_diverted_jobs(const Cluster& cluster, std::vector<Finding>& findings) {
    for (const DivertedJobs& d : cluster.partition_names().diverted()) {
        if (d.partition.empty()) continue;
        findings.push_back({.code = "F0506",
                            .object = "clusters/" + cluster.name(),
                            .text = "jobs of the partition '" + std::string{d.partition} +
                                    "', which the cluster does not have: they went to the default",
                            .value = static_cast<double>(d.jobs),
                            .limit = 0,
                            .unit = "count",
                            .time_s = {}});
    }
}

// With nothing running no power will be given back: the cap is below what the job needs.
void find_stuck_jobs(const Cluster& cluster, std::vector<Finding>& findings) {
    if (!cluster.waits_for_power() || cluster.running() > 0) return;
    findings.push_back({.code = "F0504",
                        .object = "clusters/" + cluster.name(),
                        .text = "jobs wait at the end for power that a cap does not leave, and none runs",
                        .value = static_cast<double>(cluster.waiting()),
                        .limit = 0,
                        .unit = "count",
                        .time_s = {}});
}

// What a bus may carry is less while nothing has failed: the rest of it is for a loss.
void find_overloads(const World& w, std::vector<Finding>& findings) {
    const Facility& f = w.facility();
    const bool has_lost = std::ranges::any_of(w.supply().log().entries(), [](const PowerLog::Entry& e) {
        return e.what == PowerHappened::failed || e.what == PowerHappened::breaker_opened;
    });
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
        const double peak = static_cast<double>(w.power().output(e).highest()) * watts_per_uw;
        const double rating = f.elements[e].unit_rating.si() * f.elements[e].derating * f.elements[e].units;
        const double limit = has_lost ? rating : f.elements[e].limit.si();
        if (peak <= limit) continue;
        findings.push_back({.code = "F0203",
                            .object = "power/" + f.elements[e].name,
                            .text = has_lost ? "load above the rating of all units of the bus"
                                             : "load above what the bus can carry after one loss",
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

// Other loads than jobs rise as they like.
void find_fast_rise(const World& w, std::vector<Finding>& findings) {
    if (w.ramp() == nullptr || w.ramp()->largest() <= w.ramp()->limit()) return;
    findings.push_back({.code = "F0222",
                        .object = "power/utility",
                        .text = "power rose faster than starts of jobs may make it: other loads did",
                        .value = static_cast<double>(w.ramp()->largest()) * watts_per_uw,
                        .limit = static_cast<double>(w.ramp()->limit()) * watts_per_uw,
                        .unit = "W",
                        .time_s = {}});
}

// Nothing shuts down yet when it gets too hot, so such a result must not pass for one.
void find_beyond_survival(const World& w, std::vector<Finding>& findings) {
    constexpr Kelvins survivable = Kelvins::from_si(20.0);  // above the allowable supply
    const CoolingConfig& c = w.scenario().cooling;
    const Celsius limits[HeatFlow::circuits] = {c.allowable + survivable, c.liquid_allowable + survivable};
    for (std::size_t z = 0; z < HeatFlow::circuits; ++z) {
        const Celsius hottest{w.heat().circuit(z).hottest(w.queue().now())};
        if (hottest <= limits[z]) continue;
        findings.push_back({.code = "F0405",
                            .object = std::string{"cooling/"} + HeatFlow::circuit_name(z),
                            .text = "hotter than equipment survives, so what follows is not valid",
                            .value = hottest.degrees(),
                            .limit = limits[z].degrees(),
                            .unit = "degC",
                            .time_s = {}});
    }
}

void find_outside_range(const World& w, std::vector<Finding>& findings) {
    for (std::size_t z = 0; z < HeatFlow::circuits; ++z) {
        const PlantMeters& m = w.heat().circuit(z).meters();
        if (m.outside_range == 0) continue;
        findings.push_back({.code = "F0404",
                            .object = std::string{"cooling/"} + HeatFlow::circuit_name(z),
                            .text = "evaluations with a plant curve outside its valid range, clamped",
                            .value = static_cast<double>(m.outside_range),
                            .limit = static_cast<double>(m.evaluations),
                            .unit = "count",
                            .time_s = {}});
    }
}

}  // namespace

std::vector<Finding> run_findings(const World& w) {
    std::vector<Finding> findings = w.heat().findings();
    find_short_run(w, findings);
    find_faults(w, findings);
    find_routing_notes(w, findings);
    find_stalled_jobs(w, findings);
    find_slow_devices(w, findings);
    find_power_losses(w, findings);
    find_overloads(w, findings);
    find_fast_rise(w, findings);
    find_swings(w, findings);
    find_outside_range(w, findings);
    find_beyond_survival(w, findings);
    for (const auto& cluster : w.clusters()) {
        find_stretched_jobs(*cluster, w.queue().now(), findings);
        find_stuck_jobs(*cluster, findings);
        find_unmet_names(*cluster, findings);
        find_diverted_jobs(*cluster, findings);
        for (const JobStream& stream : cluster->streams()) {
            find_refusals(stream, findings);
            find_import(stream, findings);
        }
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
    find_signal_notes(w, findings);
    return findings;
}

}  // namespace datahall
