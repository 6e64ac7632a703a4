// From a world at rest to a result: metrics, job records, findings, sources, audits.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;

/// The figures of a run up to now: metrics in a fixed order with fixed names, what became of
/// each stream, and the power chain bus by bus.
struct RunOutcome {
    std::vector<Metric> metrics;
    std::vector<StreamResult> streams;
    PowerReport power;
};
RunOutcome run_outcome(const World& world);

/// One record for each job that was handed out, by cluster and arrival.
std::vector<JobRecord> job_records(const World& world);

/// Whom they belong to, by cluster.
std::vector<OwnersByNumber> owner_names(const World& world);

}  // namespace datahall
