// Stored traces: a changed hash is changed behaviour, by any compiler at any level.
//
// tests/data/run/golden.csv holds, for each shipped scenario, the first days' trace hash and utility
// energy.  When behaviour changes on purpose, the new line is printed by the failing test; the change
// is explained in CHANGELOG.md under "Numbers that moved".
#include <fmt/format.h>

#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

struct Golden {
    std::string scenario;
    std::uint64_t seed = 0;
    double days = 0;
    std::string line;
};

std::vector<Golden> stored() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/run/golden.csv"};
    std::vector<Golden> all;
    std::string line;
    std::getline(in, line);  // heading
    while (std::getline(in, line)) {
        Golden g{.line = line};
        const auto first = line.find(',');
        const auto second = line.find(',', first + 1);
        const auto third = line.find(',', second + 1);
        g.scenario = line.substr(0, first);
        g.seed = std::stoull(line.substr(first + 1, second - first - 1));
        g.days = std::stod(line.substr(second + 1, third - second - 1));
        all.push_back(g);
    }
    return all;
}

}  // namespace

TEST_CASE("every shipped scenario leaves its stored trace", "[golden]") {
    const std::vector<Golden> all = stored();
    REQUIRE(all.size() >= 6);
    for (const Golden& g : all) {
        const Result r = simulate(load(shipped + "/" + g.scenario),
                                  {.seed = g.seed, .until = Seconds::from_si(g.days * 86'400)});
        CHECK(fmt::format("{},{},{},{},{}", g.scenario, g.seed, g.days, r.trace_hash,
                          value(r.metrics, "energy.utility")) == g.line);
    }
}
