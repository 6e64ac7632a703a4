#include "sim/run/ledger.hpp"

#include <string>

#include "sim/metrics/slowdown.hpp"
#include "sim/run/job_time.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double ns_per_s = 1e9;

// What one job came to; what a group came to is the sum.
struct Sums {
    std::uint64_t jobs = 0;
    std::array<std::uint64_t, job_state_count> by_state{};
    Int128 held = 0, used = 0;  // unit ns
    Int128 waited = 0;
    std::uint64_t started = 0;
    Int128 waited_by_started = 0;
    std::uint64_t ended = 0;  // after a run
    double slowdowns = 0.0;
    Int128 energy = 0, overhead = 0;

    Sums& operator+=(const Sums& o) {
        jobs += o.jobs;
        for (std::size_t s = 0; s < by_state.size(); ++s) by_state[s] += o.by_state[s];
        held += o.held;
        used += o.used;
        waited += o.waited;
        started += o.started;
        waited_by_started += o.waited_by_started;
        ended += o.ended;
        slowdowns += o.slowdowns;
        energy += o.energy;
        overhead += o.overhead;
        return *this;
    }
};

Sums sums_of(const World& w, const Cluster& cluster, const Job& job) {
    const Instant now = w.queue().now();
    Sums s{.jobs = 1};
    s.by_state[static_cast<std::size_t>(job.state)] = 1;
    const std::int64_t held = held_ns(job, now.ns);
    const std::int64_t waited = cluster.wait_of(job, now).total_ns();
    s.held = Int128{job.time->held} * held;
    s.used = Int128{job.time->width} *
             used_ns(*job.time, {.held_ns = held, .slowed_ns = cluster.slowed_ns(job, now)});
    s.waited = waited;
    if (job.bill == no_index) return s;
    s.started = 1;
    s.waited_by_started = waited;
    s.energy = w.nodes().billed(job.bill, now);
    s.overhead = w.nodes().carried(job.bill, now) / OverheadShare::scale;
    if (job.end_ns < 0) return s;
    s.ended = 1;
    s.slowdowns = bounded_slowdown(waited, held);
    return s;
}

LedgerRow row_of(std::string kind, const Cluster& cluster, std::string name, const Sums& s) {
    const bool has_arrivals = cluster.view() == DemandView::offered;  // waits of a backlog say nothing
    LedgerRow row{.kind = std::move(kind), .cluster = cluster.name(), .name = std::move(name)};
    row.jobs = s.jobs;
    row.by_state = s.by_state;
    row.held = s.held;
    row.used = s.used;
    row.waited_ns = s.waited;
    if (has_arrivals && s.started > 0) {
        row.wait_mean_s =
            static_cast<double>(s.waited_by_started) / ns_per_s / static_cast<double>(s.started);
    }
    if (has_arrivals && s.ended > 0) row.slowdown_mean = s.slowdowns / static_cast<double>(s.ended);
    row.energy = s.energy;
    row.overhead = s.overhead;
    return row;
}

// The groups of one cluster, all added up in one walk over its jobs.
struct Groups {
    Sums all;
    std::vector<Sums> streams;
    ByIdentity<std::vector<Sums>> owners;

    explicit Groups(const Cluster& cluster) : streams(cluster.streams().size()) {
        for (const Identity kind : identities) owners[kind].resize(cluster.people().size(kind));
    }
    void add(const Job& job, const Sums& s) {
        all += s;
        streams[job.stream] += s;
        const ByIdentity<std::uint32_t> owner = job.request.owner();
        for (const Identity kind : identities) owners[kind][owner[kind]] += s;
    }
};

void add_cluster(const World& w, const Cluster& cluster, std::vector<LedgerRow>& rows) {
    Groups groups{cluster};
    for (const Job& job : cluster.jobs()) groups.add(job, sums_of(w, cluster, job));
    rows.push_back(row_of("cluster", cluster, cluster.name(), groups.all));
    for (std::size_t s = 0; s < groups.streams.size(); ++s) {
        rows.push_back(row_of("stream", cluster, cluster.streams()[s].name(), groups.streams[s]));
    }
    for (const Identity kind : identities) {
        const std::string word{identity_words[static_cast<std::size_t>(kind)]};
        for (std::uint32_t i = 0; i < groups.owners[kind].size(); ++i) {
            const Sums& sums = groups.owners[kind][i];
            if (sums.jobs > 0) rows.push_back(row_of(word, cluster, cluster.people().name(kind, i), sums));
        }
    }
}

// Device-time that no job held, by cluster; energy by the whole facility, since clusters may share nodes.
void add_idle(const World& w, std::vector<LedgerRow>& rows) {
    const Instant now = w.queue().now();
    for (const auto& cluster : w.clusters()) {
        const Int128 out = cluster->out_of_service().total(now);
        const Int128 asleep = cluster->sleepers() ? cluster->sleepers()->units().total(now) : 0;
        const Int128 held = cluster->busy().total(now) + out + asleep;
        rows.push_back({.kind = "idle",
                        .cluster = cluster->name(),
                        .held = Int128{cluster->total_units()} * now.ns - held});
        rows.push_back({.kind = "maintenance", .cluster = cluster->name(), .held = out});
        rows.push_back({.kind = "transition", .cluster = cluster->name(), .held = asleep});
    }
    for (const NobodyAccount account : nobody_accounts) {
        rows.push_back({.kind = std::string{nobody_words[static_cast<std::size_t>(account)]},
                        .energy = w.nodes().energy(account, now),
                        .overhead = w.nodes().carried(account, now) / OverheadShare::scale});
    }
}

Int128 overheads(const World& w, Instant now) {
    return w.power().supplied(now) - w.nodes().nodes().total(now);
}

// What rounding down has left of the overheads, and those of times at which no server drew anything.
void add_rest(const World& w, std::vector<LedgerRow>& rows) {
    Int128 rest = overheads(w, w.queue().now());
    for (const LedgerRow& row : rows) {
        if (row.overhead && (row.kind == "cluster" || !is_of_jobs(row))) rest -= *row.overhead;
    }
    rows.push_back({.kind = "facility", .name = "rest", .overhead = rest});
}

// How far the rows of each kind are from a meter, added up over the kinds without regard to signs.
template <class Part>
Int128 gaps(std::span<const LedgerRow> rows, Int128 metered, Part part) {
    Int128 sum = 0;
    Int128 of_nobody = 0;
    for (const LedgerRow& row : rows) of_nobody += is_of_jobs(row) ? 0 : part(row);
    for (const std::string_view kind : {"cluster", "stream", "user", "account", "partition", "qos"}) {
        Int128 gap = metered - of_nobody;
        for (const LedgerRow& row : rows) gap -= row.kind == kind ? part(row) : 0;
        sum += gap < 0 ? -gap : gap;
    }
    return sum;
}

Audit book(const char* name, Int128 difference, double scale) {
    return {.name = name,
            .passed = difference == 0,
            .difference = static_cast<double>(difference) * scale,
            .tolerance = 0.0};
}

}  // namespace

std::vector<LedgerRow> ledger_of(const World& w) {
    std::vector<LedgerRow> rows;
    for (const auto& cluster : w.clusters()) add_cluster(w, *cluster, rows);
    add_idle(w, rows);
    add_rest(w, rows);
    return rows;
}

std::vector<Audit> ledger_books(const World& w, std::span<const LedgerRow> rows) {
    const Instant now = w.queue().now();
    Int128 jobs = 0;
    Int128 unit_time = 0;
    Int128 waited = 0;
    for (const auto& cluster : w.clusters()) {
        jobs += static_cast<Int128>(cluster->jobs().size());
        unit_time += Int128{cluster->total_units()} * now.ns;
        waited += cluster->queue_length().total(now);
    }
    constexpr double seconds_per_ns = 1e-9;
    constexpr double joules_per_unit = 1e-15;  // of uW ns
    return {
        book("ledger_jobs", gaps(rows, jobs, [](const LedgerRow& r) { return Int128{r.jobs}; }), 1.0),
        book("ledger_devices", gaps(rows, unit_time, [](const LedgerRow& r) { return r.held.value_or(0); }),
             seconds_per_ns),
        book("ledger_waiting", gaps(rows, waited, [](const LedgerRow& r) { return r.waited_ns; }),
             seconds_per_ns),
        book(
            "ledger_energy",
            gaps(rows, w.nodes().nodes().total(now), [](const LedgerRow& r) { return r.energy.value_or(0); }),
            joules_per_unit),
        book("ledger_overheads",
             gaps(rows, overheads(w, now), [](const LedgerRow& r) { return r.overhead.value_or(0); }),
             joules_per_unit)};
}

}  // namespace datahall
