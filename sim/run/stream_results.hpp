// Work by stream and in all: what was asked for, what was done inside the window, what was not.
#pragma once

#include <span>
#include <vector>

#include "datahall/int128.hpp"
#include "datahall/result.hpp"

#include "sim/run/totals.hpp"

namespace datahall {

struct JobReview;

/// What became of one stream, and what only metrics need.
struct StreamFigures {
    StreamResult result;
    double load = 0.0;   // device-time that its jobs of the window ask for, over all of its cluster
    Int128 running = 0;  // still to do, in reference device ns
    Int128 queued = 0;
};

/// Each stream, in the order of clusters and then of their streams; `window` is what happened while counting.
std::vector<StreamFigures> stream_figures(const World& world, const Totals& window, const JobReview& review);

/// work.submitted, work.served ... for all streams together, then work.<stream>_served ... for each.
void add_work_metrics(const Totals& before_window, const Totals& window,
                      std::span<const StreamFigures> streams, std::vector<Metric>& metrics);

}  // namespace datahall
