#include "tests/bench/whole_run.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <stdexcept>

#include "models/builtin.hpp"
#include "sim/build/facility_builder.hpp"
#include "sim/config/load_scenario.hpp"
#include "sim/run/audits.hpp"
#include "sim/run/jobs/job_review.hpp"
#include "sim/run/outcome.hpp"
#include "sim/run/sampler.hpp"
#include "sim/run/world.hpp"
#include "sim/study/process_pool.hpp"
#include "tools/datahall/process_facts.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/stopwatch.hpp"

namespace datahall::bench {
namespace {

// What a worker sends back.
struct Figures {
    std::uint64_t nodes, events, grown;
    double days, load_s, run_s, wall_s;
};

double process_cpu_s() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

Scenario load(const HallCase& hall) {
    Models models;
    register_builtin(models);
    ScenarioOptions options;
    options.overrides = hall.overrides;
    options.shipped_root = shipped_root();
    return load_scenario_file(hall.file, options, models);
}

// simulate() from the built facility on; where counting begins changes nothing that takes time.
void run_to(World& world, Instant horizon, Seconds series_interval) {
    Sampler sampler{series_interval, horizon, world};
    while (true) {
        const Instant piece = std::min(sampler.next(), horizon);
        world.queue().run_until(piece);
        if (piece == sampler.next()) sampler.sample(world);
        if (piece == horizon) return;
    }
}

Figures run_here(const HallCase& hall) {
    const std::uint64_t resident = resident_memory();
    const double begun = process_cpu_s();
    const Scenario scenario = load(hall);
    const Facility facility = build_facility(scenario);
    const ScenarioConfig& config = scenario.config();
    const double loaded = process_cpu_s();
    const Stopwatch watch;

    JobStore jobs{{.has_records = false}};
    World world{config, facility, AuditEvery::run, jobs};
    const Instant horizon = Instant{} + config.duration;
    world.start(scenario.seed(), hall.replication, horizon);
    run_to(world, horizon, config.series_interval);
    JobReview review = review_jobs(world);
    const RunOutcome outcome = run_outcome(world, review);
    for (const Audit& audit : close_books(world)) {
        if (!audit.passed) throw std::runtime_error{"the book '" + audit.name + "' does not balance"};
    }
    return {.nodes = facility.node_count(),
            .events = world.queue().stats().fired,
            .grown = resident_memory() - resident,
            .days = config.duration.si() / 86'400.0,
            .load_s = loaded - begun,
            .run_s = process_cpu_s() - loaded,
            .wall_s = watch.seconds()};
}

WholeRun run_once(const HallCase& hall) {
    const auto task = [&](std::size_t) {
        const Figures figures = run_here(hall);
        std::string bytes(sizeof figures, '\0');
        std::memcpy(bytes.data(), &figures, sizeof figures);
        return bytes;
    };
    const TaskOutcome outcome = run_in_workers(1, task, {}).front();
    if (outcome.bytes.size() != sizeof(Figures)) throw std::runtime_error{hall.name + ": " + outcome.failure};
    Figures f;
    std::memcpy(&f, outcome.bytes.data(), sizeof f);
    return {.name = hall.name,
            .runs = 1,
            .nodes = f.nodes,
            .days = f.days,
            .events = f.events,
            .load_s = f.load_s,
            .run_s = f.run_s,
            .wall_s = f.wall_s,
            .grown = f.grown};
}

}  // namespace

WholeRun& WholeRun::operator+=(const WholeRun& o) {
    runs += o.runs;
    nodes = std::max(nodes, o.nodes);
    days += o.days;
    events += o.events;
    load_s += o.load_s;
    run_s += o.run_s;
    wall_s += o.wall_s;
    grown = std::max(grown, o.grown);
    return *this;
}

WholeRun least_of(int rounds, const HallCase& hall) {
    WholeRun least = run_once(hall);
    for (int round = 1; round < rounds; ++round) {
        const WholeRun other = run_once(hall);
        if (other.run_s < least.run_s) least = other;
    }
    return least;
}

}  // namespace datahall::bench
