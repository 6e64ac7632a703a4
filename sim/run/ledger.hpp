// Who has had what: jobs, device-time, waiting, energy and overheads by user, account, partition, QOS, stream
// and cluster, over the whole run.
//
// For each kind, the rows of a cluster sum to its meters, and those of all clusters with the rows of idle and
// of the facility to the meters of the facility, in integers: ledger_books() holds them to it.
#pragma once

#include <span>
#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;
struct JobReview;

/// By cluster and kind, names in the order of their first job; what no job had is at the end.
std::vector<LedgerRow> ledger_of(const World& world, const JobReview& review);

/// Jobs, device-time, waiting, energy and overheads of the rows against the meters.
std::vector<Audit> ledger_books(const World& world, std::span<const LedgerRow> rows);

}  // namespace datahall
