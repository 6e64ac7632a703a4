#include "sim/study/expectation_runs.hpp"

#include <utility>

#include "sim/study/priced_run.hpp"
#include "sim/study/run_figures.hpp"

namespace datahall {
namespace {

RunOptions options_for(const Scenario& scenario) {
    RunOptions run;
    run.seed = scenario.seed();
    run.keep_jobs = false;
    return run;
}

}  // namespace

std::vector<Expectation> expectations_of(const std::string& file, const FileLoader& load) {
    const Scenario scenario = load(file);
    std::vector<Metric> figures;
    if (!scenario.config().expect.empty()) {
        RunOptions run = options_for(scenario);
        run.until = Seconds::from_si(1.0);
        figures = run_and_price(load(file), run).metrics;  // it keeps no scenario to ask for places
    }
    require_expectations(scenario, figures);
    return scenario.config().expect;
}

std::vector<CheckedFile> run_checks(const std::vector<CheckableFile>& files, const FileLoader& load,
                                    const PoolOptions& pool) {
    const auto task = [&](std::size_t index) {
        Scenario scenario = load(files[index].file);
        const RunOptions run = options_for(scenario);
        return to_bytes(figures_of(run_and_price(std::move(scenario), run)));
    };
    std::vector<TaskOutcome> outcomes = run_in_workers(files.size(), task, pool);
    std::vector<CheckedFile> checked;
    for (std::size_t i = 0; i < files.size(); ++i) {
        TaskOutcome& outcome = outcomes[i];
        std::vector<Verdict> verdicts;
        if (outcome.exit_code == 0) {
            verdicts = check_expectations(files[i].expected, figures_from_bytes(outcome.bytes).metrics);
        }
        checked.push_back(
            {files[i].file, std::move(verdicts), std::move(outcome.failure), outcome.exit_code});
    }
    return checked;
}

}  // namespace datahall
