// Partitions of a cluster: whole runs against a reference that looks at every job and node for every
// question.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "datahall/model/registry.hpp"

#include "sim/run/audits.hpp"
#include "sim/run/world.hpp"
#include "tests/support/plain_partitions.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/run/engine.hpp"
#include "tests/unit/run/small_hall.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

constexpr std::uint32_t node_count = 10;
constexpr std::int64_t second = 1'000'000'000;

// Ten nodes of one device.
const std::string scenario = one_rack + R"(
demand:
  - {name: low, workload: {model: jobs_csv, file: jobs.csv, work_class: plain}}
  - {name: high, priority: 1, workload: {model: jobs_csv, file: jobs.csv, work_class: plain}}
)";

// Of one priority.
class GivenJobs final : public Workload {
public:
    GivenJobs(const std::vector<PlainJob>& jobs, std::int32_t priority) {
        for (const PlainJob& j : jobs) {
            if (j.job.priority != priority) continue;
            jobs_.push_back({.id = j.job.id,
                             .submit_ns = j.job.submit_ns * second,
                             .run_ns = j.run * second,
                             .estimate_ns = j.job.estimate_ns * second,
                             .devices = j.job.devices,
                             .user = j.job.user,
                             .partition = j.job.partition});
        }
    }
    void open(const WorkloadWindow&) override { next_ = 0; }
    std::optional<JobRequest> next_job() override {
        return next_ < jobs_.size() ? std::optional{jobs_[next_++]} : std::nullopt;
    }
    ImportReport report() const override { return {.served = next_}; }
    std::string name_of(Identity kind, std::uint32_t number) const override {
        return std::string{identity_words[static_cast<std::size_t>(kind)]} + std::to_string(number);
    }
    std::string work_class() const override { return "plain"; }

private:
    std::vector<JobRequest> jobs_;
    std::size_t next_ = 0;
};

struct Subject {
    const char* model;
    const char* order;
    PlainRule rule;
    PlainOrder plain_order;
};
constexpr Subject subjects[] = {{"fcfs", "", PlainRule::fcfs, PlainOrder::arrival},
                                {"ordered", "largest", PlainRule::fcfs, PlainOrder::largest},
                                {"ordered", "smallest", PlainRule::fcfs, PlainOrder::smallest},
                                {"easy", "", PlainRule::easy, PlainOrder::arrival},
                                {"easy", "sjf", PlainRule::easy, PlainOrder::sjf},
                                {"conservative", "", PlainRule::conservative, PlainOrder::arrival},
                                {"conservative", "sjf", PlainRule::conservative, PlainOrder::sjf}};

struct Case {
    std::vector<PlainPartition> partitions;
    std::vector<PlainLimit> limits;
    std::vector<PlainJob> jobs;
};

// One or two ranges of nodes each, which overlap as they come.
PlainPartition random_partition(SplitMix& random) {
    PlainPartition p{.nodes = {}, .tier = random.below(3)};
    for (std::uint32_t range = 1 + random.below(2); range > 0; --range) {
        const std::uint32_t first = random.below(node_count);
        const std::uint32_t end = std::min(node_count, first + 1 + random.below(node_count));
        for (std::uint32_t n = first; n < end; ++n) p.nodes.insert(n);
    }
    if (random.below(4) == 0) p.longest = 20;
    return p;
}

std::vector<PlainLimit> random_limits(SplitMix& random) {
    std::vector<PlainLimit> limits;
    if (random.below(3) == 0)
        limits.push_back({.kind = Identity::user, .number = {}, .jobs = 1 + random.below(3)});
    if (random.below(3) == 0)
        limits.push_back({.kind = Identity::user, .number = 1u, .devices = 2 + random.below(6)});
    if (random.below(3) == 0)
        limits.push_back({.kind = Identity::partition, .number = 0u, .devices = 3 + random.below(6)});
    return limits;
}

// Few distinct times and widths, so that ties are common.  Jobs of the two priorities come at times of their
// own: between streams the order of an instant is not the matter here.
Case random_case(SplitMix& random) {
    Case c{.partitions = {}, .limits = random_limits(random), .jobs = {}};
    for (std::uint32_t p = 1 + random.below(4); p > 0; --p) c.partitions.push_back(random_partition(random));
    std::int64_t clock = 0;
    for (std::uint64_t id = 1; id <= 30; ++id) {
        clock += random.below(4) * 2;
        const std::int32_t priority = random.below(4) == 0 ? 1 : 0;
        const std::int64_t run = 1 + random.below(15);
        PlainJob job{.job = {.id = id, .submit_ns = clock + priority}, .run = run};
        job.job.estimate_ns = run + random.below(3) * random.below(15);
        job.job.devices = 1 + random.below(random.below(3) == 0 ? node_count : 4);
        job.job.priority = priority;
        job.job.user = random.below(4);
        job.job.partition = random.below(static_cast<std::uint32_t>(c.partitions.size()));
        c.jobs.push_back(job);
    }
    std::ranges::stable_sort(c.jobs, {}, [](const PlainJob& j) { return j.job.submit_ns; });
    return c;
}

std::vector<PartitionConfig> configs_of(const std::vector<PlainPartition>& partitions) {
    std::vector<PartitionConfig> configs;
    for (const PlainPartition& p : partitions) {
        PartitionConfig config{.name = "partition" + std::to_string(configs.size()), .tier = p.tier};
        for (const std::uint32_t n : p.nodes) config.also.push_back({.first_node = n, .nodes = 1});
        config.range = config.also.back();
        if (p.longest != INT64_MAX) config.max_time = Seconds::from_si(static_cast<double>(p.longest));
        configs.push_back(std::move(config));
    }
    return configs;
}

UsageLimit as_config(const PlainLimit& l) {
    UsageLimit limit;
    if (l.jobs != INT64_MAX) limit.max_jobs = l.jobs;
    if (l.devices != INT64_MAX) limit.max_devices = l.devices;
    return limit;
}

LimitsConfig configs_of(const std::vector<PlainLimit>& limits) {
    LimitsConfig config;
    for (const PlainLimit& l : limits) {
        if (!l.number) config[l.kind].each = as_config(l);
        if (l.number) {
            const std::string name{identity_words[static_cast<std::size_t>(l.kind)]};
            // What a name has no limit for is as for each; the reference takes its own alone.
            UsageLimit& own = config[l.kind].named[name + std::to_string(*l.number)];
            own = as_config(l);
            if (!own.max_jobs) own.max_jobs = 1'000;
            if (!own.max_devices) own.max_devices = 1'000;
        }
    }
    return config;
}

// Halls that differ in nothing but partitions, limits, jobs and scheduler.
class Engine {
public:
    Engine() {
        std::ofstream{file_.folder() / "jobs.csv"} << "id,submit_s,reference_s,requested_devices\n1,0,1,1\n";
        scenario_.emplace(load(file_.path(), {"catalogue.nodes.tester.devices=1",
                                              "catalogue.racks.two_nodes.nodes=" + std::to_string(node_count),
                                              "clusters[0].placement={model: first_free}"}));
    }

    std::vector<std::int64_t> starts(const Case& c, std::unique_ptr<JobScheduler> scheduler) {
        ScenarioConfig& config = scenario_->config();
        ClusterConfig& cluster = config.clusters[0];
        cluster.partitions = configs_of(c.partitions);
        cluster.limits = configs_of(c.limits);
        cluster.scheduler = std::move(scheduler);
        config.demand[0].workload = std::make_unique<GivenJobs>(c.jobs, 0);
        config.demand[1].workload = std::make_unique<GivenJobs>(c.jobs, 1);
        const Facility facility = build_facility(*scenario_);
        JobStore jobs;
        World world{config, facility, AuditEvery::instant, jobs};
        world.start(1, 0, Instant{3'600 * second});
        world.queue().run_until(Instant{3'600 * second});
        for (const Audit& audit : close_books(world)) {
            INFO(audit.name);
            REQUIRE(audit.passed);
        }
        world.close_logs();
        return starts_by_id(jobs, c.jobs);
    }

private:
    static std::vector<std::int64_t> starts_by_id(const JobStore& store, const std::vector<PlainJob>& jobs) {
        std::map<std::uint64_t, std::int64_t> by_id;
        store.each([&](const JobRecord& job) { by_id[job.id] = job.start_ns; });
        std::vector<std::int64_t> starts;
        for (const PlainJob& j : jobs) {
            const std::int64_t start_ns = by_id.at(j.job.id);
            starts.push_back(start_ns < 0 ? -1 : start_ns / second);
        }
        return starts;
    }

    ScratchScenario file_{scenario};
    std::optional<Scenario> scenario_;
};

std::unique_ptr<JobScheduler> made(const Models& models, const Subject& s) {
    Settings settings;
    if (*s.order != '\0') settings.set("order", s.order);
    return models.scheduling.find(s.model)->make(settings);
}

std::vector<std::int64_t> starts_of(const std::vector<PlainJob>& jobs) {
    std::vector<std::int64_t> starts;
    for (const PlainJob& j : jobs) starts.push_back(j.start);
    return starts;
}

}  // namespace

TEST_CASE("partitions start every job when a search through all jobs and nodes does", "[partitions]") {
    Models models;
    register_builtin(models);
    Engine engine;
    SplitMix random{71};
    std::size_t refused = 0, moved = 0, kept_back = 0, anew = 0;
    for (int round = 0; round < 500; ++round) {
        const Case c = random_case(random);
        for (const Subject& s : subjects) {
            CAPTURE(round, s.model, s.order);
            std::vector<PlainJob> jobs = c.jobs;
            PlainPartitions plain{c.partitions, s.rule, s.plain_order, PlainLimits{c.limits}};
            plain.run(jobs);
            REQUIRE(engine.starts(c, made(models, s)) == starts_of(jobs));
            refused += static_cast<std::size_t>(std::ranges::count(jobs, true, &PlainJob::is_refused));
            moved += plain.moved_aside();
            kept_back += plain.kept_back();
            anew += plain.plans_made_anew();
        }
    }
    // The cases reach what they are for.
    CHECK(refused > 1'000);
    CHECK(moved > 50);
    CHECK(kept_back > 1'000);
    CHECK(anew > 100);
}
