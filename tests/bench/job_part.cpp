// What is measured, and what it is held to.
#include "tests/bench/job_part.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "tests/bench/job_sources.hpp"
#include "tests/support/settings.hpp"

namespace datahall::bench {
namespace {

struct LogLoad {
    std::string_view file;
    std::uint32_t processors;
    std::string_view policy;
    double must_s, goal_s;  // CPU time of a replay
};
constexpr LogLoad log_loads[] = {
    {"KTH-SP2-1996-2.1-cln", 100, "fcfs", 0.1, 0.03},
    {"KTH-SP2-1996-2.1-cln", 100, "easy", 0.1, 0.03},
    {"KTH-SP2-1996-2.1-cln", 100, "conservative", 2.0, 0.1},
    {"LLNL-Thunder-2007-1.1-cln", 4'008, "easy", 1.0, 0.2},
    {"LLNL-Thunder-2007-1.1-cln", 4'008, "conservative", 60.0, 1.0},
};

class Trial {
public:
    Trial(const JobTrial& options, const std::function<void(const std::string&)>& tell)
        : options_{options}, tell_{tell} {
        register_builtin(models_);
    }

    std::vector<JobRow> run() {
        for (const LogLoad& load : log_loads) replay_log(load);
        for (const char* const policy : {"fcfs", "easy", "conservative"}) {
            make(JobLoad::steady, policy, {.jobs = 1'000'000});
        }
        for (std::uint64_t jobs = 10'000; jobs <= (options_.full ? 10'000'000u : 1'000'000u); jobs *= 10) {
            make(JobLoad::jobs, "easy", {.load = 0.85, .jobs = jobs});
        }
        // Enough jobs that the machine fills and stays full: about three times as many as run at once.
        for (std::uint32_t devices = 1'000; devices <= 1'000'000; devices *= 10) {
            const std::uint64_t jobs = std::max(200'000u, 2 * devices);
            make(JobLoad::nodes, "easy", {.devices = devices, .widest = 8, .load = 0.9, .jobs = jobs});
        }
        for (const char* const policy : {"fcfs", "easy"}) {
            for (const std::uint64_t jobs : {1'000u, 10'000u, 100'000u}) {
                make(JobLoad::burst, policy, {.jobs = jobs, .all_at_once = true});
            }
        }
        for (const char* const policy : {"fcfs", "easy"}) {
            for (const std::uint64_t jobs : {1'000u, 10'000u, 100'000u}) hold(policy, jobs);
        }
        return std::move(rows_);
    }

private:
    // One account that may have half of the cluster: nearly all jobs are held nearly all the time.
    void hold(const char* policy, std::uint64_t jobs) {
        const JobShape shape{.jobs = jobs, .all_at_once = true};
        Limits limits;
        Usage most = Usage::unlimited();
        most.devices = shape.devices / 2;
        limits.set_each(Identity::account, most);
        measure(
            {.load = JobLoad::quota,
             .policy = policy,
             .source = "all at once, one account",
             .devices = shape.devices,
             .least = {}},
            [&] { return MadeJobs{shape}; }, &limits);
    }
    std::unique_ptr<JobScheduler> scheduler(std::string_view policy) const {
        Settings none;
        return models_.scheduling.find(policy)->make(none);
    }

    template <class MakeSource>
    void measure(JobRow row, const MakeSource& make_source, const Limits* limits = nullptr) {
        tell_(fmt::format("jobs, {}: {}, {}, {} devices", job_load_names[static_cast<std::size_t>(row.load)],
                          row.policy, row.source, row.devices));
        for (int round = 0; round < options_.rounds; ++round) {
            const auto policy = scheduler(row.policy);
            auto source = make_source();
            std::optional<Limits> books;
            if (limits != nullptr) books = *limits;
            JobReplay replay{row.devices, *policy, source, books ? &*books : nullptr};
            const ReplayFacts facts = replay.run();
            if (round == 0 || facts.cpu_ns < row.least.cpu_ns) row.least = facts;
        }
        rows_.push_back(std::move(row));
    }

    void make(JobLoad load, std::string policy, const JobShape& shape) {
        const std::string source = shape.all_at_once ? "all at once" : fmt::format("load {}", shape.load);
        measure({.load = load,
                 .policy = std::move(policy),
                 .source = source,
                 .devices = shape.devices,
                 .least = {}},
                [&] { return MadeJobs{shape}; });
    }

    void replay_log(const LogLoad& load) {
        JobRow row{.load = JobLoad::log,
                   .policy = std::string{load.policy},
                   .source = std::string{load.file},
                   .devices = load.processors,
                   .least = {}};
        std::vector<TimedJob> jobs;
        if (!options_.traces.empty()) {
            jobs = jobs_of_log(fmt::format("{}/swf/{}.swf.gz", options_.traces, load.file), load.processors);
        }
        if (jobs.empty()) return rows_.push_back(std::move(row));
        measure(std::move(row), [&] { return StoredJobs{jobs}; });
    }

    const JobTrial& options_;
    const std::function<void(const std::string&)>& tell_;
    Models models_;
    std::vector<JobRow> rows_;
};

// The exponent k of cost ~ size^k between the first and the last row of a load.
template <class Size, class Cost>
void add_growth(std::span<const JobRow> rows, const Target& target, const Size& size, const Cost& cost,
                std::vector<Target>& targets) {
    if (rows.size() < 2) return;
    Target t = target;
    t.got =
        std::log(cost(rows.back()) / cost(rows.front())) / std::log(size(rows.back()) / size(rows.front()));
    t.at_least = false;
    targets.push_back(std::move(t));
}

std::vector<JobRow> rows_of(std::span<const JobRow> rows, JobLoad load, std::string_view policy) {
    std::vector<JobRow> found;
    for (const JobRow& row : rows) {
        if (row.load == load && row.policy == policy) found.push_back(row);
    }
    return found;
}

}  // namespace

std::vector<JobRow> run_job_trial(const JobTrial& trial,
                                  const std::function<void(const std::string&)>& tell) {
    return Trial{trial, tell}.run();
}

std::vector<Target> job_targets(std::span<const JobRow> rows) {
    std::vector<Target> targets;
    for (const LogLoad& load : log_loads) {
        for (const JobRow& row : rows) {
            const bool is_it =
                row.load == JobLoad::log && row.source == load.file && row.policy == load.policy;
            if (!is_it || row.least.jobs == 0) continue;
            targets.push_back({fmt::format("{} under {}, s of CPU time", load.file, load.policy),
                               row.least.cpu_ns * 1e-9, load.must_s, load.goal_s, false});
        }
    }
    for (const JobRow& row : rows_of(rows, JobLoad::steady, "fcfs")) {
        targets.push_back(
            {"million jobs a second, fcfs, 1,024 devices", row.least.jobs_per_s() * 1e-6, 1.0, 2.0});
    }
    const auto per_job = [](const JobRow& row) { return row.least.ns_per_job(); };
    const auto jobs = [](const JobRow& row) { return static_cast<double>(row.least.jobs); };
    // 0.05: 1.4 times from ten thousand jobs to ten million.  The sum over a burst is quadratic at 1.
    add_growth(rows_of(rows, JobLoad::jobs, "easy"),
               {"growth of the cost of a job with the jobs of a run, easy: exponent", 0.0, 0.05, 0.02}, jobs,
               per_job, targets);
    // A logarithm of running jobs doubles from 450 to 380,000: exponent 0.1; what no cache holds costs as
    // much.
    add_growth(
        rows_of(rows, JobLoad::nodes, "easy"),
        {"growth of the cost of a job with the devices, easy: exponent", 0.0, 0.2, 0.1},
        [](const JobRow& row) { return static_cast<double>(row.devices); }, per_job, targets);
    for (const char* const policy : {"fcfs", "easy"}) {
        add_growth(rows_of(rows, JobLoad::burst, policy),
                   {fmt::format("growth of the cost of a job with a burst to 100,000, {}: exponent", policy),
                    0.0, 0.3, 0.15},
                   jobs, per_job, targets);
        add_growth(
            rows_of(rows, JobLoad::quota, policy),
            {fmt::format("growth of the cost of a job with the jobs a quota holds, {}: exponent", policy),
             0.0, 0.3, 0.15},
            jobs, per_job, targets);
    }
    return targets;
}

}  // namespace datahall::bench
