#include "sim/run/audits.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "datahall/audit_error.hpp"

#include "sim/build/power/loss.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

Audit exact(const char* name, Int128 difference, double scale = 1.0) {
    return {.name = name,
            .passed = difference == 0,
            .difference = static_cast<double>(difference) * scale,
            .tolerance = 0.0};
}

constexpr double joules_per_unit = 1e-15;  // of uW ns

// What utility, sources and stores supply against everything metered behind them, each by a meter of its own.
Audit energy_book(const World& w, Instant now) {
    const PowerFlow& p = w.power();
    Int128 sum = p.it().total(now) + p.mechanical().total(now) + p.other().total(now) + p.fixed().total(now) +
                 p.store_loss().total(now);
    for (std::size_t level = 0; level < p.levels(); ++level) sum += p.losses(level).total(now);
    return exact("energy", p.supplied(now) - sum, joules_per_unit);
}

Audit near(const char* name, double difference, double of, double share) {
    const double tolerance = share * std::max(std::fabs(of), 1.0);
    return {.name = name,
            .passed = std::fabs(difference) <= tolerance,
            .difference = difference,
            .tolerance = tolerance};
}

// Heat into the zones against what their units moved and what they store, each by its own closed form.
Audit heat_book(const World& w, std::size_t c, const char* name, Instant now) {
    const Circuit& circuit = w.heat().circuit(c);
    const double heat = joules_of(circuit.total_heat(now));
    const double kept = joules_of(circuit.total_heat(now) - circuit.total_moved(now));
    return near(name, kept - circuit.stored(now), heat, 1e-9);
}

// What zones and their units gave to the water against what the plant took and what the water stores.
Audit water_book(const World& w, std::size_t c, const char* name, Instant now) {
    const Circuit& circuit = w.heat().circuit(c);
    const double given = joules_of(circuit.total_moved(now) + circuit.meters().units.total(now));
    return near(name, given - circuit.loop().taken(now) - circuit.loop().stored_since_start(now), given,
                1e-9);
}

// What the zones received against what the racks and the chain's losses in the hall made.
Audit heat_made_book(const World& w, Instant now) {
    const Int128 made = w.power().it().total(now) + w.power().hall_heat().total(now);
    return exact("heat_made",
                 w.heat().circuit(0).total_heat(now) + w.heat().circuit(1).total_heat(now) - made,
                 joules_per_unit);
}

// What the plants were billed against the mechanical meter of the power tree.
Audit cooling_book(const World& w, Instant now) {
    Int128 sum = 0;
    for (std::size_t c = 0; c < HeatFlow::circuits; ++c) {
        const PlantMeters& m = w.heat().circuit(c).meters();
        sum += m.fans.total(now) + m.pumps.total(now) + m.compressors.total(now) + m.outdoors.total(now);
    }
    return exact("cooling", w.power().mechanical().total(now) - sum, joules_per_unit);
}

Audit billing_book(const World& w, Instant now) {
    Int128 sum = 0;
    for (const NobodyAccount account : nobody_accounts) sum += w.nodes().energy(account, now);
    sum += w.nodes().closed().energy;
    for (const auto& cluster : w.clusters()) {
        cluster->jobs().each([&](const Job& job) {
            if (job.bill != no_index) sum += w.nodes().billed(job.bill, now);
        });
    }
    return exact("billing", w.nodes().nodes().total(now) - sum, joules_per_unit);
}

// What everything but the servers drew, by its own meter and by the meters of the facility.
Audit overhead_book(const World& w, Instant now) {
    const Int128 metered = w.power().supplied(now) - w.nodes().nodes().total(now);
    return exact("overheads", metered - w.nodes().overhead().overhead(now), joules_per_unit);
}

// What jobs and idle carry of the overheads, against what was shared out.
Audit carried_book(const World& w, Instant now) {
    constexpr double joules_per_part = joules_per_unit / static_cast<double>(OverheadShare::scale);
    Int128 sum = 0;
    for (const NobodyAccount account : nobody_accounts) sum += w.nodes().carried(account, now);
    sum += w.nodes().closed().carried;
    for (const auto& cluster : w.clusters()) {
        cluster->jobs().each([&](const Job& job) {
            if (job.bill != no_index) sum += w.nodes().carried(job.bill, now);
        });
    }
    return exact("carried", w.nodes().overhead().shared(now) - sum, joules_per_part);
}

// Jobs handed out by the workloads, and where they are.
Audit jobs_book(const World& w) {
    Int128 difference = 0;
    for (const auto& cluster : w.clusters()) {
        if (cluster->view() == DemandView::saturated) continue;  // pulls what it wants
        auto ended = static_cast<Int128>(cluster->past().sums().jobs);
        cluster->jobs().each([&](const Job& job) { ended += job.is_open() ? 0 : 1; });
        const Int128 inside =
            static_cast<Int128>(cluster->waiting()) + static_cast<Int128>(cluster->running());
        difference += Int128{cluster->jobs().arrived()} - ended - inside;
        // Workloads count what they hand out; one job may be fetched and not yet submitted.
        for (const JobStream& stream : cluster->streams()) {
            difference += static_cast<Int128>(stream.workload().report().served) - (stream.next() ? 1 : 0);
        }
        difference -= Int128{cluster->jobs().arrived()};
    }
    return exact("jobs", difference);
}

// Work in against work served, refused, killed, still running and queued, in reference device ns: the
// streams' own counters against the jobs that are left.
Audit work_book(const World& w, Instant now) {
    Int128 difference = 0;
    for (const auto& cluster : w.clusters()) {
        for (std::size_t s = 0; s < cluster->streams().size(); ++s) {
            const WorkBook book = cluster->book(s, now);
            difference += book.submitted - book.done - book.refused - book.killed;
        }
        cluster->jobs().each([&](const Job& job) {
            if (!job.is_open()) return;
            difference -= Int128{job.request.run_ns - cluster->done_ns(job, now)} * job.time->asked;
        });
    }
    return exact("work", difference);
}

// Device-time held by jobs, each counted by itself, against the cluster's meter.
Audit devices_book(const World& w, Instant now) {
    Int128 difference = 0;
    for (const auto& cluster : w.clusters()) {
        Int128 held = cluster->past().sums().held;
        std::int64_t in_use = 0;
        cluster->jobs().each([&](const Job& job) {
            if (job.start_ns < 0) return;
            held += Int128{job.time->held} * held_ns(job, now.ns);
            if (job.state == JobState::running) in_use += job.time->held;
        });
        difference += cluster->busy().total(now) - held;
        difference += Int128{cluster->total_units()} - cluster->free_units() - in_use;
        difference -= cluster->out_of_service().level();
        if (cluster->sleepers()) difference -= cluster->sleepers()->units().level();
    }
    return exact("devices", difference);
}

// The time that jobs have waited, each counted by itself, against the queue's meter (Little's law).
Audit waiting_book(const World& w, Instant now) {
    Int128 difference = 0;
    for (const auto& cluster : w.clusters()) {
        Int128 waited = cluster->past().sums().waited;
        cluster->jobs().each([&](const Job& job) {
            if (job.state == JobState::refused) return;
            waited += cluster->wait_of(job, now).total_ns();
        });
        difference += cluster->queue_length().total(now) - waited;
    }
    return exact("waiting", difference);
}

// What running jobs hold of shared nodes, against the books of those.
Audit sharing_book(const World& w) {
    Int128 wrong = 0;
    for (const auto& cluster : w.clusters()) wrong += cluster->wrongly_shared_nodes();
    return exact("shared_nodes", wrong);
}

// What running jobs swing by, against the sums of it.
Audit swings_book(const Swings& swings) {
    return exact("swings", swings.unaccounted().swing, 1e-6);
}

// The energy that a signal of the grid was applied to, hour by hour, against the utility meter.
template <class Q>
Audit signal_book(const World& w, const char* name, const SignalMeter<Q>& meter, Instant now) {
    return exact(name, w.power().utility().total(now) - meter.energy(now), joules_per_unit);
}

bool has_sharing(const World& w) {
    return std::ranges::any_of(w.clusters(), [](const auto& c) { return c->shared() != nullptr; });
}

void require(bool holds, const World& w, const char* what) {
    if (holds) return;
    throw AuditError{"audit at " + std::to_string(w.queue().now().ns) + " ns: " + what};
}

}  // namespace

Audit finite_book(const std::vector<Metric>& metrics) {
    Int128 broken = 0;
    for (const Metric& m : metrics) broken += m.value && !std::isfinite(*m.value) ? 1 : 0;
    return exact("finite", broken);
}

std::vector<Audit> close_books(const World& w) {
    const Instant now = w.queue().now();
    std::vector<Audit> books{energy_book(w, now),
                             heat_made_book(w, now),
                             heat_book(w, 0, "heat_air", now),
                             heat_book(w, 1, "heat_liquid", now),
                             water_book(w, 0, "water_air", now),
                             water_book(w, 1, "water_liquid", now),
                             cooling_book(w, now),
                             billing_book(w, now),
                             overhead_book(w, now),
                             carried_book(w, now),
                             jobs_book(w),
                             work_book(w, now),
                             devices_book(w, now),
                             waiting_book(w, now)};
    if (has_sharing(w)) books.push_back(sharing_book(w));
    if (w.swings() != nullptr) books.push_back(swings_book(*w.swings()));
    if (const auto* carbon = w.signals().carbon())
        books.push_back(signal_book(w, "carbon_energy", *carbon, now));
    if (const auto* cost = w.signals().cost()) books.push_back(signal_book(w, "priced_energy", *cost, now));
    return books;
}

void audit_instant(const World& w) {
    const PowerFlow& p = w.power();
    const Facility& f = w.facility();
    require(p.recomputed_utility_uw() == p.drawn_at_meter_uw(), w,
            "the power tree differs from its recomputation");

    require(w.nodes().is_divided(), w, "a node's power is not the sum of what jobs and nobody are billed");
    require(sharing_book(w).passed, w,
            "a shared node's books are not what jobs hold there, or they hold too much");

    std::int64_t it = 0;
    for (std::uint32_t r = 0; r < f.racks.size(); ++r) {
        std::int64_t uw = w.supply().loads().is_dark(r) ? 0 : as_microwatts(f.racks[r].constant);
        for (std::uint32_t n = 0; n < f.racks[r].nodes; ++n)
            uw += w.nodes().node_uw(f.racks[r].first_node + n);
        require(uw == p.rack_uw(r), w, "a rack's load is not the sum of what stands in it");
        it += uw;
    }
    std::int64_t fixed = 0;
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) fixed += p.is_live(e) ? f.elements[e].fixed_uw : 0;
    const std::int64_t other = (p.feeds_power(no_index) ? f.other_uw : 0) + p.store_loss().level();
    const std::int64_t sum = it + p.total_loss_uw() + p.mechanical().level() + other + fixed;
    require(it == p.it().level(), w, "the IT power is not the sum of the racks");
    require(sum == p.supplied_uw(), w, "the power supplied is not IT + losses + cooling + other");
    require(w.swings() == nullptr || w.swings()->unaccounted() == SwingSums{}, w,
            "the sums of what swings are not those of the jobs that do");
    for (const auto& cluster : w.clusters()) {
        require(!cluster->sleepers() || cluster->sleepers()->are_sound(), w,
                "a node that sleeps is not what it should be");
        const Sleepers* const sleepers = cluster->sleepers();
        const std::uint64_t asleep = sleepers == nullptr ? 0 : sleepers->resting_units();
        require(cluster->partitions().agree(asleep), w, "a partition's books are not those of its nodes");
    }
    const HeatFlow& h = w.heat();
    require(h.circuit(0).heat_uw() + h.circuit(1).heat_uw() == it + p.heat_to_hall_uw(), w,
            "the zones' heat is not the heat that was made");
    const Instant now = w.queue().now();
    for (std::size_t c = 0; c < HeatFlow::circuits; ++c) {
        require(heat_book(w, c, "", now).passed, w, "the heat of zones is not moved or stored");
        require(water_book(w, c, "", now).passed, w, "the heat of the water is not taken or stored");
    }
}

}  // namespace datahall
