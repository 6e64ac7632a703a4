// The figures of a design: counts, powers, cables.
#pragma once

#include <vector>

#include "datahall/facility.hpp"

#include "sim/build/cooling_design.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// In a fixed order and with fixed names, whatever the design; a figure that does not exist has no value.
std::vector<Metric> plan_metrics(const ScenarioConfig& scenario, const Facility& facility,
                                 const CoolingDesign& cooling);

}  // namespace datahall
