// Figures of the partitions of divided clusters.
#pragma once

#include <vector>

#include "datahall/result.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

struct JobReview;

/// `window` is what happened while counting.  Appends nothing for clusters that are not divided.  Sorts the
/// waits of the review.
void add_partition_metrics(const World& world, const Totals& window, JobReview& review,
                           std::vector<Metric>& metrics);

}  // namespace datahall
