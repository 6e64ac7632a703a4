// A run with its costs: what `datahall run` prints and every study compares.
#pragma once

#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"
#include "sim/run/simulate.hpp"

namespace datahall {

/// simulate(), then the cost metrics of sim/study/money.hpp after the others; throws as simulate() does, and
/// ConfigError for economics that name no price.
Result run_and_price(Scenario&& scenario, const RunOptions& options);

}  // namespace datahall
