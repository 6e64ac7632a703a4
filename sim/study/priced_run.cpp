#include "sim/study/priced_run.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/build/bill.hpp"
#include "sim/study/money.hpp"

namespace datahall {

Result run_and_price(Scenario&& scenario, const RunOptions& options) {
    require_prices(scenario);
    const Economics economics = economics_of(scenario.config());  // before the run takes the scenario
    Result result = simulate(std::move(scenario), options);
    std::ranges::move(cost_metrics(result, economics), std::back_inserter(result.metrics));
    return result;
}

}  // namespace datahall
