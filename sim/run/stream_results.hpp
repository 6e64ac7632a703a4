// Work by stream and in all: what was asked for, what was done inside the window, what was not.
#pragma once

#include <vector>

#include "datahall/result.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

/// Each stream, in the order of clusters and then of their streams; `window` is what happened while counting.
std::vector<StreamResult> stream_results(const World& world, const Totals& window);

/// work.submitted, work.served ... for all streams together, then work.<stream>_served ... for each.
void add_work_metrics(const World& world, const Totals& window, std::vector<Metric>& metrics);

}  // namespace datahall
