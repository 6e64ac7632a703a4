#include "tests/bench/stored_runs.hpp"

#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {
namespace {

Outcome outcome_of(const Contestant& contestant, const FiringRun& run) {
    return contestant.stored({.stored = &run, .entities = run.entities, .warm_up = 0, .pops = firing_pops});
}

void check(const Contestant& contestant) {
    for (const FiringRun& run : firing_runs) {
        const std::uint64_t checksum = outcome_of(contestant, run).checksum;
        if (checksum == run.checksum) continue;
        throw std::runtime_error{
            fmt::format("{} fires another sequence than is stored as row {} ({}, {} entities): expected "
                        "checksum {:016x}, got {:016x}",
                        contestant.name, &run - std::begin(firing_runs) + 1, run.name, run.entities,
                        run.checksum, checksum)};
    }
}

}  // namespace

std::vector<std::string_view> check_stored_runs() {
    std::vector<std::string_view> names;
    for (const Contestant* contestant : contestants()) {
        if (contestant->stored == nullptr) continue;
        check(*contestant);
        names.push_back(contestant->name);
    }
    return names;
}

}  // namespace datahall::bench
