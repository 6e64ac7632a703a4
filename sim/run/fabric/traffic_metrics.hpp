// Figures of the traffic of a run.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;

/// Figures of jobs and links; none where no job talks.
std::vector<Metric> traffic_metrics(const World& world);

/// The links that carried anything, in the order of the cables.
std::vector<LinkRow> link_rows(const World& world);

}  // namespace datahall
