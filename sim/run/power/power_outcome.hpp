// What a run says of its power chain: what happened there, what it cost, what a planner must know.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;

/// In order of time.
std::vector<PowerEventRow> power_events(const World& world);
/// Over the whole run.
void add_power_metrics(const World& world, std::vector<Metric>& metrics);
void find_power_losses(const World& world, std::vector<Finding>& findings);

}  // namespace datahall
