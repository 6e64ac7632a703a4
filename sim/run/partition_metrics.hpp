// Figures of the partitions of divided clusters.
#pragma once

#include <vector>

#include "datahall/result.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

/// `window` is what happened while counting.  Appends nothing for clusters that are not divided.
void add_partition_metrics(const World& world, const Totals& window, std::vector<Metric>& metrics);

}  // namespace datahall
