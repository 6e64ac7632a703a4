#include "sim/study/compare.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "sim/study/caveats.hpp"
#include "sim/study/comparison_rows.hpp"
#include "sim/study/density.hpp"
#include "sim/study/priced_run.hpp"
#include "sim/study/process_pool.hpp"
#include "sim/study/result_bytes.hpp"
#include "sim/study/verdict.hpp"

namespace datahall {
namespace {

// One run: a replication of a hall in a view.
struct Task {
    std::uint64_t replication = 0;
    std::size_t hall = 0;
    DemandView view = DemandView::offered;
};

// A hall that is ready to run, as often as asked.
struct ReadyHall {
    ScenarioOptions load;  // with everything that makes it equal
    PlannedHall planned;   // in its own view
    std::optional<Scenario> other_view;
};

class Study {
public:
    Study(const CompareRequest& request, const Models& models) : request_{request}, models_{models} {
        load_all();
        if (request_.equalise != Equalise::nothing) equalise();
        load_other_views();
        const Scenario& first = halls_.front().planned.scenario;
        seed_ = request_.seed.value_or(first.seed());
        until_ = request_.until.value_or(first.config().duration);
    }

    /// By hall; empty if interrupted.
    std::optional<std::vector<HallResults>> run() {
        const std::vector<TaskOutcome> outcomes = run_in_workers(
            task_count(), [this](std::size_t i) { return run_task(task(i)); },
            {.workers = request_.workers, .on_done = progress(), .interrupt = request_.interrupt});
        if (request_.interrupt && *request_.interrupt != 0) return {};
        std::vector<HallResults> results(halls_.size());
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const Task t = task(i);
            if (!outcomes[i].failure.empty()) fail(t, outcomes[i]);
            HallResults& hall = results[t.hall];
            auto& runs = t.view == DemandView::saturated ? hall.saturated : hall.demand;
            runs.push_back(result_from_bytes(outcomes[i].bytes));
            runs.back().version = request_.version;
        }
        return results;
    }

    Comparison comparison(std::vector<HallResults> results) const;

private:
    PlannedHall load(const std::string& file, const ScenarioOptions& options) const {
        if (request_.on_load) request_.on_load(file);
        Scenario scenario = load_scenario_file(file, options, models_);
        Plan plan = make_plan(scenario);
        return {std::move(scenario), std::move(plan)};
    }

    void load_all() {
        for (const std::string& file : request_.files) {
            halls_.push_back({request_.load, load(file, request_.load), {}});
        }
    }

    void equalise() {
        std::vector<PlannedHall> planned;
        for (ReadyHall& hall : halls_) planned.push_back(std::move(hall.planned));
        const auto plan_with = [&](std::size_t h, const std::string& override_text) {
            ScenarioOptions options = halls_[h].load;
            options.overrides.push_back(override_text);
            return make_plan(load_scenario_file(request_.files[h], options, models_));
        };
        const auto overrides = equalising_overrides(request_.equalise, planned, plan_with);
        for (std::size_t h = 0; h < halls_.size(); ++h) {
            auto& all = halls_[h].load.overrides;
            all.insert(all.end(), overrides[h].begin(), overrides[h].end());
            halls_[h].planned = load(request_.files[h], halls_[h].load);
        }
    }

    void load_other_views() {
        for (std::size_t h = 0; h < halls_.size(); ++h) {
            const bool is_saturated = halls_[h].planned.scenario.config().view == DemandView::saturated;
            ScenarioOptions options = halls_[h].load;
            options.overrides.emplace_back(is_saturated ? "view=offered" : "view=saturated");
            halls_[h].other_view = load_scenario_file(request_.files[h], options, models_);
        }
    }

    std::size_t task_count() const { return request_.replications * halls_.size() * 2; }

    Task task(std::size_t index) const {
        const DemandView view = index % 2 == 0 ? DemandView::offered : DemandView::saturated;
        return {index / 2 / halls_.size(), index / 2 % halls_.size(), view};
    }

    std::function<void(std::size_t)> progress() const {
        if (!request_.on_run) return {};
        return [this](std::size_t done) { request_.on_run(done, task_count()); };
    }

    // In a worker, which may use up its copies of the scenarios.
    std::string run_task(const Task& t) {
        ReadyHall& hall = halls_[t.hall];
        const bool is_own = hall.planned.scenario.config().view == t.view;
        Scenario& scenario = is_own ? hall.planned.scenario : *hall.other_view;
        Result result = run_and_price(std::move(scenario), {.seed = seed_,
                                                            .replication = t.replication,
                                                            .until = until_,
                                                            .series_interval = {},
                                                            .keep_jobs = false,
                                                            .interrupt = request_.interrupt,
                                                            .progress = {}});
        if (t.replication > 0) {  // drawings are of the first replication
            result.series = {};
            result.floor = {};
        }
        return to_bytes(result);
    }

    [[noreturn]] void fail(const Task& t, const TaskOutcome& outcome) const {
        const std::string& file = request_.files[t.hall];
        const std::string text =
            fmt::format("{} ({}, replication {})", outcome.failure,
                        t.view == DemandView::saturated ? "saturated" : "demand", t.replication);
        switch (outcome.exit_code) {
            case 3:
                throw ConfigError{{Problem{{file, 0, 0}, "", "", text, ""}}};
            case 4:
                throw IoError{text};
            case 5:
                throw LimitError{text};
            default:
                throw std::runtime_error{file + ": " + text};
        }
    }

    const CompareRequest& request_;
    const Models& models_;
    std::vector<ReadyHall> halls_;
    std::uint64_t seed_ = 1;
    Seconds until_;
};

std::string unique_name(const Comparison& so_far, const std::string& name) {
    const auto is_taken = [&](const std::string& n) {
        return std::ranges::find(so_far.halls, n, &ComparedHall::name) != so_far.halls.end();
    };
    std::string unique = name;
    for (int i = 2; is_taken(unique); ++i) unique = fmt::format("{} ({})", name, i);
    return unique;
}

std::string base_name(const std::string& path) {
    return path.substr(path.find_last_of('/') + 1);
}

// Where one hall states no ranges there is no band.
std::optional<DensityBand> band_over(const HallConfig& base, const HallConfig& hall, std::uint64_t seed) {
    if (!base.planning || !hall.planning) return {};
    return density_band(*base.planning, *hall.planning, seed);
}

Comparison Study::comparison(std::vector<HallResults> results) const {
    Comparison c;
    c.rows = comparison_rows(results);
    c.equalised = text_of(request_.equalise);
    c.version = request_.version;
    c.seed = seed_;
    c.replications = request_.replications;
    c.command = request_.command;
    c.duration_s = until_.si();
    const ScenarioConfig& base = halls_.front().planned.scenario.config();
    c.warm_up_s = base.warm_up < until_ ? base.warm_up.si() : 0.0;
    std::vector<HallFacts> facts;
    for (std::size_t h = 0; h < halls_.size(); ++h) {
        const ScenarioConfig& config = halls_[h].planned.scenario.config();
        facts.push_back(facts_of(config));
        c.halls.push_back({.name = unique_name(c, config.name),
                           .about = config.about,
                           .file = base_name(request_.files[h]),
                           .scenario_hash = results[h].demand.front().scenario_hash,
                           .demand = std::move(results[h].demand.front()),
                           .saturated = std::move(results[h].saturated.front())});
        c.density.push_back(h == 0 ? std::nullopt : band_over(base.hall, config.hall, seed_));
    }
    c.verdict = verdict_of(c);
    c.caveats = caveats_of(c, facts);
    return c;
}

}  // namespace

std::optional<Comparison> compare_halls(const CompareRequest& request, const Models& models) {
    if (request.files.empty() || request.replications == 0) {
        throw std::logic_error{"a comparison needs a hall and a replication"};
    }
    Study study{request, models};
    std::optional<std::vector<HallResults>> results = study.run();
    if (!results) return {};
    return study.comparison(std::move(*results));
}

}  // namespace datahall
