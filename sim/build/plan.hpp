// What would be built: the figures of a design that need no simulation.
#pragma once

#include <string>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/power_plan.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

struct Plan {
    std::string scenario;
    std::vector<Metric> metrics;
    std::vector<Finding> findings;
    std::vector<SourceUse> sources;
    std::vector<BillLine> bill;
    PowerPlan power;
    Facility facility;  // that all of it is about
};

/// Builds the facility and returns its figures; the same as those of a run.
Plan make_plan(const Scenario& scenario);

}  // namespace datahall
