// How good the schedule of a run was, by the figures with which the field compares schedulers.
//
// Those of jobs are over the jobs that ended in the window, after a run.  With several clusters they are over
// all of them, a device counting as one wherever it stands.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class ScheduleSums;
class World;
struct Totals;

/// Response, slowdowns, fairness, makespan, offered load, goodput and loss of capacity; `window` is what
/// happened while counting.
void add_schedule_metrics(const World& world, const Totals& window, const ScheduleSums& sums,
                          std::vector<Metric>& metrics);

}  // namespace datahall
