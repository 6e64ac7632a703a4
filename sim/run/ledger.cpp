#include "sim/run/ledger.hpp"

#include <string>

#include "sim/run/jobs/job_review.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double ns_per_s = 1e9;

// What a group of jobs came to.
struct Group {
    JobTally tally;
    double slowdowns = 0.0;  // of those that have ended
};

LedgerRow row_of(std::string kind, const Cluster& cluster, std::string name, const Group& group) {
    const JobTally& s = group.tally;
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
    if (has_arrivals && s.ended > 0) row.slowdown_mean = group.slowdowns / static_cast<double>(s.ended);
    row.energy = s.energy;
    row.overhead = s.overhead;
    return row;
}

Group group_of(const std::vector<JobTally>& tallies, const std::vector<double>& slowdowns, std::size_t i) {
    return {ByGroup<JobTally>::of(tallies, i), ByGroup<double>::of(slowdowns, i)};
}

void add_cluster(const World& w, std::size_t number, const ByGroup<double>& slowdowns,
                 std::vector<LedgerRow>& rows) {
    const Cluster& cluster = *w.clusters()[number];
    const ByGroup<JobTally> tallies = cluster.past().tallies(cluster, w.queue().now());
    rows.push_back(row_of("cluster", cluster, cluster.name(), {tallies.all, slowdowns.all}));
    for (std::size_t s = 0; s < cluster.streams().size(); ++s) {
        rows.push_back(row_of("stream", cluster, cluster.streams()[s].name(),
                              group_of(tallies.streams, slowdowns.streams, s)));
    }
    for (const Identity kind : identities) {
        const std::string word{identity_words[static_cast<std::size_t>(kind)]};
        for (std::uint32_t i = 0; i < cluster.people().size(kind); ++i) {
            const Group group = group_of(tallies.owners[kind], slowdowns.owners[kind], i);
            if (group.tally.jobs > 0)
                rows.push_back(row_of(word, cluster, cluster.people().name(kind, i), group));
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

std::vector<LedgerRow> ledger_of(const World& w, const JobReview& review) {
    std::vector<LedgerRow> rows;
    for (std::size_t c = 0; c < w.clusters().size(); ++c)
        add_cluster(w, c, review.clusters[c].slowdowns, rows);
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
        jobs += cluster->jobs().arrived();
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
