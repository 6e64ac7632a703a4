#include "tools/datahall/verify_runs.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/study/priced_run.hpp"
#include "sim/study/run_figures.hpp"

namespace datahall {
namespace {

/// What a run came to.
struct RunOutcome {
    std::vector<Metric> metrics;
    std::string failure;
    int exit_code = 0;
};

const Metric* metric_named(const RunOutcome& run, const std::string& name) {
    const auto found = std::ranges::find(run.metrics, name, &Metric::name);
    return found == run.metrics.end() ? nullptr : &*found;
}

std::string why_absent(const RunOutcome& run, const std::string& name) {
    if (!run.failure.empty()) return run.failure;
    std::vector<std::string> known;
    for (const Metric& m : run.metrics) known.push_back(m.name);
    return fmt::format("no metric is named '{}'; {}", name, did_you_mean(name, known));
}

void complete(VerifyRow& row, const RunOutcome& run) {
    const Metric* metric = metric_named(run, row.figure);
    if (metric == nullptr || !metric->value) {
        row.failure = metric ? "the figure has no value" : why_absent(run, row.figure);
    } else {
        settle(row, *metric->value, metric->unit);
    }
}

// Whether the first is smaller by more than what a shape of the year explains.
bool is_clearly_below(double a, double b) {
    constexpr double alike = 0.01;  // share of the larger one
    return b - a > alike * std::fabs(b);
}

// Pairs in which one is larger by the weather and clearly smaller by the figure.
void complete(VerifyRow& row, const OrderRow& order, std::span<const RunOutcome> runs) {
    std::vector<double> values;
    for (const std::size_t run : order.runs) {
        const Metric* metric = metric_named(runs[run], row.figure);
        if (metric == nullptr || !metric->value) {
            row.failure = why_absent(runs[run], row.figure);
            return;
        }
        values.push_back(*metric->value);
    }
    double inversions = 0.0;
    for (std::size_t a = 0; a < values.size(); ++a) {
        for (std::size_t b = 0; b < values.size(); ++b) {
            if (order.by[a] < order.by[b] && is_clearly_below(values[b], values[a])) ++inversions;
        }
    }
    settle(row, inversions, "count");
}

std::string figures_of_run(const VerifyRun& run, const VerifyLoader& load) {
    Scenario scenario = load(run);
    RunOptions options;
    options.seed = scenario.seed();
    options.keep_jobs = false;
    return to_bytes(figures_of(run_and_price(std::move(scenario), options)));
}

int complete_table(VerifyTable& table, std::span<const RunOutcome> runs) {
    for (const RunRow& r : table.run_rows) complete(table.rows[r.row], runs[r.run]);
    for (const OrderRow& o : table.order_rows) complete(table.rows[o.row], o, runs);
    int worst = 0;
    for (const RunOutcome& run : runs) {
        if (run.exit_code != 0) worst = worst == 0 ? run.exit_code : std::min(worst, run.exit_code);
    }
    return worst;
}

}  // namespace

std::size_t count_runs(std::span<const VerifyTable> tables) {
    std::size_t count = 0;
    for (const VerifyTable& table : tables) count += table.runs.size();
    return count;
}

int complete_rows(std::span<VerifyTable> tables, const VerifyLoader& load, const PoolOptions& pool) {
    std::vector<const VerifyRun*> all;
    for (const VerifyTable& table : tables) {
        for (const VerifyRun& run : table.runs) all.push_back(&run);
    }
    std::vector<TaskOutcome> outcomes = run_in_workers(
        all.size(), [&](std::size_t i) { return figures_of_run(*all[i], load); }, pool);
    std::vector<RunOutcome> runs;
    for (TaskOutcome& o : outcomes) {
        std::vector<Metric> metrics;
        if (o.exit_code == 0) metrics = figures_from_bytes(o.bytes).metrics;
        runs.push_back({std::move(metrics), std::move(o.failure), o.exit_code});
    }
    int worst = 0;
    std::size_t first = 0;
    for (VerifyTable& table : tables) {
        const int code = complete_table(table, std::span{runs}.subspan(first, table.runs.size()));
        if (code != 0) worst = worst == 0 ? code : std::min(worst, code);
        first += table.runs.size();
    }
    return worst;
}

}  // namespace datahall
