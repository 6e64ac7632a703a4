#include "sim/run/simulate.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "datahall/audit_error.hpp"

#include "sim/build/facility_builder.hpp"
#include "sim/build/floor_drawing.hpp"
#include "sim/run/audits.hpp"
#include "sim/run/fabric/traffic_metrics.hpp"
#include "sim/run/jobs/job_review.hpp"
#include "sim/run/ledger.hpp"
#include "sim/run/outcome.hpp"
#include "sim/run/power/power_outcome.hpp"
#include "sim/run/run_findings.hpp"
#include "sim/run/sampler.hpp"
#include "sim/run/site_signals.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

// Enough pieces for a smooth progress line; how a run is cut changes nothing in it.
constexpr std::int64_t progress_pieces = 1'000;

void run_piece(World& world, Instant end, bool& complete) {
    switch (world.queue().run_until(end)) {
        case RunEnd::finished:
        case RunEnd::stopped:
            return;
        case RunEnd::interrupted:
            complete = false;
            return;
        case RunEnd::event_limit:
            throw LimitError{std::to_string(world.queue().stats().fired) + " events executed after " +
                             std::to_string(world.queue().now().ns / 1'000'000'000) +
                             " s of simulated time; --max-events raises the limit"};
    }
}

// When counting begins.  A run that ends within its warm-up counts all of it, and says so.
Instant counting_starts(const ScenarioConfig& config, Instant horizon) {
    const Instant start = Instant{} + config.warm_up;
    return start < horizon ? start : Instant{};
}

struct Span {
    Instant counting;
    Instant horizon;
};

// Runs to the horizon, sampling on the way.  False if the run was interrupted.
bool run_to(World& world, const Span& span, Sampler& sampler, const RunOptions& options) {
    const Instant horizon = span.horizon;
    const std::int64_t step = std::max<std::int64_t>(horizon.ns / progress_pieces, 1);
    Instant shown{};
    bool complete = true;
    bool warming = span.counting > Instant{};
    const Instant before_counting{span.counting.ns -
                                  1};  // the window takes what happens at its first instant
    while (complete) {
        Instant piece = std::min(std::min(sampler.next(), horizon), Instant{shown.ns + step});
        if (warming) piece = std::min(piece, before_counting);
        run_piece(world, piece, complete);
        if (!complete) break;
        if (warming && piece == before_counting) {
            warming = false;
            world.begin_counting(span.counting);
        }
        if (piece == sampler.next()) sampler.sample(world);
        if (piece >= Instant{shown.ns + step}) shown = piece;
        if (options.progress) {
            options.progress({.fraction = static_cast<double>(piece.ns) / static_cast<double>(horizon.ns),
                              .events = world.queue().stats().fired,
                              .findings = world.heat().findings().size()});
        }
        if (piece == horizon) break;
    }
    return complete;
}

void require_rows(double rows) {
    constexpr double most_rows = 1e7;  // 1 GB of doubles
    if (rows <= most_rows) return;
    throw LimitError{"series.csv would have more than 10000000 rows; --series-interval makes it coarser"};
}

std::string hexadecimal(std::uint64_t value) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
    const std::string text{digits, end};
    return std::string(16 - text.size(), '0') + text;
}

std::vector<JobRecord> all_of(const JobStore& jobs) {
    std::vector<JobRecord> records;
    records.reserve(jobs.jobs());
    jobs.each([&](const JobRecord& job) { records.push_back(job); });
    return records;
}

void require_balance(const std::vector<Audit>& audits) {
    for (const Audit& a : audits) {
        if (a.passed) continue;
        throw AuditError{"the book '" + a.name + "' does not balance: difference " +
                         std::to_string(a.difference)};
    }
}

}  // namespace

Result simulate(Scenario&& scenario, const RunOptions& options) {
    const Facility facility = build_facility(scenario);
    const ScenarioConfig& config = scenario.config();
    const Instant horizon = Instant{} + options.until.value_or(config.duration);
    require_signals(scenario, horizon);

    const Seconds interval = options.series_interval.value_or(config.series_interval);
    require_rows((horizon - Instant{}) / interval);

    JobStore own{{.has_records = options.keep_jobs}};
    JobStore& jobs = options.jobs != nullptr ? *options.jobs : own;
    World world{config, facility, options.audit_every_instant ? AuditEvery::instant : AuditEvery::run, jobs,
                options.queue};
    world.queue().set_event_limit(options.max_events);
    world.queue().set_interrupt(options.interrupt);
    world.start(options.seed, options.replication, horizon);
    Sampler sampler{interval, horizon, world};
    const bool complete = run_to(world, {counting_starts(config, horizon), horizon}, sampler, options);

    Result r;
    r.scenario = config.name;
    r.seed = options.seed;
    r.replication = options.replication;
    r.scenario_hash = hexadecimal(scenario.hash());
    r.trace_hash = hexadecimal(world.queue().trace_hash());
    r.complete = complete;
    r.metrics = facility.plan;
    JobReview review = review_jobs(world);
    RunOutcome outcome = run_outcome(world, review);
    std::ranges::move(outcome.metrics, std::back_inserter(r.metrics));
    r.streams = std::move(outcome.streams);
    r.power = std::move(outcome.power);
    r.heat = std::move(outcome.heat);
    r.audits = close_books(world);
    r.ledger = ledger_of(world, review);
    std::ranges::move(ledger_books(world, r.ledger), std::back_inserter(r.audits));
    r.audits.push_back(finite_book(r.metrics));
    r.findings = facility.findings;
    std::ranges::move(run_findings(world), std::back_inserter(r.findings));
    r.sources = facility.sources;
    r.series = sampler.take();
    r.inlets = sampler.take_inlets();
    r.power_events = power_events(world);
    if (&jobs == &own && own.has_records()) r.jobs = all_of(own);
    if (jobs.has_records()) r.owners = owner_names(world);
    for (const auto& cluster : world.clusters()) r.clusters.push_back(cluster->name());
    r.links = link_rows(world);
    r.floor = floor_of(facility);
    r.bill = facility.bill;
    require_balance(r.audits);
    return r;
}

}  // namespace datahall
