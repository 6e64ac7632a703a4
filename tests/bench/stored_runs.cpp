#include "tests/bench/stored_runs.hpp"

#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {
namespace {

constexpr int limit_s = 3;

Outcome outcome_of(const Contestant& contestant, const FiringRun& run) {
    return contestant.stored(
        {.stored = &run, .entities = run.entities, .warm_up = 0, .pops = firing_pops, .limit_s = limit_s});
}

// Until the first run without an outcome.
Ending check(const Contestant& contestant) {
    for (const FiringRun& run : firing_runs) {
        const Outcome outcome = outcome_of(contestant, run);
        if (outcome.ending != Ending::measured) return outcome.ending;
        if (outcome.checksum == run.checksum) continue;
        throw std::runtime_error{
            fmt::format("{} fires another sequence than is stored as row {} ({}, {} entities): expected "
                        "checksum {:016x}, got {:016x}",
                        contestant.name, &run - std::begin(firing_runs) + 1, run.name, run.entities,
                        run.checksum, outcome.checksum)};
    }
    return Ending::measured;
}

}  // namespace

StoredRuns check_stored_runs() {
    StoredRuns runs;
    for (const Contestant* contestant : contestants()) {
        if (contestant->stored == nullptr) continue;
        const Ending ending = check(*contestant);
        if (ending == Ending::measured) runs.reproduced.push_back(contestant->name);
        if (ending == Ending::unfinished) runs.unfinished.push_back(contestant->name);
    }
    return runs;
}

}  // namespace datahall::bench
