// From a world at rest to a result: metrics, streams, owners of jobs.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;
struct JobReview;

/// The figures of a run up to now: metrics in a fixed order with fixed names, what became of
/// each stream, and the power chain bus by bus.
struct RunOutcome {
    std::vector<Metric> metrics;
    std::vector<StreamResult> streams;
    PowerReport power;
    HeatReport heat;
};
/// Sorts the waits of the review.
RunOutcome run_outcome(const World& world, JobReview& review);

/// Whom the jobs of each cluster belong to.
std::vector<OwnersByNumber> owner_names(const World& world);

}  // namespace datahall
