#include "sim/study/sweep.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "datahall/config_error.hpp"

#include "sim/build/plan.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/problems.hpp"
#include "sim/study/priced_run.hpp"
#include "sim/study/process_pool.hpp"
#include "sim/study/run_figures.hpp"

namespace datahall {
namespace {

const Seconds moment = Seconds::from_si(1.0);  // of simulated time: enough to learn the names of metrics

constexpr int bug_code = 70;  // exit code of a worker that crashed

bool is_interrupted(const SweepOptions& options) {
    return options.interrupt != nullptr && *options.interrupt != 0;
}

std::vector<std::string> overrides_of(const std::vector<StudySetting>& settings) {
    std::vector<std::string> overrides;
    overrides.reserve(settings.size());
    for (const StudySetting& s : settings) overrides.push_back(s.path + "=" + s.value);
    return overrides;
}

// Whether the path of an override is wrong, rather than its value.
bool is_about_path(const Problem& problem) {
    return problem.code == "E0102" || problem.code == "E0111";
}

// The loader knows an override as "--set PATH"; its author wants the place in the study.
ConfigError placed(const ConfigError& error, const std::vector<StudySetting>& settings) {
    std::vector<Problem> problems = error.problems();
    for (Problem& problem : problems) {
        const auto at = std::find_if(settings.rbegin(), settings.rend(), [&problem](const StudySetting& s) {
            return problem.where.file == "--set " + s.path;
        });
        if (at == settings.rend()) continue;
        problem.where = is_about_path(problem) ? at->path_at : at->value_at;
        if (problem.path.empty()) problem.path = at->path;
    }
    return ConfigError{std::move(problems)};
}

Scenario load_point(const Study& study, const PointLoader& load, std::size_t point) {
    const std::vector<StudySetting> settings = study.settings(point);
    try {
        return load(overrides_of(settings));
    } catch (const ConfigError& error) {
        throw placed(error, settings);
    }
}

// Point 0, and those that differ from it in one axis: every value of the study once.
std::vector<std::size_t> points_to_check(const StudyConfig& study) {
    std::vector<std::size_t> points{0};
    std::size_t stride = 1;
    for (std::size_t a = study.axes.size(); a-- > 0;) {
        const std::size_t size = study.axes[a].values.size();
        for (std::size_t v = 1; v < size; ++v) points.push_back(v * stride);
        stride *= size;
    }
    std::ranges::sort(points);
    return points;
}

RunOptions run_options(const Study& study, const Scenario& scenario, std::uint64_t replication) {
    RunOptions run;
    const auto& seed = study.config().seed;
    run.seed = seed ? static_cast<std::uint64_t>(*seed) : scenario.seed();
    run.replication = replication;
    run.keep_jobs = false;
    return run;
}

std::vector<std::string> metrics_at(const Study& study, const PointLoader& load, std::size_t point) {
    Scenario scenario = load_point(study, load, point);
    RunOptions run = run_options(study, scenario, 0);
    run.until = moment;
    std::vector<std::string> names;
    for (Metric& m : run_and_price(std::move(scenario), run).metrics) names.push_back(std::move(m.name));
    return names;
}

// A metric may exist at some points only: those of one cluster, of one level of power.
void check_metrics(const Study& study, const PointLoader& load, const std::vector<std::size_t>& points) {
    const std::vector<std::string>& wanted = study.config().metrics;
    std::vector<std::string> known;
    const auto is_known = [&known](const std::string& name) {
        return std::ranges::find(known, name) != known.end();
    };
    for (const std::size_t point : points) {
        if (std::ranges::all_of(wanted, is_known)) return;
        for (std::string& name : metrics_at(study, load, point)) {
            if (!is_known(name)) known.push_back(std::move(name));
        }
    }
    Problems problems;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (is_known(wanted[i])) continue;
        const std::string guess = did_you_mean(wanted[i], known);
        problems.add({study.metric_at(i), "E0401", "metrics[" + std::to_string(i) + "]",
                      "no metric is named '" + wanted[i] + "'",
                      guess.empty() ? "`datahall list metrics` lists them" : guess});
    }
    problems.throw_if_any();
}

std::string run_task(const Study& study, const PointLoader& load, const SweepOptions& options,
                     const SweepRow& row) {
    Scenario scenario = load_point(study, load, row.point);
    RunOptions run = run_options(study, scenario, row.replication);
    run.until = options.until;
    return to_bytes(figures_of(run_and_price(std::move(scenario), run)));
}

// Columns in the order in which rows first have them; or those that the study names, in its order.
class Columns {
public:
    explicit Columns(const std::vector<std::string>& wanted) : is_open_{wanted.empty()} {
        for (const std::string& name : wanted) add({.metric = name, .unit = "", .meaning = ""});
    }

    std::vector<std::optional<double>> values_of(const std::vector<Metric>& metrics) {
        std::vector<std::optional<double>> values(columns_.size());
        for (const Metric& m : metrics) {
            const auto found = index_.find(m.name);
            if (found == index_.end() && !is_open_) continue;
            if (found == index_.end()) values.emplace_back();
            const std::size_t at = found == index_.end() ? add({m.name, m.unit, m.meaning}) : found->second;
            values[at] = m.value;
            if (columns_[at].unit.empty()) columns_[at] = {m.name, m.unit, m.meaning};
        }
        return values;
    }

    std::vector<SweepColumn> take() { return std::move(columns_); }

private:
    std::size_t add(SweepColumn column) {
        index_.emplace(column.metric, columns_.size());
        columns_.push_back(std::move(column));
        return columns_.size() - 1;
    }

    bool is_open_;
    std::vector<SweepColumn> columns_;
    std::map<std::string, std::size_t, std::less<>> index_;
};

void take_outcome(TaskOutcome&& outcome, SweepRow& row, Columns& columns) {
    row.failure = std::move(outcome.failure);
    row.exit_code = outcome.exit_code;
    if (outcome.exit_code != 0) return;
    RunFigures figures = figures_from_bytes(outcome.bytes);
    row.values = columns.values_of(figures.metrics);
    row.findings = figures.findings;
    row.trace_hash = std::move(figures.trace_hash);
}

}  // namespace

int Sweep::exit_code() const {
    const auto failed = std::ranges::find_if(rows, [](const SweepRow& row) { return row.exit_code != 0; });
    return failed == rows.end() ? 0 : failed->exit_code;
}

void check_study(const Study& study, const PointLoader& load, const SweepOptions& options) {
    const std::vector<std::size_t> points = points_to_check(study.config());
    const auto plan = [&](std::size_t index) {
        (void)make_plan(load_point(study, load, points[index]));
        return std::string{};
    };
    const std::vector<TaskOutcome> outcomes =
        run_in_workers(points.size(), plan, {.workers = options.workers, .interrupt = options.interrupt});
    if (is_interrupted(options)) return;
    // A worker sends one sentence; the points that it refused are read again here for all that is wrong with
    // them. One that crashes will do so as a row of the sweep.
    Problems problems;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < outcomes.size() && refused < Problems::most_per_file; ++i) {
        if (outcomes[i].exit_code == 0 || outcomes[i].exit_code == bug_code) continue;
        ++refused;
        try {
            plan(i);
        } catch (const ConfigError& error) {
            problems.add(error);
        }
    }
    problems.throw_if_any();
    check_metrics(study, load, points);
}

Sweep run_sweep(const Study& study, const PointLoader& load, const SweepOptions& options) {
    Sweep sweep;
    for (std::size_t point = 0; point < study.points(); ++point) {
        for (std::int64_t r = 0; r < study.config().replications; ++r) {
            sweep.rows.push_back({.point = point, .replication = static_cast<std::uint64_t>(r)});
        }
    }
    const auto task = [&](std::size_t index) { return run_task(study, load, options, sweep.rows[index]); };
    std::vector<TaskOutcome> outcomes = run_in_workers(
        sweep.rows.size(), task,
        {.workers = options.workers, .on_done = options.on_done, .interrupt = options.interrupt});
    sweep.complete = !is_interrupted(options);

    Columns columns{study.config().metrics};
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        take_outcome(std::move(outcomes[i]), sweep.rows[i], columns);
    }
    sweep.columns = columns.take();
    for (SweepRow& row : sweep.rows) row.values.resize(sweep.columns.size());
    return sweep;
}

}  // namespace datahall
