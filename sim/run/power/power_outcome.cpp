#include "sim/run/power/power_outcome.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

// What a value is, and whether it is a finding: then its code and text.
struct Meaning {
    PowerHappened what{};
    const char* unit = "";
    const char* code = "";
    const char* text = "";
};

constexpr std::array<Meaning, power_words.size()> meanings{{
    {PowerHappened::failed, "count", "F0208", "failed, with so many units; a fault of the scenario"},
    {PowerHappened::repaired, "count"},
    {PowerHappened::breaker_opened, "1", "F0209", "its breaker opened, at that load over its rating"},
    {PowerHappened::breaker_closed},
    {PowerHappened::on_store, "1"},
    {PowerHappened::store_low, "1"},
    {PowerHappened::store_empty, "", "F0210", "its battery ran empty before its feeds were back"},
    {PowerHappened::walks_in, "1"},
    {PowerHappened::recharges, "1"},
    {PowerHappened::store_full},
    {PowerHappened::switch_opened, "rank"},
    {PowerHappened::switch_closed, "rank"},
    {PowerHappened::generator_called},
    {PowerHappened::generator_ready, "count"},
    {PowerHappened::generator_failed, "count", "F0211", "a generator set did not start in so many attempts"},
    {PowerHappened::generator_stopped},
    {PowerHappened::fuel_empty, "", "F0212", "its generator sets ran out of fuel"},
    {PowerHappened::racks_lost, "count", "F0213", "racks lost power"},
    {PowerHappened::racks_back, "count"},
    {PowerHappened::jobs_stopped, "count", "F0507", "jobs stopped because their nodes lost power"},
    {PowerHappened::plants_lost, "", "F0214", "the cooling plants lost power"},
    {PowerHappened::plants_back},
    {PowerHappened::capped, "1"},
    {PowerHappened::uncapped},
    {PowerHappened::cap_short, "1"},
    {PowerHappened::jobs_shed, "count", "F0220",
     "jobs stopped, for power above what capping could take away"},
    {PowerHappened::bypassed, "1", "F0221",
     "overloaded for too long, it passes its feed on without its battery"},
    {PowerHappened::converts_again},
}};

const Meaning& meaning_of(PowerHappened what) {
    return *std::ranges::find(meanings, what, &Meaning::what);
}

std::string bus_name(const World& w, std::uint32_t element) {
    return element == no_index ? "utility" : w.facility().elements[element].name;
}

std::string name_of(const World& w, const PowerLog::Entry& e) {
    const bool is_hall = e.what >= PowerHappened::racks_lost && e.what <= PowerHappened::plants_back;
    return is_hall ? "hall" : bus_name(w, e.element);
}

void note_capping(const World& w, std::vector<Finding>& findings) {
    for (const Cappers::Report& r : w.supply().cappers().reports(w.queue().now())) {
        const std::string object = "power/" + bus_name(w, r.element);
        findings.push_back({.code = "F0218",
                            .object = object,
                            .text = "nodes slowed down to keep it within its limit, for so long",
                            .value = static_cast<double>(r.capped_ns) * 1e-9,
                            .limit = 0,
                            .unit = "s",
                            .time_s = {}});
        if (r.at_floor == 0) continue;
        findings.push_back({.code = "F0219",
                            .object = object,
                            .text = "power above its limit with all nodes below at the lowest clock",
                            .value = static_cast<double>(r.at_floor) * 1e-6,
                            .limit = static_cast<double>(r.limit) * 1e-6,
                            .unit = "W",
                            .time_s = {}});
    }
}

void add_ups(const World& w, std::vector<Metric>& metrics) {
    double may_eco = 0;
    std::int64_t eco_ns = 0;
    std::int64_t bypass_ns = 0;
    const auto reports = w.supply().ups().reports(w.queue().now());
    for (const UpsModes::Report& r : reports) {
        may_eco += r.may_eco ? 1 : 0;
        eco_ns += r.eco_ns;
        bypass_ns += r.bypass_ns;
    }
    const double run_ns = static_cast<double>(w.queue().now().ns);
    if (may_eco > 0 && run_ns > 0) {
        metrics.push_back({"ups.eco_share", static_cast<double>(eco_ns) / (run_ns * may_eco), "1",
                           "Time of UPS in eco mode over that of all that have one"});
    }
    if (reports.empty()) return;
    metrics.push_back({"ups.bypassed", static_cast<double>(bypass_ns) * 1e-9, "s",
                       "Time of all UPS together in bypass, after an overload"});
}

void add_capping(const World& w, std::vector<Metric>& metrics) {
    if (w.scenario().power.capping.empty()) return;
    double times = 0;
    double jobs = 0;
    std::int64_t longest_ns = 0;
    for (const Cappers::Report& r : w.supply().cappers().reports(w.queue().now())) {
        times += static_cast<double>(r.times);
        jobs += static_cast<double>(r.jobs_shed);
        longest_ns = std::max(longest_ns, r.capped_ns);
    }
    metrics.push_back({"capping.times", times, "count", "Times that nodes were slowed down for a bus"});
    metrics.push_back({"capping.longest", static_cast<double>(longest_ns) * 1e-9, "s",
                       "Time in all of the bus for which that was longest"});
    metrics.push_back({"capping.jobs_shed", jobs, "count", "Jobs stopped because that was too little"});
}

void note_large_steps(const World& w, std::vector<Finding>& findings) {
    for (const GeneratorSets::Report& r : w.supply().generators().reports(w.queue().now())) {
        if (r.largest_step <= r.step_limit) continue;
        findings.push_back(
            {.code = "F0215",
             .object = "power/" + w.facility().elements[r.element].name,
             .text = "a step of load above what generator sets take at once, over their rating",
             .value = r.largest_step,
             .limit = r.step_limit,
             .unit = "1",
             .time_s = {}});
    }
}

void add_generators(const World& w, std::vector<Metric>& metrics) {
    const auto reports = w.supply().generators().reports(w.queue().now());
    if (reports.empty()) return;
    double fuel = 0;
    double starts = 0;
    double failures = 0;
    for (const GeneratorSets::Report& r : reports) {
        fuel += r.fuel_l;
        starts += static_cast<double>(r.starts);
        failures += static_cast<double>(r.failures);
    }
    metrics.push_back({"generators.fuel", fuel, "L", "Fuel that generator sets burnt"});
    metrics.push_back(
        {"generators.starts", starts, "count", "Generator sets that were started, or tried to"});
    metrics.push_back({"generators.failures", failures, "count", "Of them, those that did not start"});
}

void add_batteries(const World& w, std::vector<Metric>& metrics) {
    const auto reports = w.supply().stores().reports(w.queue().now());
    if (reports.empty()) return;
    double discharges = 0;
    double lowest = 1.0;
    std::int64_t longest_ns = 0;
    for (const Stores::Report& r : reports) {
        discharges += static_cast<double>(r.discharges);
        lowest = std::min(lowest, r.lowest);
        longest_ns = std::max(longest_ns, r.on_store_ns);
    }
    metrics.push_back({"batteries.discharges", discharges, "count", "Times that a bus went on its battery"});
    metrics.push_back({"batteries.lowest_charge", lowest, "1", "Lowest state of charge of any battery"});
    metrics.push_back({"batteries.longest", static_cast<double>(longest_ns) * 1e-9, "s",
                       "Time without a feed of the bus that was on its battery for longest in all"});
}

}  // namespace

std::vector<PowerEventRow> power_events(const World& w) {
    std::vector<PowerEventRow> rows;
    for (const PowerLog::Entry& e : w.supply().log().entries()) {
        const std::string_view unit = meaning_of(e.what).unit;
        rows.push_back({.time_s = static_cast<double>(e.time_ns) * 1e-9,
                        .object = name_of(w, e),
                        .event = std::string{power_words[static_cast<std::size_t>(e.what)]},
                        .value = unit.empty() ? std::nullopt : std::optional{e.value},
                        .unit = std::string{unit}});
    }
    return rows;
}

void add_power_metrics(const World& w, std::vector<Metric>& metrics) {
    add_generators(w, metrics);
    add_batteries(w, metrics);
    add_ups(w, metrics);
    add_capping(w, metrics);
    const double racks = static_cast<double>(w.supply().loads().racks_lost());
    metrics.push_back({"racks.lost", racks, "count", "Racks that lost power, each time that they did"});
}

void find_power_losses(const World& w, std::vector<Finding>& findings) {
    constexpr std::size_t most = 100;  // of one run: power_events.csv has all
    std::size_t found = 0;
    for (const PowerLog::Entry& e : w.supply().log().entries()) {
        const Meaning& m = meaning_of(e.what);
        if (*m.code == '\0' || found++ >= most) continue;
        findings.push_back({.code = m.code,
                            .object = "power/" + name_of(w, e),
                            .text = m.text,
                            .value = e.value,
                            .limit = 0,
                            .unit = m.unit,
                            .time_s = static_cast<double>(e.time_ns) * 1e-9});
    }
    note_large_steps(w, findings);
    note_capping(w, findings);
}

}  // namespace datahall
